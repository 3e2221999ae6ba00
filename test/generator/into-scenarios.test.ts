import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../server/src/features/findings';
import { egressPlan } from '../../server/src/generate/plan';
import { isPromised } from '../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../server/src/generate/request';
import type { Workspace } from '../../server/src/workspace/workspace';
import { fixture } from '../fixture';
import type { Scenario } from '../mutations/scenario';
import { scenarios } from '../mutations/scenarios';
import { inShort, traced } from '../traced';
import { seeds } from '../unit/generate/seeds';

const path = 'egress.yaml';
const file = { path: 'new.yaml' };

const findingsOf = (workspace: Workspace): string[] => {
  const findings = new Findings(workspace);
  findings.settle();
  return [...workspace.paths()].flatMap((it) => findings.of(it)).map((it) => `${it.rule.id}: ${it.message}`);
};

/** Has a scenario's workspace lead out what is asked for, and says what is wrong with it then. */
function brought(
  scenario: Scenario,
  answers: EgressAnswers,
  stays: (request: Scenario['requests'][number]) => boolean = () => true,
): { wrong: string[]; changed: number; text: string } {
  const { workspace } = fixture(`#- ${path}\n${scenario.manifests}`);
  const before = findingsOf(workspace);
  const { requests, problem } = egressRequests(answers, workspace);
  assert.ok(requests, problem);
  const { changes, problem: obstacle } = egressPlan(requests, workspace, file);
  assert.ok(changes, obstacle);
  for (const it of changes) workspace.set(it.path, it.after);
  const mesh = workspace.meshOf(path);
  const after = findingsOf(workspace);
  const wrong = [
    ...after.filter((it) => !before.includes(it)),
    ...requests.filter((it) => !isPromised(mesh, it)).map((it) => `lost: ${it.host}:${it.port}`),
    ...(egressPlan(requests, workspace, file).changes ?? []).map((it) => `again: ${it.path}`),
    ...scenario.requests
      .filter(stays)
      .map((it) => [inShort(traced(mesh, it.from, it.to)), it.becomes])
      .flatMap(([now, then]) => (now === then ? [] : [`was: ${then}\n now: ${now}`])),
  ];
  return { wrong, changed: changes.length, text: changes.map((it) => it.after).join('\n=====\n') };
}

const others: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'HTTP by plaintext': { applications: ['http'], hop: 'plaintext' },
  HTTP: { applications: ['http'] },
  HTTPS: { applications: ['https'] },
  'HTTPS wrapped': { applications: ['https'], hop: 'mtls' },
  'HTTP to TLS': { applications: ['http'], outside: 'tls' },
  'HTTP to TLS, and HTTPS': { applications: ['http', 'https'], outside: 'tls' },
  TCP: { applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
};

/** What an AuthorizationPolicy keeps others from is not led out by any object beside it. */
const isOpen = ({ manifests }: Scenario): boolean => !/kind: AuthorizationPolicy/.test(manifests);

const apiOf = ({ key }: Scenario): string =>
  key.startsWith('k-') ? 'gateway-api' : key.startsWith('waypoint') ? 'ambient' : 'istio';

/** What can be asked for beside a scenario, in its own API; where pods are shut in, with their way to the new gateway. */
const asked = (scenario: Scenario): [title: string, answers: Partial<EgressAnswers>][] =>
  Object.entries(others)
    .filter(([title]) => apiOf(scenario) === 'istio' || !/wrapped|and HTTPS/.test(title))
    .map(([title, answers]) => [title, { ...answers, networkPolicy: scenario.key === 'k-closed' }]);

describe('another host is led out beside what is there', () => {
  for (const scenario of scenarios.filter(isOpen))
    test(scenario.name, () => {
      for (const [title, answers] of asked(scenario)) {
        const { wrong, text } = brought(scenario, {
          hosts: ['other.example.net'],
          namespace: 'shop',
          api: apiOf(scenario),
          ...answers,
        });
        assert.deepEqual(wrong, [], `${title}\n${text}`);
      }
    });
});

/** Where another way to the host takes nothing back that is said of it. */
const extensible =
  'old-http old-mutual old-wrapped direct registry-only timeout http two-hosts https both wrapped mutual';

describe('another way of the same host is had, and the ways to its other ports stay', () => {
  for (const scenario of scenarios.filter(({ key }) => extensible.split(' ').includes(key)))
    test(scenario.name, () => {
      const [, host = ''] = /^\w+:\/\/([^/:]+\.[a-z]+)/.exec(scenario.requests[0]?.to ?? '') ?? [];
      for (const [title, answers] of asked(scenario)) {
        const all = { hosts: [host], namespace: 'shop', api: apiOf(scenario), ...answers };
        const ports = new Set(
          (answers.applications ?? []).map((it) => ({ http: 'http:', https: 'https:' })[it] ?? 'tcp:'),
        );
        const { wrong, text } = brought(scenario, all, ({ to }) => !ports.has(new URL(to).protocol));
        assert.deepEqual(wrong, [], `${title}\n${text}`);
      }
    });
});

describe('what leads out already is left alone', () => {
  for (const { key, answers } of seeds) {
    const scenario = scenarios.find((it) => it.key === key) ?? assert.fail(key);
    test(scenario.name, () => {
      const { wrong, changed, text } = brought(scenario, {
        hosts: ['api.example.com'],
        namespace: 'shop',
        api: 'istio',
        ...answers,
      });
      assert.deepEqual([wrong, changed], [[], 0], text);
    });
  }
});
