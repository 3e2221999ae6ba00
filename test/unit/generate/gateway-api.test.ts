import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressManifests } from '../../../server/src/generate/egress-manifests';
import { type OneWish, requested } from './requested';

const host = 'api.example.com';

/** The documents of a kind among what is generated, without the notes. */
function documents(kind: string, answers: Partial<OneWish>): string[] {
  const text = egressManifests([requested({ host, api: 'gateway-api', ...answers })]).replaceAll(/^#.*\n/gm, '');
  return text.split('---\n').filter((it) => it.includes(`\nkind: ${kind}\n`));
}
const document = (kind: string, answers: Partial<OneWish>): string => documents(kind, answers)[0] ?? '';

describe('a Gateway of the Gateway API', () => {
  test('listens for the host alone, and is no way in', () => {
    assert.equal(
      document('Gateway', { hop: 'plaintext' }),
      `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: egress-api-example-com
  annotations:
    networking.istio.io/service-type: ClusterIP
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    hostname: api.example.com
    port: 80
    protocol: HTTP
    allowedRoutes:
      namespaces:
        from: Same
`,
    );
  });

  const meshTls = `tls:
      mode: Terminate
      options:
        gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL
`;
  test('opens the mesh’s own TLS around HTTP', () => {
    const gateway = document('Gateway', { hop: 'mtls' });
    assert.ok(gateway.includes('port: 80\n    protocol: HTTPS\n') && gateway.includes(meshTls), gateway);
  });
  test('opens the mesh’s own TLS around that of the application', () => {
    const gateway = document('Gateway', { application: 'https', hop: 'mtls' });
    assert.ok(gateway.includes('port: 443\n    protocol: TLS\n') && gateway.includes(meshTls), gateway);
  });
  test('passes the application’s TLS through', () => {
    const gateway = document('Gateway', { application: 'https' });
    assert.match(gateway, /port: 443\n {4}protocol: TLS\n {4}tls:\n {6}mode: Passthrough\n/);
  });
  test('lets in the routes of the clients’ namespace where it is elsewhere', () => {
    const gateway = document('Gateway', { namespace: 'shop', gateway: 'outbound/partner' });
    assert.match(gateway, /name: partner\n {2}namespace: outbound\n/);
    assert.match(gateway, /from: Selector\n +selector:\n +matchLabels:\n +kubernetes\.io\/metadata\.name: shop\n/);
  });
});

describe('two routes of the Gateway API', () => {
  test('lead HTTP to the gateway and from there to the host, by the port of TLS if the gateway originates it', () => {
    assert.deepEqual(documents('HTTPRoute', { outside: 'tls', namespace: 'shop' }), [
      `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: direct-egress-api-example-com
  namespace: shop
spec:
  parentRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: egress-api-example-com
    port: 80
  rules:
  - backendRefs:
    - name: egress-api-example-com-istio
      port: 80
`,
      `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: forward-egress-api-example-com
  namespace: shop
spec:
  parentRefs:
  - name: egress-api-example-com
    sectionName: https
  hostnames:
  - api.example.com
  rules:
  - backendRefs:
    - group: networking.istio.io
      kind: Hostname
      name: api.example.com
      port: 443
`,
    ]);
  });

  test('name the hosts of TLS both times, as version v1 wants it', () => {
    for (const hop of ['passthrough', 'mtls']) {
      const routes = documents('TLSRoute', { application: 'https:8443', hop });
      assert.deepEqual(
        routes.map((it) => /^apiVersion: gateway\.networking\.k8s\.io\/v1$/m.test(it) && it.includes(`- ${host}\n`)),
        [true, true],
      );
      assert.match(routes[0] ?? '', /name: egress-api-example-com-istio\n {6}port: 443\n/);
      assert.match(routes[1] ?? '', /name: api\.example\.com\n {6}port: 8443\n/);
    }
  });

  test('are where the host is, and name the namespace of a gateway that is elsewhere', () => {
    const [direct = '', forward = ''] = documents('HTTPRoute', { namespace: 'shop', gateway: 'outbound/partner' });
    assert.match(direct, /backendRefs:\n {4}- name: partner-istio\n {6}namespace: outbound\n {6}port: 80\n/);
    assert.match(forward, /parentRefs:\n {2}- name: partner\n {4}namespace: outbound\n/);
    assert.match(forward, /kind: Hostname\n {6}name: api\.example\.com\n {6}port: 80\n/);
    for (const it of [direct, forward, document('ServiceEntry', { namespace: 'shop', gateway: 'outbound/partner' })])
      assert.match(it, /\n {2}namespace: shop\n/);
  });
});

describe('the TLS of a route through a Gateway', () => {
  test('up to it is said beside it, so that the sidecars of every namespace see it', () => {
    const rule = document('DestinationRule', { namespace: 'shop', gateway: 'outbound/partner' });
    assert.match(rule, /\n {2}namespace: outbound\n/);
    assert.match(rule, /\n {2}host: partner-istio\.outbound\.svc\.cluster\.local\n/);
    assert.match(rule, /number: 80\n {6}tls:\n {8}mode: ISTIO_MUTUAL\n {8}sni: api\.example\.com\n/);
  });
  test('up to it is said by the name of its Service alone where the namespace is not known', () => {
    assert.match(document('DestinationRule', {}), /\n {2}host: egress-api-example-com-istio\n/);
  });
  test('out of it is for the name of each request, so that the server’s certificate must have it', () => {
    const rule = document('DestinationRule', { hop: 'plaintext', outside: 'tls' });
    assert.match(rule, /host: api\.example\.com\n[\s\S]*number: 443\n {6}tls:\n {8}mode: SIMPLE\n$/);
  });
});
