import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressGuide } from '../../../server/src/generate/guide';
import { egressDraft } from '../../../server/src/generate/plan';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import { fixture } from '../../fixture';

const hosts = ['api.example.com'];

/** The lines of a section of the guide; none where there is no such section. */
function guide(title: string, answers: Partial<EgressAnswers>, source = ''): readonly string[] {
  const { workspace } = fixture(source);
  const { requests, problem } = egressRequests({ hosts, namespace: 'shop', ...answers }, workspace);
  assert.ok(requests, problem);
  const plan = egressDraft(requests, workspace, { path: 'new.yaml' });
  return egressGuide(requests, plan, workspace).find((it) => it.title === title)?.lines ?? [];
}

describe('the guide of an egress route', () => {
  test('says the way of each request, and its encryption', () => {
    assert.deepEqual(guide('What goes this way', { applications: ['http', 'https'], outside: 'tls' }), [
      'HTTPS to `api.example.com` port 443 from pods of namespace shop: through gateway `istio-system/istio-egressgateway` in its own TLS.',
      'HTTP to `api.example.com` port 80 from pods of namespace shop: through gateway `istio-system/istio-egressgateway` in Istio’s mutual TLS, then in TLS to `api.example.com` port 443.',
    ]);
  });

  test('says what is around the gateway', () => {
    assert.match(guide('What goes this way', { api: 'ambient' })[0] ?? '', /through waypoint `shop\/waypoint`/);
    assert.match(guide('What goes this way', { api: 'sidecar' })[0] ?? '', /straight from the sidecar/);
  });

  test('says what becomes of the other of HTTP and HTTPS, as a trace finds', () => {
    const other = (answers: Partial<EgressAnswers>) => guide('What does not', answers)[0] ?? '';
    const http = 'HTTP to `api.example.com` port 80 still leaves from the pods’ own proxies.';
    assert.equal(other({ applications: ['https'] }), http);
    const twice = other({ applications: ['http'], outside: 'tls' });
    assert.match(twice, /^HTTPS to `api.example.com` port 443 fails: .*TLS/);
  });

  test('does not say so where it goes through the gateway, too', () => {
    const lines = guide('What does not', { applications: ['http', 'https'], outside: 'tls' });
    assert.deepEqual(lines.length, 1);
    assert.match(lines[0] ?? '', /goes around its sidecar/);
  });

  test('warns of pods that go around their proxies, until a NetworkPolicy forbids it', () => {
    const answers = { applications: ['http', 'https'], networkPolicy: true };
    assert.deepEqual(guide('What does not', answers), []);
    assert.notDeepEqual(guide('What it needs', answers), []);
  });

  test('says each thing once: what is needed is neither what goes another way nor how to check it', () => {
    assert.deepEqual(guide('What it needs', { applications: ['https'] }), []);
  });

  describe('says what else changes', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts: [ ./* ]
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`;
    const besides = (answers: Partial<EgressAnswers>, source: string) => guide('What else changes', answers, source);

    const service = `#- gateway.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system, labels: { istio: egressgateway } }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: https, port: 443, targetPort: 8443 } ]
`;

    test('where a Sidecar keeps clients from the gateway', () => {
      const installed = `#- sidecar.yaml${sidecar}\n${service}`;
      const elsewhere = { applications: ['https'], namespace: 'egress', clients: ['shop'] };
      assert.deepEqual(besides(elsewhere, installed), [
        'Sidecar shop/default kept clients from the host or its gateway: it now imports egress/api.example.com, istio-system/istio-egressgateway.istio-system.svc.cluster.local.',
      ]);
      assert.deepEqual(besides({ ...elsewhere, sidecar: true }, installed), []);
    });

    test('where an object is hidden from those who must see it', () => {
      const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: shop }
spec:
  hosts: [ api.example.com ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
  exportTo: [ . ]
`;
      assert.deepEqual(besides({ applications: ['https'] }, entry), [
        'ServiceEntry shop/api is now exported to istio-system, which it was hidden from.',
      ]);
    });

    test('where the gateway’s Service lacks a port', () => {
      assert.deepEqual(besides({ applications: ['tcp:5432'] }, service), [
        'Service istio-system/istio-egressgateway now has port 5432, on which the gateway listens.',
      ]);
    });

    test('and nothing where all that changes is what was asked for', () => {
      assert.deepEqual(besides({ applications: ['https'], sidecar: true, registryOnly: true }, sidecar), []);
    });
  });

  test('leads to the log of the proxy that is passed last', () => {
    const log = (answers: Partial<EgressAnswers>) => guide('How to check it', answers)[0] ?? '';
    assert.match(log({ api: 'istio' }), /kubectl logs -n istio-system deploy\/istio-egressgateway/);
    assert.match(log({ api: 'gateway-api' }), /kubectl logs -n shop deploy\/egress-api-example-com-istio/);
    assert.match(log({ api: 'ambient' }), /kubectl logs -n shop deploy\/waypoint/);
    assert.match(log({ api: 'sidecar' }), /log of the client’s sidecar/);
  });

  test('leaves the workspace as it was', () => {
    const { workspace } = fixture('#- a.yaml\nkind: ConfigMap\n');
    const { requests = [] } = egressRequests({ hosts }, workspace);
    egressGuide(requests, egressDraft(requests, workspace, { path: 'new.yaml' }), workspace);
    assert.deepEqual([...workspace.paths()], ['a.yaml']);
  });
});
