import assert from 'node:assert/strict';
import { test } from 'node:test';
import { egressPlan } from '../../../server/src/generate/plan';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import { toAmbient } from '../../../server/src/generate/to-ambient';
import { fixture } from '../../fixture';

const file = { path: 'egress.yaml' };

const namespaces = `
#- namespaces.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    team: web
    # every pod has a sidecar
    istio-injection: enabled
---
apiVersion: v1
kind: Namespace
metadata: { name: billing, labels: { istio-injection: enabled } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`;

/** A workspace that leads hosts out for the namespaces above. */
function started(...wanted: readonly EgressAnswers[]) {
  const { workspace } = fixture(namespaces);
  for (const answers of wanted) {
    const { requests = [], problem } = egressRequests({ api: 'istio', ...answers }, workspace);
    assert.equal(problem, undefined);
    const plan = egressPlan(requests, workspace, file);
    assert.equal(plan.problem, undefined);
    for (const { path, after } of plan.changes ?? []) workspace.set(path, after);
  }
  return workspace;
}

const kindsIn = (text: string): string[] => [...text.matchAll(/^kind: (.+)$/gm)].map(([, kind = '']) => kind);

test('five objects become a waypoint, a ServiceEntry and where the gateway began TLS a DestinationRule', () => {
  const workspace = started({ hosts: ['api.example.com'], applications: ['http'], outside: 'tls', namespace: 'shop' });
  assert.equal(kindsIn(workspace.text(file.path)).length, 5);
  const result = toAmbient('api.example.com', workspace, file);
  assert.ok(result.problem === undefined);
  const after = result.changes.find((it) => it.path === file.path)?.after ?? '';
  assert.deepEqual(kindsIn(after), ['Gateway', 'ServiceEntry', 'DestinationRule']);
});

test('the namespace goes into ambient mode and is no longer given sidecars; what is written besides stays', () => {
  const workspace = started({ hosts: ['api.example.com'], applications: ['http'], namespace: 'shop' });
  const result = toAmbient('api.example.com', workspace, file);
  assert.ok(result.problem === undefined);
  const after = result.changes.find((it) => it.path === 'namespaces.yaml')?.after ?? '';
  assert.match(
    after,
    /name: shop\n {2}labels:\n {4}team: web\n(?: {4}#.*\n)? {4}istio.io\/dataplane-mode: ambient\n---/,
  );
  assert.match(after, /name: billing, labels: \{ istio-injection: enabled \}/);
  assert.doesNotMatch(after, /kind: Sidecar/);
  assert.match(result.notes.join('\n'), /Pods of shop .* restarted\.\nSidecar shop\/default is for sidecars alone/);
});

test('all hosts that its pods reach through gateways go along, with the clients of those', () => {
  const both = { namespace: 'istio-system', clients: ['shop', 'billing'] };
  const workspace = started(
    { hosts: ['api.example.com'], applications: ['http'], namespace: 'shop' },
    { hosts: ['b.example.org'], applications: ['https'], ...both },
    { hosts: ['c.example.net'], applications: ['https'], namespace: 'billing' },
  );
  const result = toAmbient('api.example.com', workspace, file);
  assert.ok(result.problem === undefined);
  for (const { path, after } of result.changes) workspace.set(path, after);
  const text = workspace.text(file.path);
  assert.deepEqual(new Set(kindsIn(text)), new Set(['Gateway', 'ServiceEntry']));
  assert.deepEqual([...text.matchAll(/use-waypoint: /g)].length, 3);
  assert.match(workspace.text('namespaces.yaml'), /name: billing, labels: \{ istio.io\/dataplane-mode: ambient \}/);
});

test('what nobody has named cannot be in ambient mode', () => {
  const { workspace } = fixture('');
  const { requests = [] } = egressRequests({ hosts: ['api.example.com'], api: 'istio' }, workspace);
  for (const { path, after } of egressPlan(requests, workspace, file).changes ?? []) workspace.set(path, after);
  assert.match(toAmbient('api.example.com', workspace, file).problem ?? '', /^Ambient mode is for namespaces/);
});
