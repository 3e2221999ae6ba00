import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { egressPlan } from '../../../server/src/generate/plan';
import { isPromised } from '../../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { fixture } from '../../fixture';
import { rows, spelledOut } from './rows';

const releases = [18, 20, 21, 22, 28, 30, 32];
const layouts: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'objects beside the clients': { namespace: 'shop' },
  'objects beside the gateway': { namespace: 'istio-system', clients: ['shop', 'billing'] },
  'objects in a namespace of their own': { namespace: 'egress', clients: ['shop', 'billing'] },
  'no namespace': {},
};

const file = { path: 'egress.yaml' };

/** Has a workspace lead the hosts out, and says what is wrong with how it does. */
function generated(answers: EgressAnswers, workspace: Workspace): { text: string; wrong: string[] } {
  const { requests, problem } = egressRequests(spelledOut(answers), workspace);
  assert.ok(requests, problem);
  const { changes, problem: obstacle } = egressPlan(requests, workspace, file);
  if (!changes) return { text: '', wrong: [obstacle] };
  for (const { path, after } of changes) workspace.set(path, after);
  const findings = new Findings(workspace);
  findings.settle();
  const found = [...workspace.paths()].flatMap((path) => findings.of(path)).map((it) => `${it.rule.id}: ${it.message}`);
  const lost = requests
    .filter((it) => !isPromised(workspace.meshOf(file.path), it))
    .map((it) => `lost: ${it.host}:${it.port}`);
  const again = (egressPlan(requests, workspace, file).changes ?? []).map((it) => `again: ${it.path}\n${it.after}`);
  return { text: changes.find((it) => it.path === file.path)?.after ?? '', wrong: [...found, ...lost, ...again] };
}

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

/** What is there already. */
const states: Readonly<Record<string, Partial<EgressAnswers> | undefined>> = {
  'the gateway': undefined,
  'another host by plain HTTP': { applications: ['http'], hop: 'plaintext' },
  'another host by HTTP in mutual TLS, to TLS': { applications: ['http'], outside: 'tls' },
  'another host by HTTPS': { applications: ['https'] },
  'another host by wrapped HTTPS': { applications: ['https'], hop: 'mtls' },
  'another host by TCP': { applications: ['tcp:5432'], addresses: ['198.51.100.9'], hop: 'plaintext' },
};

describe('the same where the workspace has already', () => {
  for (const [state, there] of Object.entries(states))
    test(state, () => {
      for (const { title, answers, beside = '' } of rows) {
        const { workspace } = fixture(gatewayObjects + (beside && `#- beside.yaml${beside}`));
        const api = answers.api ?? 'istio';
        if (there && api === 'istio')
          assert.deepEqual(
            generated({ hosts: ['other.example.net'], ...there, ...shop, api }, workspace).wrong,
            [],
            state,
          );
        const { text, wrong } = generated({ hosts: ['api.example.com'], ...answers, ...shop }, workspace);
        assert.deepEqual(wrong, [], `${wrong.join('\n')}\n${title}\n${text}`);
      }
    });
});

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
