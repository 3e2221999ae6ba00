import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { Workspace } from '../../../server/src/workspace/workspace';

const gateway = 'istio-egressgateway.istio-system.svc.cluster.local';

/** How a host leaves by the one egress gateway, as Istio's documentation has it. */
const egress = (i: number): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: g${i}, namespace: n${i % 20} }
spec:
  selector: { istio: egressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ h${i}.example ] } ]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: d${i}, namespace: n${i % 20} }
spec: { host: ${gateway}, subsets: [ { name: s${i} } ] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v${i}, namespace: n${i % 20} }
spec:
  hosts: [ h${i}.example ]
  gateways: [ mesh, g${i} ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route: [ { destination: { host: ${gateway}, subset: s${i}, port: { number: 80 } } } ]
  - match: [ { gateways: [ g${i} ], port: 80 } ]
    route: [ { destination: { host: h${i}.example } } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: s${i}, namespace: n${i % 20} }
spec: { hosts: [ h${i}.example ], ports: [ { number: 80, name: http, protocol: HTTP } ], resolution: DNS }
`;

/** What it takes to check so many hosts, in microseconds of the processor. */
function cost(count: number): number {
  const workspace = new Workspace();
  const findings = new Findings(workspace, (rule, error) => assert.fail(`${rule.id}: ${error}`));
  const paths = Array.from({ length: count }, (_, i) => `f${i}.yaml`);
  const started = process.cpuUsage().user;
  for (const [i, path] of paths.entries()) workspace.set(path, egress(i));
  for (const path of paths) assert.deepEqual(findings.of(path), []);
  const spent = process.cpuUsage().user - started;

  const before = findings.runs;
  workspace.set('f7.yaml', egress(7).replace('metadata: { name: v7,', 'metadata: { name: edited,'));
  for (const path of paths) findings.of(path);
  assert.ok(findings.runs - before < 10, 'a VirtualService is nobody else’s business');
  return spent;
}

test('eight hundred hosts behind one gateway cost little more than eight times what a hundred do', () => {
  cost(50);
  assert.ok(cost(800) < 30 * cost(100), 'far from quadratic, which is 64 times');
});
