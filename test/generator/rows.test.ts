import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseClusterName } from '../../server/src/envoy/config';
import { Findings } from '../../server/src/features/findings';
import type { EgressRequest } from '../../server/src/generate/egress-request';
import { egressPlan } from '../../server/src/generate/plan';
import { clientsOf, isPromised, tried } from '../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../server/src/generate/request';
import type { Workspace } from '../../server/src/workspace/workspace';
import { fixture } from '../fixture';
import { type Row, rows, spelledOut } from './rows';

const releases = [18, 20, 21, 22, 28, 30, 32];
const layouts: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'objects beside the clients': { namespace: 'shop' },
  'objects beside the gateway': { namespace: 'istio-system', clients: ['shop', 'billing'] },
  'objects in a namespace of their own': { namespace: 'egress', clients: ['shop', 'billing'] },
  'no namespace': {},
};

const file = { path: 'egress.yaml' };

interface Generated {
  readonly text: string;
  readonly wrong: readonly string[];
  readonly requests: readonly EgressRequest[];
}

/** Has a workspace lead the hosts out, and says what is wrong with how it does. */
function generated(answers: EgressAnswers, workspace: Workspace, target = file): Generated {
  const { requests, problem } = egressRequests(spelledOut(answers), workspace);
  assert.ok(requests, problem);
  const { changes, problem: obstacle } = egressPlan(requests, workspace, target);
  if (!changes) return { text: '', wrong: [obstacle], requests };
  for (const { path, after } of changes) workspace.set(path, after);
  const findings = new Findings(workspace);
  findings.settle();
  const found = [...workspace.paths()].flatMap((path) => findings.of(path)).map((it) => `${it.rule.id}: ${it.message}`);
  const again = (egressPlan(requests, workspace, target).changes ?? []).map((it) => `again: ${it.path}\n${it.after}`);
  const text = changes.find((it) => it.path === target.path)?.after ?? '';
  return { text, wrong: [...found, ...strayed(requests, workspace), ...again], requests };
}

/** The hosts whose requests do not go as promised, or not to them. */
const strayed = (requests: readonly EgressRequest[], workspace: Workspace): string[] =>
  requests.flatMap((request) => {
    const mesh = workspace.meshOf(file.path);
    const reached = clientsOf(request).flatMap((it) =>
      (tried(mesh, request, it).hops.at(-1)?.branches ?? []).map(({ cluster }) => parseClusterName(cluster)?.host),
    );
    const wanted = request.server ?? request.host;
    return [
      ...(isPromised(mesh, request) ? [] : [`lost: ${request.host}:${request.port}`]),
      ...reached.filter((it) => it !== wanted).map((it) => `astray: ${request.host}:${request.port} comes to ${it}`),
    ];
  });

const wantedKinds = (kinds: string, { clients = [''] }: Partial<EgressAnswers>): string =>
  kinds.replaceAll(/ (\S+)…/g, (_, kind: string) => ` ${kind}`.repeat(clients.length));

const kindsOf = (text: string): string => [...text.matchAll(/^kind: (.+)$/gm)].map(([, kind]) => kind).join(' ');

describe('whatever is generated takes these kinds, has no finding, leads out as promised, and is not generated twice', () => {
  for (const { title, answers, kinds, beside = '', since = 18, named = false } of rows)
    test(title, () => {
      for (const [layout, where] of Object.entries(layouts).filter(([, it]) => !named || it.namespace))
        for (const release of releases.filter((it) => it >= since)) {
          const istioVersion = `1.${release}`;
          const { workspace } = fixture(beside && `#- beside.yaml${beside}`, { istioVersion });
          const { text, wrong } = generated(
            { hosts: ['api.example.com'], ...answers, ...where, istioVersion },
            workspace,
          );
          assert.deepEqual(wrong, [], `${wrong.join('\n')}\n${layout}, Istio ${istioVersion}\n${text}`);
          assert.equal(kindsOf(text), wantedKinds(kinds, where), layout);
        }
    });
});

const shop = { namespace: 'shop' };
const gatewayObjects = `
#- gateway.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports:
  - { name: http2, port: 80, targetPort: 8080 }
  - { name: https, port: 443, targetPort: 8443 }
  - { name: http, port: 8080, targetPort: 8081 }
  - { name: tls, port: 8443, targetPort: 8444 }
  - { name: postgres, port: 5432 }
  - { name: postgres-2, port: 15432 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata: { labels: { istio: egressgateway } }
`;

const database = { applications: ['tcp:5432'], addresses: ['198.51.100.9'] };
const created = '2024-05-01T08:00:00Z';
/** What is there already. */
const states: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'another host by plain HTTP': { applications: ['http'], hop: 'plaintext' },
  'another host by HTTP in mutual TLS, to TLS': { applications: ['http'], outside: 'tls' },
  'another host by HTTPS': { applications: ['https'] },
  'another host by wrapped HTTPS': { applications: ['https'], hop: 'mtls' },
  'another host by TCP': { ...database, hop: 'plaintext' },
  'another host by TCP in mutual TLS': database,
  'HTTPS to the same host': { hosts: ['api.example.com'], applications: ['https'] },
};
/** Where it is, and how old, and where the new objects are. */
const places: Readonly<Record<string, Place>> = {
  'with no age': { namespace: 'shop' },
  'and is older': { namespace: 'shop', created },
  'in a namespace of its own': { namespace: 'egress' },
  'in a namespace of its own, and is older': { namespace: 'egress', created },
  'beside the gateway, and is older': { namespace: 'istio-system', created },
  'beside the clients, and is older than what is new elsewhere': { namespace: 'shop', created, next: 'egress' },
};
interface Place {
  readonly namespace: string;
  readonly created?: string;
  readonly next?: string;
}
const there = { path: 'there.yaml' };

/** Whether both ways are had beside each other; of one host the clients see one VirtualService alone. */
const isHad = ({ answers }: Row, { hosts }: Partial<EgressAnswers>, { namespace, next = 'shop' }: Place): boolean =>
  (answers.api === 'istio' || (answers.api === 'sidecar' && !hosts)) && !(hosts && namespace !== next);

describe('the same where the workspace has already', () => {
  test('the gateway', () => {
    for (const { title, answers, beside = '' } of rows) {
      const { workspace } = fixture(gatewayObjects + (beside && `#- beside.yaml${beside}`));
      const { text, wrong } = generated({ hosts: ['api.example.com'], ...answers, ...shop }, workspace);
      assert.deepEqual(wrong, [], `${wrong.join('\n')}\n${title}\n${text}`);
    }
  });
  const all = Object.entries(places);
  for (const [turn, [state, way]] of Object.entries(states).entries())
    for (const [at, [title, place]] of all.entries())
      test(`${state}, ${title}, which stays as it is`, () => {
        const wrong: string[] = [];
        // each row in some of the places with every state, in each of them with some: all of it would take minutes
        const isTried = (row: number): boolean => (row + turn + at) % 3 === 0;
        for (const { title, answers, beside = '' } of rows.filter((it, row) => isTried(row) && isHad(it, way, place))) {
          const { workspace } = fixture(gatewayObjects + (beside && `#- beside.yaml${beside}`));
          const before = generated(
            {
              hosts: ['other.example.net'],
              api: 'istio',
              ...way,
              namespace: place.namespace,
              clients: ['shop', ...(place.next ? [place.next] : [])],
            },
            workspace,
            there,
          );
          assert.deepEqual(before.wrong, []);
          if (place.created) workspace.set(there.path, aged(workspace.text(there.path), place.created));
          const where = { namespace: place.next ?? 'shop', clients: ['shop'] };
          const after = generated({ hosts: ['api.example.com'], ...answers, ...where }, workspace);
          // what is asked for anew goes the new way
          const others = before.requests.filter((it) => !after.requests.some(isOfSame(it)));
          wrong.push(...[...after.wrong, ...strayed(others, workspace)].map((it) => `${title}: ${it}`));
        }
        assert.deepEqual(wrong, []);
      });
});

const isOfSame =
  ({ host, port }: EgressRequest) =>
  (it: EgressRequest): boolean =>
    it.host === host && it.port === port;

/** Objects as the cluster has them since that time. */
const aged = (text: string, created: string): string =>
  text.replaceAll(/^metadata:\n/gm, (it) => `${it}  creationTimestamp: ${created}\n`);

test('what has been taken out of a way is brought back, and nothing else', () => {
  for (const { title, answers, beside = '' } of rows) {
    const all = { hosts: ['api.example.com'], ...answers, ...shop };
    const { text } = generated(all, fixture(beside && `#- beside.yaml${beside}`).workspace);
    const documents = text.split('---\n');
    for (const [left] of documents.entries()) {
      const rest = documents.filter((_, index) => index !== left).join('---\n');
      const { workspace } = fixture(`#- egress.yaml\n${rest}${beside && `#- beside.yaml${beside}`}`);
      const again = generated(all, workspace);
      assert.deepEqual(
        again.wrong,
        [],
        `${again.wrong.join('\n')}\n${title} without\n${documents[left]}\n${again.text}`,
      );
      assert.equal(workspace.documents('egress.yaml').length, documents.length, `${title} without\n${documents[left]}`);
    }
  }
});
