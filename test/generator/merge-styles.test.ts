import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../server/src/features/findings';
import { egressPlan } from '../../server/src/generate/plan';
import { isPromised } from '../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../server/src/generate/request';
import { Workspace } from '../../server/src/workspace/workspace';
import { isMapping, objectsIn, type Plain } from '../mutations/plain';
import { scenarios } from '../mutations/scenarios';
import { randomNumbers } from '../random-mesh';
import { written } from '../random-style';
import { inShort, traced } from '../traced';

const rounds = 40;

type Files = Readonly<Record<string, string>>;

const listOf = (items: readonly Plain[]): Plain => ({ apiVersion: 'v1', kind: 'List', items: [...items] });
const withoutNamespace = (object: Plain): Plain => {
  const metadata = isMapping(object['metadata']) ? object['metadata'] : {};
  const { namespace, ...rest } = metadata;
  return namespace === 'shop' ? { ...object, metadata: rest } : object;
};

/** How a team keeps its manifests: the files, and the one for what is new. */
const keepings: Readonly<Record<string, (objects: readonly Plain[], seed: number) => { files: Files; into: string }>> =
  {
    'as documents': (objects, seed) => ({ files: { 'egress.yaml': styled(objects, seed) }, into: 'new.yaml' }),
    'as documents, to which new ones come': (objects, seed) => ({
      files: { 'egress.yaml': styled(objects, seed) },
      into: 'egress.yaml',
    }),
    'each in a file': (objects, seed) => ({
      files: Object.fromEntries(objects.map((it, index) => [`${index}.yaml`, styled([it], seed + index)])),
      into: 'new.yaml',
    }),
    'in a list': (objects, seed) => ({ files: { 'egress.yaml': styled([listOf(objects)], seed) }, into: 'new.yaml' }),
    'as JSON': (objects, seed) => ({
      files: { 'egress.json': JSON.stringify(listOf(objects), null, [0, 2, 4][seed % 3]) },
      into: 'new.yaml',
    }),
    'with the namespace of a kustomization': (objects, seed) => ({
      files: {
        'kustomization.yaml': 'namespace: shop\nresources: [egress.yaml]\n',
        'egress.yaml': styled(objects.map(withoutNamespace), seed),
      },
      into: 'egress.yaml',
    }),
  };

const styled = (objects: readonly Plain[], seed: number): string =>
  written(objects, { seed, lineEnd: seed % 3 === 0 ? '\r\n' : '\n', comments: [0, 10, 40][seed % 5] ?? 20 });

const asked: readonly Partial<EgressAnswers>[] = [
  { applications: ['http'], hop: 'plaintext' },
  { applications: ['http'] },
  { applications: ['https'] },
  { applications: ['https'], hop: 'mtls' },
  { applications: ['http'], outside: 'tls' },
  { applications: ['http', 'https'], outside: 'tls' },
  { applications: ['tcp:5432'], addresses: ['203.0.113.7'] },
];

const bases =
  'old-http old-mutual old-wrapped http two-hosts https both wrapped mutual origination origination-mutual wildcard-one tcp tcp-mutual';

const findingsOf = (workspace: Workspace): string[] => {
  const findings = new Findings(workspace);
  findings.settle();
  return [...workspace.paths()].flatMap((it) => findings.of(it)).map((it) => `${it.rule.id}: ${it.message}`);
};

/** Whether a text is another one with nothing taken away: its pieces are there in their order. */
function onlyInserted(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at++;
  return at === before.length;
}

const linesOf = (text: string): string[] => text.split(/\r?\n/);

/** What of a file is otherwise than it may be after a change. */
function harmed(before: string, after: string): string[] {
  const kept = new Set(linesOf(after));
  const comments = [...before.matchAll(/# note \d+\./g)].map(([it]) => it);
  const left = [...after.matchAll(/# note \d+\./g)].map(([it]) => it);
  // a line that is otherwise has only got something in its brackets, or a value behind its key
  const changed = linesOf(before).filter((it) => !kept.has(it) && !kept.has(`${it},`) && !/[[{]/.test(it));
  return [
    ...(onlyInserted(before, after) ? [] : ['something is taken away']),
    ...(comments.join() === left.join() ? [] : ['comments are lost or moved']),
    ...(/\r\n/.test(before) && /[^\r]\n/.test(after) ? ['line ends are mixed'] : []),
    ...changed.map((it) => `changed: ${it}`),
  ];
}

const base = (key: string) => scenarios.find((it) => it.key === key) ?? assert.fail(key);

describe('a host is merged into manifests of any style, of which nothing else changes, where they are kept', () => {
  for (const [keeping, kept] of Object.entries(keepings))
    test(keeping, () => {
      const random = randomNumbers(keeping.length);
      for (let round = 0; round < rounds; round++) {
        const keys = bases.split(' ');
        const scenario = base(keys[random(keys.length)] ?? '');
        const seed = random(1_000_000);
        const { files, into } = kept(objectsIn(scenario.manifests), seed);
        const workspace = new Workspace();
        for (const [path, text] of Object.entries(files)) workspace.set(path, text);
        const [first = ''] = Object.keys(files).toReversed();
        const told = (): string => `${scenario.key}, round ${round}, seed ${seed}, ${JSON.stringify(answers)}`;
        const skipped = random(2);
        const way = asked[random(asked.length)] ?? {};
        const answers = {
          // of two hosts with one address nobody could tell which is dialled
          hosts: ['other.example.net', 'third.example.net'].slice(way.addresses ? 1 : skipped),
          namespace: 'shop',
          api: 'istio',
          ...way,
        };
        const outcomes = (): string[] =>
          scenario.requests.map((it) => inShort(traced(workspace.meshOf(first), it.from, it.to)));
        const before = { findings: findingsOf(workspace), outcomes: outcomes() };
        const { requests, problem } = egressRequests(answers, workspace);
        assert.ok(requests, problem);
        const { changes, problem: obstacle } = egressPlan(requests, workspace, { path: into });
        assert.ok(changes, obstacle);
        const texts = changes.map((it) => `#- ${it.path}\n${it.after}`).join('\n');
        for (const change of changes) {
          assert.equal(change.before, files[change.path]);
          if (change.before !== undefined)
            assert.deepEqual(harmed(change.before, change.after), [], `${told()}\n${change.before}\n=====\n${texts}`);
          workspace.set(change.path, change.after);
        }
        const mesh = workspace.meshOf(first);
        const wrong = [
          ...findingsOf(workspace).filter((it) => !before.findings.includes(it)),
          ...requests.filter((it) => !isPromised(mesh, it)).map((it) => `lost: ${it.host}:${it.port}`),
          ...(egressPlan(requests, workspace, { path: into }).changes ?? []).map((it) => `again: ${it.path}`),
          ...outcomes().filter((it, index) => it !== before.outcomes[index]),
        ];
        assert.deepEqual(wrong, [], `${told()}\n${Object.values(files).join('\n')}\n=====\n${texts}`);
      }
    });
});
