import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressManifests } from '../../../server/src/generate/egress-manifests';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import { fixture } from '../../fixture';
import { outcomeOf } from '../../mutations/outcome';
import type { Scenario } from '../../mutations/scenario';
import { scenarios } from '../../mutations/scenarios';
import { meshOf } from '../../traced';
import { meaning } from './meaning';
import { seeds } from './seeds';

function generated(answers: EgressAnswers): string {
  const { requests, problem } = egressRequests(answers, fixture('').workspace);
  assert.ok(requests, problem);
  return egressManifests(requests);
}

/** What the manifests say, and what becomes of the scenario's requests: the end, protocol and encryption of each leg. */
function facts(manifests: string, { requests }: Scenario): string[] {
  const mesh = meshOf(`#- egress.yaml\n${manifests}`);
  const outcomes = outcomeOf(mesh, requests, []).requests.map(({ from, to, verdict, reason, wires, end }) => {
    const legs = wires.map(({ protocol, layers }) => [protocol, ...layers].join(' '));
    return `from ${from} to ${to}: ${[verdict, reason].filter(Boolean).join(' ')} ${legs.join(' > ')}, to ${end}`;
  });
  return [...meaning(manifests), ...outcomes];
}

describe('what is generated for a scenario is equal in meaning to its own manifests, but for', () => {
  for (const { key, answers, differences = {} } of seeds) {
    const scenario = scenarios.find((it) => it.key === key) ?? assert.fail(key);
    test(`${scenario.name}: ${Object.keys(differences).join('; ') || 'nothing'}`, () => {
      const theirs = facts(scenario.manifests, scenario);
      const ours = facts(
        generated({ hosts: ['api.example.com'], namespace: 'shop', api: 'istio', ...answers }),
        scenario,
      );
      const differing = [
        ...theirs.filter((it) => !ours.includes(it)).map((it) => `- ${it}`),
        ...ours.filter((it) => !theirs.includes(it)).map((it) => `+ ${it}`),
      ];
      assert.deepEqual(differing.toSorted(), Object.values(differences).flat().toSorted());
    });
  }
});
