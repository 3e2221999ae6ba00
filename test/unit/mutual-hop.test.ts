import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Findings, fixesOf } from '../../server/src/features/findings';
import { host, passthroughFile } from '../../server/src/rules/example-chain';
import { fixture } from '../fixture';

const strict = `
#- strict.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  mtls: { mode: STRICT }
`;

/** The titles of the fixes of a PeerAuthentication that has no say in a gateway. */
function offered(manifests: string): string[] {
  const { workspace, files } = fixture(strict + manifests);
  const findings = new Findings(workspace);
  findings.settle();
  assert.ok(files.has('strict.yaml'));
  const [finding, ...others] = findings.of('strict.yaml');
  assert.ok(finding && others.length === 0);
  return fixesOf(finding).map(({ title }) => title);
}

const change =
  "Speak the mesh’s TLS for 'api.payments.example': change Gateway shop/egress and VirtualService shop/payments";
/** The Gateway for plaintext of these hosts, with the rules of one, after another rule for sidecars. */
const plain = (hosts: string, rule = ''): string => `${host('shop')}
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ ${hosts} ]
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
${rule}  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`;

test('a server for one host, where one rule leads, is given the TLS of the mesh', () => {
  assert.deepEqual(offered(passthroughFile), [change]);
  assert.deepEqual(offered(plain('api.payments.example')), [change]);
});

test('a server for several hosts, or for a wildcard, is left as it is', () => {
  assert.deepEqual(offered(plain('api.payments.example, ledger.payments.example')), []);
  assert.deepEqual(offered(plain('"*.payments.example"')), []);
});

test('a server is left as it is where a second rule leads there', () => {
  const rule = `  - match: [ { gateways: [ mesh ], port: 80, uri: { prefix: /v2 } } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
`;
  assert.deepEqual(offered(plain('api.payments.example', rule)), []);
});

test('a port that has another server for plaintext stays one for plaintext', () => {
  const other = `#- other.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: other, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ ledger.payments.example ]
`;
  const [own, away] = [other, other.replace('egressgateway', 'ingressgateway')].map((it) =>
    offered(plain('api.payments.example') + it),
  );
  assert.deepEqual(own, []);
  assert.deepEqual(away, [change]);
});

test('a server is left as it is where clients of other namespaces would not read the DestinationRule', () => {
  const client = `#- client.yaml
apiVersion: v1
kind: Namespace
metadata: { name: billing, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger, namespace: billing }
spec:
  template:
    metadata: { labels: { app: ledger } }
    spec: { containers: [ { name: app, image: ledger } ] }
`;
  assert.deepEqual(offered(`${passthroughFile}\n${client}`), []);
});
