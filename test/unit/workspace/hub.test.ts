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

/** What bears on every request in the mesh, or on every one through the gateway. */
const meshWide: Record<string, string> = {
  'a NetworkPolicy for the gateway': `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: istio-system }
spec: { podSelector: { matchLabels: { istio: egressgateway } }, policyTypes: [ Egress ], egress: [ {} ] }
`,
  'a mesh that lets out whatever is asked for': `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh, namespace: istio-system }
spec: { meshConfig: { outboundTrafficPolicy: { mode: ALLOW_ANY } } }
`,
  'a Sidecar for all namespaces': `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: istio-system }
spec: { egress: [ { hosts: [ ./*, istio-system/* ] } ], outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
`,
  'a PeerAuthentication for the mesh': `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
`,
  'a DestinationRule for the mesh': `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: default, namespace: istio-system }
spec: { host: "*.local", trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
`,
  'an AuthorizationPolicy on the gateway': `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec: { selector: { matchLabels: { istio: egressgateway } }, rules: [ { to: [ { operation: { hosts: [ h1.example ] } } ] } ] }
`,
};

/** How many objects are looked at for each of so many hosts, and how many documents are checked again after edits. */
function work(count: number, alsoThere: string) {
  const workspace = new Workspace();
  const findings = new Findings(workspace, (rule, error) => assert.fail(`${rule.id}: ${error}`));
  workspace.set('mesh.yaml', alsoThere);
  for (let i = 0; i < count; i++) workspace.set(`f${i}.yaml`, egress(i));
  findings.settle();
  const mesh = workspace.documents('f7.yaml').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh);
  const read = mesh.objectsRead / count;
  const edits = [
    ['name: s7,', 'name: s7-edited,'],
    ['name: v7,', 'name: v7-edited,'],
    ['resolution: DNS', 'resolution: STATIC'],
    ['hosts: [ h7.example ], ports', 'hosts: [ other.example ], ports'],
  ] as const;
  const runs = edits.map(([from, to]) => {
    const before = findings.runs;
    workspace.set('f7.yaml', egress(7).replace(from, to));
    findings.settle();
    return findings.runs - before;
  });
  return { read, runs };
}

for (const [title, text] of Object.entries(meshWide))
  test(`beside ${title}, an edit of one host leaves the others, and each host costs the same however many there are`, () => {
    const few = work(40, text);
    const many = work(160, text);
    assert.ok(many.read < 1.2 * few.read, `${few.read} and ${many.read} objects for each host`);
    assert.deepEqual(many.runs, few.runs);
    for (const it of many.runs) assert.ok(it > 0 && it < 12, `${many.runs} documents`);
  });
