import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressPlan } from '../../../server/src/generate/plan';
import { isPromised, tried } from '../../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import { fixture } from '../../fixture';

const file = { path: 'egress.yaml' };

/** What is planned for a host where something is there already. */
function planned(answers: Partial<EgressAnswers>, source = '') {
  const { workspace } = fixture(source);
  const { requests, problem } = egressRequests(
    { hosts: ['api.example.com'], namespace: 'shop', ...answers },
    workspace,
  );
  if (!requests) return { problem, workspace, requests: [], notes: [] };
  const plan = egressPlan(requests, workspace, file);
  for (const { path, after } of plan.changes ?? []) workspace.set(path, after);
  return { ...plan, workspace, requests };
}

const entry = (spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: shop }
spec: { hosts: [ api.example.com ], ${spec} }
`;

describe('what is there and cannot be merged is named in place of edits that would be wrong', () => {
  const obstacles: readonly [string, Partial<EgressAnswers>, string, RegExp][] = [
    [
      'a ServiceEntry that looks nobody up',
      { applications: ['http:8080'] },
      entry('ports: [ { number: 8080, name: tcp, protocol: TCP } ], resolution: DNS'),
      /^What is there keeps api\.example\.com:8080 from going that way for shop: .*ServiceEntry shop\/api/,
    ],
    [
      'a Sidecar that excludes everything',
      { applications: ['https'] },
      `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [ { hosts: [ ~/* ] } ] }
`,
      /not among the hosts that the Sidecar imports/,
    ],
    [
      'a Sidecar that lets everybody out',
      { applications: ['https'], registryOnly: true },
      `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [ { hosts: [ '*/*' ] } ], outboundTrafficPolicy: { mode: ALLOW_ANY } }
`,
      /lets shop reach hosts that are not known/,
    ],
    [
      'a NetworkPolicy that lets out to everywhere',
      { applications: ['https'], networkPolicy: true },
      `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open, namespace: shop }
spec: { podSelector: {}, policyTypes: [ Egress ], egress: [ {} ] }
`,
      /lets pods of shop reach api\.example\.com:443 around the gateway/,
    ],
    [
      'sidecars, where a waypoint is asked for',
      { api: 'ambient' },
      `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`,
      /its pods seem to have sidecars, which send to no waypoint/,
    ],
    [
      'TLS that the gateway begins, and TLS that it passes through, on one port of a Hostname',
      { api: 'gateway-api', applications: ['http', 'https'], outside: 'tls' },
      '',
      /wraps it in TLS once more.*DestinationRule/,
    ],
  ];
  for (const [title, answers, source, reason] of obstacles)
    test(title, () => {
      const { problem, changes } = { changes: undefined, ...planned(answers, source) };
      assert.match(problem ?? '', reason);
      assert.equal(changes, undefined);
    });
});

describe('a way that is there is not broken for another one', () => {
  const broken: readonly [string, Partial<EgressAnswers>, Partial<EgressAnswers>, RegExp][] = [
    [
      'TLS that is passed through on the port of a Hostname where the gateway would begin it',
      { applications: ['https'], api: 'gateway-api' },
      { applications: ['http'], outside: 'tls', api: 'gateway-api' },
      /^api\.example\.com:443 leaves through a gateway already, and would not .*wraps it in TLS once more/,
    ],
    [
      'TCP to the same address',
      { applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
      { hosts: ['db.example.com'], applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
      /^What is there keeps db\.example\.com:5432 from going that way for shop: .*to api\.example\.com:5432/,
    ],
    [
      'TCP to the same address, whose objects would come first by their names',
      { applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
      { hosts: ['a.example.com'], applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
      // whichever of them is older keeps the address
      /^(api\.example\.com:5432 leaves through a gateway already|What is there keeps a\.example\.com:5432)/,
    ],
  ];
  for (const [title, there, answers, reason] of broken)
    for (const created of ['', '  creationTimestamp: 2024-05-01T08:00:00Z\n'])
      test(`${title}${created && ', and is older'}`, () => {
        const { workspace } = planned(there);
        const text = workspace.text(file.path).replaceAll(/^metadata:\n/gm, (it) => it + created);
        const { problem, changes } = { changes: undefined, ...planned(answers, `#- there.yaml\n${text}`) };
        assert.match(problem ?? '', reason);
        assert.equal(changes, undefined);
      });
});

test('what leaves by another gateway than the one that is named is not what is asked for', () => {
  const { workspace } = planned({ applications: ['https'] });
  const gateway = 'egress/other-egressgateway';
  const ask = (more: Partial<EgressAnswers>) =>
    egressRequests({ hosts: ['api.example.com'], namespace: 'shop', applications: ['https'], ...more }, workspace)
      .requests ?? [];
  const mesh = workspace.meshOf(file.path);
  assert.deepEqual(
    ask({ gateway }).map((it) => isPromised(mesh, it)),
    [false],
  );
  assert.deepEqual(egressPlan(ask({}), workspace, file).changes, []);
});

test('pods that a NetworkPolicy of any name shuts in already get no second one', () => {
  const { workspace, problem } = planned(
    { applications: ['https'], networkPolicy: true },
    `
#- shut.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: no-way-but-istio, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } } ]
`,
  );
  assert.equal(problem, undefined);
  assert.doesNotMatch(workspace.text(file.path), /NetworkPolicy/);
});

test('a route for a listener that is there calls it by its name', () => {
  const { workspace, requests, problem } = planned(
    { applications: ['http'], hop: 'plaintext', api: 'gateway-api', gateway: 'shop/out' },
    `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: out, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: partner, hostname: api.example.com, port: 80, protocol: HTTP } ]
`,
  );
  assert.equal(problem, undefined);
  assert.match(workspace.text(file.path), /- name: out\n\s+sectionName: partner\n/);
  assert.ok(requests.every((it) => isPromised(workspace.meshOf(file.path), it)));
});

describe('what cannot be had is refused with the reason', () => {
  const refused: readonly [Partial<EgressAnswers>, RegExp][] = [
    [{ authorization: true, api: 'sidecar' }, /nobody who could refuse/],
    [{ authorization: true, hop: 'plaintext' }, /must be mtls, not plaintext/],
    [{ authorization: true, applications: ['https'], hop: 'passthrough' }, /must be mtls, not passthrough/],
    [{ authorization: true, namespace: '' }, /name the namespaces of the clients/],
    [{ exportTo: ['shop'] }, /exported to istio-system, too, where the gateway/],
    [{ clients: ['shop', 'billing'], exportTo: ['.', 'istio-system'] }, /exported to billing, too, where the clients/],
    [{ registryOnly: true, api: 'ambient' }, /have no sidecars/],
    [{ networkPolicy: true, api: 'sidecar' }, /the pods dial the host themselves/],
    [{ networkPolicy: true, clients: ['shop', 'istio-system'] }, /would shut in istiod/],
    [{ api: 'sidecar', outside: 'mtls', credential: 'partner' }, /has no workload here/],
    [{ api: 'sidecar', outside: 'mtls', credential: 'partner', clients: ['billing'] }, /only by a rule beside it/],
    [
      { api: 'ambient', hosts: ['*.example.com'], applications: ['https'] },
      /ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS/,
    ],
    [
      { api: 'gateway-api', hosts: ['reviews.books.svc.cluster.local'], applications: ['http:9080'] },
      /use --api istio/,
    ],
  ];
  for (const [answers, reason] of refused)
    test(JSON.stringify(answers), () => assert.match(planned(answers).problem ?? '', reason));
});

describe('an authorization', () => {
  const ways: readonly Partial<EgressAnswers>[] = [
    { applications: ['http', 'https'], namespace: 'istio-system' },
    { applications: ['tcp:5432'], addresses: ['203.0.113.7'], namespace: 'egress' },
    { applications: ['http'], api: 'gateway-api', namespace: 'egress' },
    { applications: ['https'], api: 'gateway-api', namespace: 'egress' },
    { applications: ['http'], api: 'ambient', namespace: 'egress' },
  ];
  for (const answers of ways)
    test(`lets the clients through and blocks all others: ${JSON.stringify(answers)}`, () => {
      const { workspace, requests } = planned({ ...answers, clients: ['shop', 'billing'], authorization: true });
      const mesh = workspace.meshOf(file.path);
      assert.ok(requests.length > 0);
      for (const request of requests) {
        assert.ok(isPromised(mesh, request));
        const { verdict } = tried(mesh, request, { namespace: 'elsewhere', labels: new Map() });
        assert.equal(verdict, 'blocked');
      }
    });

  test('leaves every other host at the gateway to those that have it', () => {
    const { workspace, requests } = planned({ clients: ['billing'], namespace: 'istio-system' });
    const later = egressRequests(
      {
        hosts: ['other.example.net'],
        applications: ['http', 'https'],
        namespace: 'istio-system',
        clients: ['shop'],
        authorization: true,
      },
      workspace,
    ).requests;
    const { changes } = egressPlan(later ?? [], workspace, file);
    for (const { path, after } of changes ?? []) workspace.set(path, after);
    const mesh = workspace.meshOf(file.path);
    for (const request of [...requests, ...(later ?? [])]) assert.ok(isPromised(mesh, request), request.host);
  });

  test('takes in further clients', () => {
    const asked = { hosts: ['api.example.com'], namespace: 'istio-system', authorization: true };
    const { workspace } = planned({ ...asked, clients: ['shop'] });
    const { requests = [] } = egressRequests({ ...asked, clients: ['shop', 'billing'] }, workspace);
    const { changes } = egressPlan(requests, workspace, file);
    assert.match(changes?.[0]?.after ?? '', /- shop\n\s+- billing\n/);
  });
});

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } } }
`;

test('a sidecar shows a certificate where the namespace has one workload to select', () => {
  const wish = { api: 'sidecar', outside: 'mtls', credential: 'partner' };
  const { workspace, requests } = planned(wish, `#- web.yaml${deployment}`);
  assert.match(workspace.text(file.path), /workloadSelector:\n {4}matchLabels:\n {6}app: web\n/);
  assert.ok(requests.every((it) => isPromised(workspace.meshOf(file.path), it)));
  const two = `#- web.yaml${deployment}---${deployment.replaceAll('web', 'cron')}`;
  assert.match(planned(wish, two).problem ?? '', /has several workloads/);
});

test('Istio’s version is that of the workspace where none is said', () => {
  const istiod = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { app: istiod } }
    spec: { containers: [ { name: discovery, image: "docker.io/istio/pilot:1.20.3" } ] }
`;
  assert.match(planned({}, `#- istio.yaml${istiod}`).workspace.text(file.path), /networking\.istio\.io\/v1beta1/);
  assert.doesNotMatch(planned({}).workspace.text(file.path), /v1beta1/);
});
