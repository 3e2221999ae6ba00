import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { egressPlan } from '../../../server/src/generate/plan';
import { isPromised } from '../../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { fixture } from '../../fixture';
import { rows } from './rows';

const releases = [18, 20, 21, 22, 28, 30, 32];
const layouts: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'objects beside the clients': { namespace: 'shop' },
  'objects beside the gateway': { namespace: 'istio-system', clients: ['shop', 'billing'] },
  'no namespace': {},
};

const file = { path: 'egress.yaml' };

/** Has a workspace lead the hosts out, and says what is wrong with how it does. */
function generated(answers: EgressAnswers, workspace: Workspace): { text: string; wrong: string[] } {
  const { requests, problem } = egressRequests(answers, workspace);
  assert.ok(requests, problem);
  const { changes } = egressPlan(requests, workspace, file);
  for (const { path, after } of changes) workspace.set(path, after);
  const findings = new Findings(workspace);
  findings.settle();
  const found = [...workspace.paths()].flatMap((path) => findings.of(path)).map((it) => `${it.rule.id}: ${it.message}`);
  const lost = requests
    .filter((it) => !isPromised(workspace.meshOf(file.path), it))
    .map((it) => `lost: ${it.host}:${it.port}`);
  const again = egressPlan(requests, workspace, file).changes.map((it) => `again: ${it.path}`);
  return { text: changes.map((it) => it.after).join('---\n'), wrong: [...found, ...lost, ...again] };
}

const kindsOf = (text: string): string => [...text.matchAll(/^kind: (.+)$/gm)].map(([, kind]) => kind).join(' ');

describe('whatever is generated takes these kinds, has no finding, leads out as promised, and is not generated twice', () => {
  for (const { title, answers, kinds, beside = '', since = 18 } of rows)
    test(title, () => {
      for (const [layout, where] of Object.entries(layouts))
        for (const release of releases.filter((it) => it >= since)) {
          const istioVersion = `1.${release}`;
          const { workspace } = fixture(beside && `#- beside.yaml${beside}`, { istioVersion });
          const { text, wrong } = generated(
            { hosts: ['api.example.com'], ...answers, ...where, istioVersion },
            workspace,
          );
          assert.deepEqual(wrong, [], `${layout}, Istio ${istioVersion}\n${text}`);
          assert.equal(kindsOf(text), kinds, layout);
        }
    });
});
