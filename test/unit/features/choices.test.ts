import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import { definition } from '../../../server/src/features/definition';
import { hover } from '../../../server/src/features/hover';
import { applyEdits } from '../../../server/src/text/edit';
import {
  authorizationPolicy,
  backendTlsPolicy,
  gatewayApi,
  httpRoute,
  kubernetesGateway,
  tlsRoute,
} from './gateway-api-world';
import { inWorld } from './world';

const route = `${httpRoute}  parentRefs: [ { name: own } ]\n`;

const sources: Readonly<Record<string, string>> = {
  'parents of an HTTPRoute': `${httpRoute}  parentRefs:\n  - name: $0`,
  'parents in brackets': `${httpRoute}  parentRefs: [ { name: $0 } ]`,
  'parents of a TLSRoute': `${tlsRoute}  parentRefs: [ { kind: Gateway, name: $0 } ]`,
  listeners: `${httpRoute}  parentRefs: [ { name: egress, namespace: infra, sectionName: $0 } ]`,
  'ports of listeners': `${httpRoute}  parentRefs: [ { name: egress, namespace: infra, port: $0 } ]`,
  backends: `${route}  rules:\n  - backendRefs:\n    - port: 80\n      name: $0`,
  'hosts of its own namespace': `${route}  rules: [ { backendRefs: [ { port: 80, kind: Hostname, group: networking.istio.io, name: api$0 } ] } ]`,
  targets: `${authorizationPolicy}  targetRefs: [ { name: $0 } ]`,
  'targets of a BackendTLSPolicy': `${backendTlsPolicy}  targetRefs: [ { name: $0 } ]`,
  'ports of a target': `${backendTlsPolicy}  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, sectionName: $0 } ]`,
  certificates: `${kubernetesGateway}  gatewayClassName: istio\n  listeners:\n  - { name: a, port: 443, protocol: HTTPS, tls: { certificateRefs: [ { name: $0 } ] } }`,
};

describe('whatever is offered leads somewhere, and Istio takes it', () => {
  for (const [title, source] of Object.entries(sources))
    test(title, () => {
      const { workspace, cursor, files } = inWorld(source, gatewayApi);
      const text = files.get('main.yaml') ?? '';
      const offered = complete(workspace, cursor.path, cursor.offset);
      assert.ok(offered.length > 0);
      for (const { label, replace, insert, beside } of offered) {
        // a host of another namespace is there, but Istio says that it is not
        if (label === 'weather.example') continue;
        workspace.set('main.yaml', applyEdits(text, [...beside, { span: replace, newText: insert }]));
        const added = beside.reduce((sum, it) => sum + it.newText.length - (it.span.end - it.span.start), 0);
        const at = replace.start + added + 1;
        assert.notDeepEqual(definition(workspace, 'main.yaml', at), [], label);
        assert.doesNotMatch(hover(workspace, 'main.yaml', at)?.markdown ?? '', /Not accepted|Istio reports/, label);
      }
    });
});
