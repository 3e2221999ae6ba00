import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressManifests } from '../../../server/src/generate/egress-manifests';
import { egressName } from '../../../server/src/generate/egress-name';
import type { EgressRequest } from '../../../server/src/generate/egress-request';
import { isLabel } from '../../../server/src/generate/host';
import { isolationOf, reachesPods } from '../../../server/src/mesh/network-policies';
import { causeText } from '../../../server/src/trace/cause-text';
import { cutOffs } from '../../../server/src/trace/cut-off';
import { networkHoles } from '../../../server/src/trace/network-holes';
import type { Outside } from '../../../server/src/trace/outside';
import type { Hop, Trace } from '../../../server/src/trace/trace';
import type { Mesh } from '../../../server/src/workspace/mesh';
import { found } from '../../check';
import { fixture } from '../../fixture';
import { meshOf, traced } from '../../traced';
import { type OneWish, requestOf } from './requested';
import { type GatewayedApi, gatewayed, type Way, ways } from './ways';

const choices = {
  port: { http: ['', ':443', ':8080'], https: ['', ':8443'] },
  namespace: ['', 'shop', 'istio-system'],
  gateway: [undefined, 'istio-system/istio-egressgateway', 'outbound/partner-gateway'],
  networkPolicy: [false, true],
} as const;

/** What may be in the workspace beside the generated file. */
const neighbours = {
  'nothing else': (): string => '',
  'the gateway’s Service and Deployment': ({ gateway = 'istio-system/istio-egressgateway' }: OneWish): string => {
    const [namespace, name] = gateway.split('/');
    return `
#- gateway.yaml
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { app: ${name}, istio: outbound }
  ports:
  - { name: http2, port: 80, targetPort: 8081 }
  - { name: https, port: 443, targetPort: 8444 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name}, istio: outbound } }
  template:
    metadata: { labels: { app: ${name}, istio: outbound } }
`;
  },
};

const host = 'api.example.com';
const longHost = `${'long-name-of-a-service.'.repeat(9)}example.com`;

/** Everything that can be asked for along a way. */
function* wishes({ application, outside, hop }: Way, api: GatewayedApi): Iterable<OneWish> {
  yield { host: longHost, application, outside, hop, api, networkPolicy: true };
  for (const port of choices.port[application])
    for (const namespace of choices.namespace)
      for (const gateway of choices.gateway)
        for (const networkPolicy of choices.networkPolicy)
          yield { host, application: application + port, outside, hop, api, namespace, gateway, networkPolicy };
}

/** A way out that was generated, in a workspace that has something beside it. */
interface Generated {
  readonly answers: OneWish;
  readonly request: EgressRequest;
  readonly text: string;
  readonly files: string;
}

/** What can be had of all that can be asked for. */
function* generated(way: Way, api: GatewayedApi, neighbour: (answers: OneWish) => string): Iterable<Generated> {
  for (const answers of wishes(way, api)) {
    const beside = neighbour(answers);
    const { request } = requestOf(answers, fixture(beside).workspace);
    if (!request) continue;
    const text = egressManifests([request]);
    yield { answers, request, text, files: `#- egress.yaml\n${text}${beside}` };
  }
}

const kindsOf = (text: string): string => [...text.matchAll(/^kind: (.+)$/gm)].map(([, kind]) => kind).join(' ');
const titleOf = ({ application, outside, hop }: Way, api: GatewayedApi): string =>
  `${application} to the gateway by ${hop}, ${outside} outside, in ${api}`;
const possible = ways.filter((it) => it.kinds);

for (const way of ways)
  for (const api of gatewayed)
    test(`${titleOf(way, api)}: ${way.kinds ? 'is these objects' : 'is refused with the reason'}`, () => {
      for (const answers of wishes(way, api)) {
        const { request, problem } = requestOf(answers, fixture('').workspace);
        if (way.refused) assert.match(problem ?? '', way.refused, JSON.stringify(answers));
        if (!request || !way.kinds) continue;
        const expected = answers.networkPolicy ? `${way.kinds[api]} NetworkPolicy` : way.kinds[api];
        assert.equal(kindsOf(egressManifests([request])), expected, JSON.stringify(answers));
      }
      assert.equal(requestOf({ ...way, host, api }, fixture('').workspace).problem === undefined, !way.refused);
    });

for (const [title, neighbour] of Object.entries(neighbours))
  describe(`whatever is generated has no findings, with ${title} in the workspace`, () => {
    for (const way of possible)
      for (const api of gatewayed)
        test(titleOf(way, api), () => {
          let clean = 0;
          for (const { files, answers } of generated(way, api, neighbour)) {
            assert.deepEqual(found(files), [], JSON.stringify(answers));
            clean++;
          }
          assert.ok(clean > 0, 'something can be had');
        });
  });

for (const [title, neighbour] of Object.entries(neighbours))
  describe(`whatever is generated leads through the gateway as promised, with ${title} in the workspace`, () => {
    for (const way of possible)
      for (const api of gatewayed)
        test(titleOf(way, api), () => {
          for (const it of generated(way, api, neighbour)) {
            const mesh = meshOf(it.files);
            assertPromised(way, mesh, followedIn(mesh, it.request), it);
          }
        });
  });

/** A client's request for the host, wherever the clients are. */
const clientOf = ({ namespace }: EgressRequest): string => namespace || 'shop';
const followedIn = (mesh: Mesh, request: EgressRequest): Trace =>
  traced(mesh, clientOf(request), `${request.application}://${request.host}:${request.port}/`);

function assertPromised({ layers }: Way, mesh: Mesh, trace: Trace, it: Generated): void {
  const { verdict, cause, hops } = trace;
  const about = JSON.stringify(it.answers);
  assert.equal(verdict, 'gateway', `${about}: ${cause && causeText(cause)}`);
  assert.deepEqual(
    hops.map(({ wire }) => wire.layers),
    layers,
    about,
  );
  if (it.request.enclosure) assertEnclosed(mesh, it.request, trace, hops.at(-1), about);
}

/** The clients reach the gateway's pods where the trace reaches them, and nothing outside the cluster. */
function assertEnclosed(
  mesh: Mesh,
  request: EgressRequest,
  trace: Trace,
  gateway: Hop | undefined,
  about: string,
): void {
  const client = { namespace: clientOf(request), labels: new Map([['app', 'web']]) };
  assert.ok(gateway, about);
  assert.equal(reachesPods(mesh, client, gateway.proxy, gateway.port).answer, 'yes', about);
  assert.notEqual(reachesPods(mesh, client, gateway.proxy, gateway.port + 1).answer, 'yes', about);
  const outside: Outside = { host: '', addresses: [], ports: [80, 443, request.port], protocols: ['TCP', 'UDP'] };
  const holes = networkHoles(isolationOf(mesh, client), outside).map((it) => it.kind);
  // a policy without a namespace may be applied elsewhere
  assert.deepEqual(holes, request.namespace ? [] : ['network-policy-unknown'], about);
  const cut = cutOffs(mesh, client, trace, outside);
  assert.deepEqual(cut, [], about);
}

test('the namespace of kubectl -n makes no difference', () => {
  for (const api of gatewayed)
    for (const way of possible)
      for (const { request, answers, text } of generated(way, api, () => ''))
        if (request.namespace === '')
          assert.deepEqual(found(text, { namespace: 'elsewhere' }), [], JSON.stringify(answers));
});

test('the same request gives the same text', () => {
  for (const api of gatewayed)
    for (const way of possible)
      for (const { answers, text } of generated(way, api, () => '')) {
        const { request } = requestOf({ ...answers }, fixture('').workspace);
        assert.equal(request && egressManifests([request]), text);
      }
});

test('names are made from the host, and stay names however long it is', () => {
  assert.equal(egressName('Edition.CNN.com'), 'egress-edition-cnn-com');
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.example.com`;
  const names = [long, long.replace('.com', '.org')].map((it) => egressName(it));
  assert.deepEqual(names.flatMap((it) => [it.replace('egress-', ''), `${it}-istio`]).map(isLabel), [
    true,
    true,
    true,
    true,
  ]);
  assert.notEqual(names[0], names[1]);
});
