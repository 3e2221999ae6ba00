import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addHostsTo } from '../../server/src/features/egress-gateways';
import { Findings } from '../../server/src/features/findings';
import { neighboursFor, neighboursHere, runNeighbour } from '../../server/src/features/neighbours-here';
import type { EgressRequest } from '../../server/src/generate/egress-request';
import { neighbours, neighboursOf } from '../../server/src/generate/neighbours';
import { egressPlan } from '../../server/src/generate/plan';
import { type EgressAnswers, egressRequests } from '../../server/src/generate/request';
import { requestsNow } from '../../server/src/generate/requests-now';
import type { Workspace } from '../../server/src/workspace/workspace';
import { fixture } from '../fixture';
import { type Row, rowsBeside, spelledOut } from './rows';

const file = { path: 'egress.yaml' };

function generate(answers: EgressAnswers, workspace: Workspace): readonly string[] {
  const { requests, problem } = egressRequests(spelledOut({ namespace: 'shop', ...answers }), workspace);
  assert.ok(requests, problem);
  const plan = egressPlan(requests, workspace, file);
  assert.equal(plan.problem, undefined);
  for (const { path, after } of plan.changes ?? []) workspace.set(path, after);
  return [...new Set(requests.map((it) => it.host))];
}

/** Runs a neighbour; the problem of one that cannot be had. */
function run(id: string, host: string, workspace: Workspace): string | undefined {
  const result = neighbours.find((it) => it.id === id)!.run(host, workspace, file);
  if (result.problem !== undefined) return result.problem;
  for (const { path, after } of result.changes) workspace.set(path, after);
  return undefined;
}

const ids = (workspace: Workspace, host: string): string[] =>
  neighboursOf(workspace.meshOf(file.path), host).map((it) => it.id);

function findingsIn(workspace: Workspace): string[] {
  const findings = new Findings(workspace);
  findings.settle();
  return [...workspace.paths()].flatMap((path) => findings.of(path)).map((it) => `${it.rule.id}: ${it.message}`);
}

const others: Readonly<Record<string, Partial<EgressAnswers> | undefined>> = {
  nothing: undefined,
  'another host by HTTP in mutual TLS, to TLS': { applications: ['http'], outside: 'tls' },
  'another host by HTTPS': { applications: ['https'] },
};

/** A workspace that leads the row's hosts out, beside what is there. */
function started({ answers, beside = '' }: Row, there: Partial<EgressAnswers> | undefined) {
  const { workspace } = fixture(beside && `#- beside.yaml${beside}`);
  const api = answers.api ?? 'istio';
  if (there) generate({ hosts: ['other.example.net'], ...there, api: 'istio' }, workspace);
  const hosts = generate({ hosts: ['api.example.com'], ...answers, api }, workspace);
  return { workspace, hosts };
}

const whole = (it: EgressRequest): Partial<EgressRequest> => it;
/** What a neighbour leaves other hosts that takes them along. */
const left: Readonly<Record<string, typeof whole>> = {
  'to-ambient': ({ application, port, outside, clients }) => ({
    application,
    port,
    outside,
    ...(clients && { clients }),
  }),
};

describe('what is offered for a host works, brings no finding, leaves other hosts their ways, and is not offered again:', () => {
  for (const { id } of neighbours)
    test(id, () => {
      let runs = 0;
      const wrong: string[] = [];
      for (const [state, there] of Object.entries(others))
        for (const row of rowsBeside(there)) {
          const { workspace, hosts } = started(row, there);
          for (const host of hosts) {
            if (!ids(workspace, host).includes(id)) continue;
            const rest = [...hosts.filter((it) => it !== host), 'other.example.net'];
            const ways = () => rest.map((it) => requestsNow(workspace.meshOf(file.path), it).map(left[id] ?? whole));
            const before = ways();
            const where = `${row.title}, beside ${state}, ${host}`;
            const problem = run(id, host, workspace);
            if (problem !== undefined) wrong.push(`${where}: ${problem}`);
            wrong.push(...findingsIn(workspace).map((it) => `${where}: ${it}`));
            if (JSON.stringify(ways()) !== JSON.stringify(before)) wrong.push(`${where}: others changed`);
            if (ids(workspace, host).includes(id)) wrong.push(`${where}: is offered again`);
            runs++;
          }
        }
      assert.deepEqual(wrong, []);
      assert.ok(runs > 0);
    });
});

describe('a way out that is written by hand', () => {
  const byHand = (more = '') => `#- egress.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  location: MESH_EXTERNAL
  ports: [ { number: 80, name: http, protocol: HTTP }, { number: 443, name: https, protocol: HTTPS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, istio-system/egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route: [ { destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: shop, port: { number: 80 } } } ]
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route: [ { destination: { host: api.payments.example, port: { number: 443 } }, weight: 100 } ]
${more}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - { port: { number: 443 }, tls: { mode: SIMPLE, sni: api.payments.example } }
#- platform.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example, "*.partner.example" ]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: egress, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets: [ { name: shop } ]
`;
  const host = 'api.payments.example';

  test('is changed in the objects that are there, under their names', () => {
    const { workspace } = fixture(byHand());
    assert.equal(run('pass-through', host, workspace), undefined);
    assert.deepEqual(
      requestsNow(workspace.meshOf(file.path), host).map((it) => [it.application, it.hop]),
      [['https', 'passthrough']],
    );
    const names = workspace.documents(file.path).flatMap((it) => it.resources.map((own) => own.name?.value));
    assert.deepEqual(names, ['payments', 'payments', 'payments']);
    assert.deepEqual(findingsIn(workspace), []);
  });

  test('is left alone where something would be lost, and the object and its field are named', () => {
    const { workspace } = fixture(byHand('    timeout: 3s\n'));
    assert.equal(
      run('pass-through', host, workspace),
      'VirtualService payments has spec.http.timeout, which would be lost.',
    );
    assert.deepEqual(
      neighboursFor(workspace, file.path, host).map((it) => it.id),
      ['add-https', 'remove'],
    );
  });

  test('gets a port of the gateway’s Service where no other can have the hop', () => {
    const { workspace } = fixture(`
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system, labels: { istio: egressgateway } }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: http, port: 80 }, { name: https, port: 443 } ]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ other.example.net ]
`);
    generate({ hosts: [host], applications: ['https'], api: 'istio' }, workspace);
    assert.equal(run('add-http', host, workspace), undefined);
    assert.deepEqual(
      requestsNow(workspace.meshOf(file.path), host).map((it) => [it.application, it.outside, it.hop]),
      [
        ['http', 'tls', 'mtls'],
        ['https', 'same', 'passthrough'],
      ],
    );
    assert.match(workspace.text('main.yaml'), /ports: \[.*\{ name: http-8443, port: 8443, targetPort: 8443 \} \]/);
    assert.deepEqual(findingsIn(workspace), []);
  });
});

describe('a host is added to a Gateway', () => {
  const add = (workspace: Workspace, gateway: string, host: string) => {
    const result = addHostsTo(workspace, file.path, { gateway, hosts: [host] });
    for (const { path, after } of result.problem === undefined ? result.changes : []) workspace.set(path, after);
    return result;
  };

  test('as its first host goes out: the same applications, hop and TLS', () => {
    const { workspace } = fixture('');
    generate({ hosts: ['api.example.com'], applications: ['http', 'https'], outside: 'tls', api: 'istio' }, workspace);
    assert.equal(add(workspace, 'shop/egress-api-example-com', 'b.example.org').problem, undefined);
    const ways = (host: string) => requestsNow(workspace.meshOf(file.path), host).map(({ host: _, ...rest }) => rest);
    assert.deepEqual(ways('b.example.org'), ways('api.example.com'));
    assert.deepEqual(findingsIn(workspace), []);
    assert.equal(workspace.text(file.path).match(/^kind: Gateway$/gm)?.length, 1);
  });

  test('by HTTP where it has none yet that is led out', () => {
    const { workspace } = fixture(`
#- egress.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: out, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ a.example.com ] } ]
`);
    assert.equal(add(workspace, 'shop/out', 'http://b.example.org').problem, undefined);
    const [request] = requestsNow(workspace.meshOf(file.path), 'b.example.org');
    assert.equal(request?.application, 'http');
    assert.equal(request?.api, 'istio');
  });

  test('unless it is an address, or the Gateway is not there', () => {
    const { workspace } = fixture('');
    assert.match(add(workspace, 'shop/out', 'b.example.org').problem ?? '', /no Gateway shop\/out/);
  });
});

test('what the objects say besides is not thrown away unasked', () => {
  const { workspace } = fixture('');
  generate({ hosts: ['api.example.com'], applications: ['http'], api: 'istio' }, workspace);
  const text = workspace.text(file.path);
  const timed = text.replace(/\n {2}http:\n {2}- match:/, '\n  http:\n  - timeout: 3s\n    match:');
  assert.notEqual(timed, text);
  workspace.set(file.path, timed);
  assert.equal(
    run('to-gateway-api', 'api.example.com', workspace),
    'VirtualService egress-api-example-com has spec.http.timeout, which would be lost.',
  );
});

test('whatever stands in a field, it is read, and nothing is done to the workspace itself', () => {
  for (const answers of [
    { applications: ['http', 'https'], outside: 'tls', api: 'istio' },
    { applications: ['http'], outside: 'tls', api: 'gateway-api' },
  ]) {
    const { workspace } = fixture('');
    generate({ hosts: ['api.example.com'], ...answers }, workspace);
    const text = workspace.text(file.path);
    const fields = new Set([...text.matchAll(/\b(\w+):/g)].map(([, field = '']) => field));
    for (const field of fields)
      for (const value of ['7', '[[1]]', '{{ .Values.x }}', '~']) {
        const hostile = text.replace(new RegExp(`\\b${field}:.*`, 'g'), `${field}: ${value}`);
        workspace.set(file.path, hostile);
        neighboursHere(workspace, file.path, hostile.indexOf('kind: VirtualService'));
        for (const { id } of neighbours) runNeighbour(workspace, file.path, { id, host: 'api.example.com' });
        assert.equal(workspace.text(file.path), hostile);
      }
    assert.ok(fields.size > 10);
  }
});
