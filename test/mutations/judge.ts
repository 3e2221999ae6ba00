import type { DocumentFinding } from '../../server/src/features/findings';
import { sameName } from '../../server/src/model/name';
import { externalHosts } from '../../server/src/trace/requests';
import type { MeshObject } from '../../server/src/workspace/mesh';
import { Bench } from './bench';
import { type Mutation, refused } from './mutation';
import { type Outcome, outcomeOf } from './outcome';
import { identityOf, manifestsOf, objectsIn, type Plain } from './plain';
import type { Scenario } from './scenario';
import { worse } from './worse';

export type Judgement = 'silent' | 'named' | 'equal' | 'false alarm';

/** What one mutation at one place of a scenario does. */
export interface Cell {
  readonly scenario: Scenario;
  readonly mutation: Mutation;
  readonly where: string;
  readonly judgement: Judgement;
  /** What is worse than before. */
  readonly changes: readonly string[];
  /** `rule: where`, those that speak of what was mutated in front. */
  readonly findings: readonly string[];
  /** The ids of all rules that find something, however quietly. */
  readonly rules: readonly string[];
  readonly manifests: string;
}

export const isLoud = ({ severity }: DocumentFinding): boolean => severity === 'error' || severity === 'warning';

/** What is found in a scenario as it is, and what becomes of its requests. */
export function asIs(scenario: Scenario): { readonly outcome: Outcome; readonly findings: readonly string[] } {
  const bench = new Bench();
  const { mesh, findings } = bench.open(manifestsOf(objectsIn(scenario.manifests)));
  return {
    outcome: outcomeOf(mesh, scenario.requests, externalHosts(mesh)),
    findings: findings.filter((it) => it.severity !== 'hint').map(inShort),
  };
}

/** Makes every mutation at every place of a scenario, one at a time. */
export function* judged(scenario: Scenario, mutations: readonly Mutation[]): Iterable<Cell> {
  const bench = new Bench();
  const original = objectsIn(scenario.manifests);
  const text = JSON.stringify(original);
  const right = bench.open(manifestsOf(original));
  const hosts = externalHosts(right.mesh);
  const before = outcomeOf(right.mesh, scenario.requests, hosts);
  for (const mutation of mutations)
    for (let index = 0; ; index++) {
      const objects = JSON.parse(text) as Plain[];
      const site = mutation.sites(objects)[index];
      if (!site) break;
      const names = [identityOf(site.object)];
      const others = new Set(objects);
      site.run();
      names.push(identityOf(site.object), ...objects.filter((it) => !others.has(it)).map(identityOf));
      const manifests = manifestsOf(objects);
      const { mesh, objects: now, findings } = bench.open(manifests);
      const changes = [...worse(before, outcomeOf(mesh, scenario.requests, hosts)), ...refusedIn(now)];
      const loud = findings.filter(isLoud);
      const about = new Set(relatedTo(names, [...right.objects, ...now]));
      const naming = loud.filter((it) => placesOf(it, now).some((place) => about.has(place)));
      const isHarmful = changes.length > 0 || mutation.harm !== undefined;
      const isAlarm = loud.some((it) => it.severity === 'error' || !mutation.mayWarn?.includes(it.rule.id));
      const judgement = isHarmful ? (naming.length > 0 ? 'named' : 'silent') : isAlarm ? 'false alarm' : 'equal';
      yield {
        scenario,
        mutation,
        where: site.where,
        judgement,
        changes: changes.length === 0 && mutation.harm ? [mutation.harm] : changes,
        findings: [...new Set([...naming, ...loud])].map(inShort),
        rules: [...new Set(findings.map(({ rule }) => rule.id))],
        manifests,
      };
    }
}

/** What the cluster would not take of the objects; it keeps what it had. */
const refusedIn = (objects: readonly MeshObject[]): string[] =>
  objects
    .filter((it) => it.resource.refusals.some(({ severity }) => severity === 'error'))
    .map((it) => `${nameOf(it)}: ${refused}`);

const inShort = ({ rule, severity, object, message }: DocumentFinding): string =>
  `${rule.id} (${severity}) ${object ? nameOf(object) : ''}: ${message}`;

export const nameOf = ({ resource, namespace, name }: MeshObject): string =>
  [resource.type, namespace, name].filter(Boolean).join('/');

/** The objects that a finding points at. */
export function placesOf(
  { document, object, related = [] }: DocumentFinding,
  objects: readonly MeshObject[],
): string[] {
  const documents = new Set([document, ...related.map((it) => it.document)]);
  return [...(object ? [object] : []), ...objects.filter((it) => documents.has(it.document))].map(nameOf);
}

/** The objects of those names, and those that have a name in common with them: one refers to the other. */
function relatedTo(names: readonly string[], objects: readonly MeshObject[]): string[] {
  const own = objects.filter((it) => names.includes(nameOf(it))).flatMap((it) => it.mentions);
  const isShared = (it: MeshObject): boolean =>
    it.mentions.some(({ name }) => name.kind !== 'namespace' && own.some((mine) => sameName(mine.name, name)));
  return [...names, ...objects.filter(isShared).map(nameOf)];
}
