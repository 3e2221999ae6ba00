import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import { definition } from '../../../server/src/features/definition';
import { hover } from '../../../server/src/features/hover';
import { snippetsAt } from '../../../server/src/features/snippets';
import { documentSymbols } from '../../../server/src/features/symbols';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { gateway, inWorld, virtualService } from './world';

const texts: Readonly<Record<string, string>> = {
  'a VirtualService': `${virtualService}spec:
  hosts: [ a.example, "*.b.example" ]
  http:
  - match:
    - port: 80
    route:
    - destination: { host: reviews,
        subset: v1 } # comment
`,
  'a list with anchors': `apiVersion: v1
kind: List
items:
- apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: &m { name: 'a', namespace: "b" }
  spec: { host: reviews, subsets: [ { name: v1, labels: *m } ], <<: *m }
`,
  'a route': `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a, labels: { istio.io/use-waypoint: none } }
spec:
  parentRefs: [ { kind: Service, group: "", name: reviews, port: 9080 }, { name: b, sectionName: c } ]
  rules:
  - backendRefs:
    - kind: Hostname
      name: a.example
      port: 80
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: b }
spec: { gatewayClassName: istio, listeners: [ { name: c, port: 80, protocol: HTTP, allowedRoutes: { kinds: [ { kind: x } ] } } ] }
`,
  'a template': `${gateway}spec:
  selector: {{ toYaml .Values.selector | nindent 4 }}
  servers:
  {{- range .Values.hosts }}
  - hosts: [ {{ . }}, \${HOST} ]
  {{- end }}
`,
};

/** Every feature, at each of the offsets. */
function ask(workspace: Workspace, path: string, offsets: Iterable<number>): void {
  for (const offset of offsets) {
    complete(workspace, path, offset);
    snippetsAt(workspace, path, offset);
    hover(workspace, path, offset);
    definition(workspace, path, offset);
  }
  documentSymbols(workspace, path);
}

/** Every so many offsets of a text, not always the same ones. */
function* some(text: string, step: number): Iterable<number> {
  for (let offset = text.length % step; offset <= text.length; offset += step) yield offset;
}

describe('no feature throws', () => {
  for (const [title, text] of Object.entries(texts)) {
    test(`at any offset of ${title}`, () => ask(inWorld(text).workspace, 'main.yaml', some(text, 5)));

    test(`at the end of any beginning of ${title}`, () => {
      const { workspace } = inWorld(text);
      for (let end = 0; end <= text.length; end++) {
        workspace.set('main.yaml', text.slice(0, end));
        complete(workspace, 'main.yaml', end);
        if (end % 7 === 0) ask(workspace, 'main.yaml', [end]);
      }
    });

    test(`in ${title} without one of its lines`, () => {
      const { workspace } = inWorld(text);
      const lines = text.split('\n');
      for (const index of lines.keys()) {
        const rest = lines.toSpliced(index, 1).join(index % 2 === 0 ? '\n' : '\r\n');
        workspace.set('main.yaml', rest);
        ask(workspace, 'main.yaml', some(rest, 41));
      }
    });
  }

  test('outside of the file, and for a file that is not there', () => {
    const { workspace } = inWorld(gateway);
    for (const path of ['main.yaml', 'nowhere.yaml']) ask(workspace, path, [-1, 1e9, Number.NaN]);
    assert.deepEqual(documentSymbols(workspace, 'nowhere.yaml'), []);
  });
});
