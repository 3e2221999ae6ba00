import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { isOld, migrate } from '../../../server/src/features/migrate';
import { requestsNow } from '../../../server/src/generate/requests-now';
import { fixture } from '../../fixture';

const old = `
#- egress.yaml
# by the mesh team
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: { name: payments, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, payments ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sni_hosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ payments ], port: 443, sni_hosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- other.yaml
apiVersion: networking.istio.io/v1alpha3
kind: Sidecar
metadata: { name: default, namespace: elsewhere }
spec: { egress: [ { hosts: [ "./*" ] } ] }
`;

describe('old manifests', () => {
  test('of a file are brought to today’s form at once, with the way that they had, and only there', () => {
    const { workspace } = fixture(old, { istioVersion: '1.30' });
    const findings = new Findings(workspace);
    assert.ok(isOld(workspace, findings, 'egress.yaml', 0));
    const result = migrate(workspace, findings, ['egress.yaml']);
    assert.ok(result.problem === undefined);
    assert.deepEqual(
      result.changes.map((it) => it.path),
      ['egress.yaml'],
    );
    const { before = '', after = '' } = result.changes[0] ?? {};
    assert.equal(workspace.text('egress.yaml'), before);
    assert.equal(after, before.replaceAll('v1alpha3', 'v1').replaceAll('sni_hosts', 'sniHosts'));
    workspace.set('egress.yaml', after);
    const [request] = requestsNow(workspace.meshOf('egress.yaml'), 'api.payments.example');
    assert.equal(request?.hop, 'passthrough');
    assert.ok(!isOld(workspace, findings, 'egress.yaml', 0));
  });

  test('of the whole workspace are brought to it, and then there is nothing left to do', () => {
    const { workspace } = fixture(old, { istioVersion: '1.30' });
    const findings = new Findings(workspace);
    const result = migrate(workspace, findings, [...workspace.paths()]);
    assert.ok(result.problem === undefined);
    for (const { path, after } of result.changes) workspace.set(path, after);
    assert.deepEqual(result.changes.map((it) => it.path).sort(), ['egress.yaml', 'other.yaml']);
    assert.ok(migrate(workspace, findings, [...workspace.paths()]).problem);
  });
});
