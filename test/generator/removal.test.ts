import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressPlan } from '../../server/src/generate/plan';
import { removeEgress } from '../../server/src/generate/removal';
import { type EgressAnswers, egressRequests } from '../../server/src/generate/request';
import { requestsNow } from '../../server/src/generate/requests-now';
import type { Workspace } from '../../server/src/workspace/workspace';
import { fixture } from '../fixture';
import { type Row, rowsBeside, spelledOut } from './rows';

const file = { path: 'egress.yaml' };

function generate(answers: EgressAnswers, workspace: Workspace): void {
  const { requests, problem } = egressRequests(spelledOut(answers), workspace);
  assert.ok(requests, problem);
  const plan = egressPlan(requests, workspace, file);
  assert.equal(plan.problem, undefined);
  for (const { path, after } of plan.changes ?? []) workspace.set(path, after);
}

function remove(host: string, workspace: Workspace): readonly string[] {
  const result = removeEgress(host, workspace, file);
  assert.equal(result.problem, undefined);
  for (const { path, before, after } of result.changes) {
    assert.equal(workspace.text(path), before);
    workspace.set(path, after);
  }
  return result.notes;
}

const textsOf = (workspace: Workspace): Record<string, string> =>
  Object.fromEntries([...workspace.paths()].map((path) => [path, workspace.text(path)]));

/** The documents of all other kinds. */
const without = (kind: RegExp, texts: Record<string, string>): string[] =>
  Object.values(texts).flatMap((it) => it.split('---\n').filter((text) => text !== '' && !kind.test(text)));

/** What is for more than a host, as it says what pods may not do. */
const closing = ({ answers }: Row): RegExp | undefined =>
  answers.networkPolicy ? /^kind: NetworkPolicy$/m : answers.registryOnly ? /^kind: Sidecar$/m : undefined;

const others: Readonly<Record<string, Partial<EgressAnswers> | undefined>> = {
  nothing: undefined,
  'another host by plain HTTP': { applications: ['http'], hop: 'plaintext' },
  'another host by HTTP in mutual TLS, to TLS': { applications: ['http'], outside: 'tls' },
  'another host by HTTPS': { applications: ['https'] },
  'another host by wrapped HTTPS': { applications: ['https'], hop: 'mtls' },
  'another host by TCP': { applications: ['tcp:5432'], addresses: ['198.51.100.9'], hop: 'plaintext' },
};

describe('what was generated for hosts is removed to the last byte, but for what shuts pods in, beside', () => {
  for (const [state, there] of Object.entries(others))
    test(state, () => {
      for (const row of rowsBeside(there)) {
        const { title, answers, beside = '' } = row;
        const { workspace } = fixture(beside && `#- beside.yaml${beside}`);
        const api = answers.api ?? 'istio';
        if (there) generate({ hosts: ['other.example.net'], ...there, namespace: 'shop', api: 'istio' }, workspace);
        const before = textsOf(workspace);
        const all = { hosts: ['api.example.com'], ...answers, namespace: 'shop', api };
        generate(all, workspace);
        const hosts = new Set(egressRequests(all, workspace).requests?.map((it) => it.host));
        for (const host of hosts) assert.deepEqual(remove(host, workspace), [], title);
        const shut = closing(row);
        if (shut) assert.deepEqual(without(shut, textsOf(workspace)), without(shut, before), title);
        else assert.deepEqual(textsOf(workspace), before, title);
      }
    });
});

const shared = `
#- egress.yaml
# what the shop calls
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partners, namespace: shop }
spec:
  hosts:
  - a.example.com # theirs
  - b.example.com # ours
  ports: [ { number: 80, name: http, protocol: HTTP }, { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ a.example.com, b.example.com ]
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ b.example.com, a.example.com ]
    tls: { mode: PASSTHROUGH }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: partners, namespace: shop }
spec:
  hosts: [ a.example.com, b.example.com ]
  gateways: [ mesh, partners ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ partners ], port: 80, authority: { exact: a.example.com } } ]
    route:
    - destination: { host: a.example.com, port: { number: 80 } }
  - match: [ { gateways: [ partners ], port: 80, authority: { exact: b.example.com } } ]
    route:
    - destination: { host: b.example.com, port: { number: 80 } }
  tls:
  - match:
    - { gateways: [ mesh ], port: 443, sniHosts: [ a.example.com, b.example.com ] }
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - { gateways: [ partners ], port: 443, sniHosts: [ a.example.com ] }
    route:
    - destination: { host: a.example.com, port: { number: 443 } }
  - match:
    - { gateways: [ partners ], port: 443, sniHosts: [ b.example.com ] }
    route:
    - destination: { host: b.example.com, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ "./a.example.com", "./b.example.com", "istio-system/*" ] } ]
`;

test('of objects that several hosts share, a host takes only its own items', () => {
  const { workspace } = fixture(shared);
  const ways = (host: string) => requestsNow(workspace.meshOf(file.path), host);
  const before = ways('b.example.com');
  assert.equal(before.length, 2);
  remove('a.example.com', workspace);
  assert.deepEqual(ways('b.example.com'), before);
  assert.doesNotMatch(workspace.text('egress.yaml'), /a\.example\.com/);
  assert.match(workspace.text('egress.yaml'), /^# what the shop calls\n[\s\S]*- b\.example\.com # ours\n/);
  remove('b.example.com', workspace);
  // a Sidecar is for more than a host
  assert.match(
    workspace.text('egress.yaml'),
    /^apiVersion: networking.istio.io\/v1\nkind: Sidecar\n[\s\S]*hosts: \[ "istio-system\/\*" \]/,
  );
});

test('a host that the manifests do not have cannot be removed', () => {
  const { problem } = removeEgress('c.example.com', fixture(shared).workspace, file);
  assert.equal(problem, 'The manifests have nothing that is for c.example.com alone.');
});

test('what still names a host, or covers it, is said', () => {
  const { workspace } = fixture(`
#- egress.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: a, namespace: shop }
spec: { hosts: [ a.example.com ], ports: [ { number: 80, name: http, protocol: HTTP } ], resolution: DNS }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: other, namespace: shop }
spec:
  hosts: [ old.example.org ]
  http: [ { route: [ { destination: { host: a.example.com } } ] } ]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: all, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ "*.example.com" ] } ]
`);
  assert.deepEqual(remove('a.example.com', workspace), [
    'Gateway shop/all stays: it is for all of *.example.com.',
    'VirtualService shop/other still names a.example.com, and stays.',
  ]);
});

test('a policy that allows keeps its last rule, as without it everybody may', () => {
  const rules = (hosts: readonly string[]): string =>
    hosts.map((it) => `  - to: [ { operation: { hosts: [ ${it}, "${it}:*" ] } } ]\n`).join('');
  const policy = (action: string, hosts: readonly string[]): string => `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  action: ${action}
  rules:
${rules(hosts)}`;
  const left = (source: string): string => {
    const { workspace } = fixture(shared + source);
    remove('a.example.com', workspace);
    return workspace.text('policy.yaml');
  };
  const own = 'a.example.com';
  assert.match(left(policy('ALLOW', [own])), /a\.example\.com/);
  assert.equal(left(policy('DENY', [own])), '');
  for (const action of ['ALLOW', 'DENY']) {
    const text = left(policy(action, [own, 'b.example.com']));
    assert.doesNotMatch(text, /a\.example\.com/);
    assert.match(text, /b\.example\.com/);
  }
});
