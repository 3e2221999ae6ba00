import { parseAllDocuments } from 'yaml';
import { type DocumentFinding, fixesOf } from '../../server/src/features/findings';
import { safeFixes } from '../../server/src/features/safe-fixes';
import type { DocumentEdit } from '../../server/src/generate/edit';
import { applyEdits } from '../../server/src/text/edit';
import type { Workspace } from '../../server/src/workspace/workspace';
import type { Bench, Opened } from './bench';
import { type Cell, isLoud, nameOf, placesOf } from './judge';
import { type Outcome, outcomeOf } from './outcome';
import { commentOf, identityOf, objectsIn, type Plain, writtenOut } from './plain';
import { getFurther } from './reached';
import { worse } from './worse';

/*
 * What every fix keeps. It leaves valid manifests, in which its finding is gone and no new one has come, but of a request
 * that gets further than before; what it is not about is as it was, comments included; and what is safe, made until nothing
 * is left to make, makes no request worse.
 */

/** Something that a fix does and should not. */
export interface WrongFix {
  /** In few words, such as `rule-id: brings other-rule-id`. */
  readonly key: string;
  readonly text: string;
}

/** What is wrong with the fixes of all that is found in a cell; `right` is what becomes of the requests of the scenario. */
export function wrongFixes(bench: Bench, right: Outcome, { scenario, manifests, mutation, where }: Cell): WrongFix[] {
  const place = `${scenario.key}: ${mutation.name}: ${where}`;
  const objects = objectsIn(manifests);
  const text = writtenOut(objects);
  const before = bench.open(text);
  const fixes = before.findings.flatMap((finding) =>
    fixesOf(finding).map(({ title, edits }) => ({ finding, title, after: edited(bench.workspace, text, edits) })),
  );
  const complaints = fixes.flatMap(({ finding, title, after }) =>
    broken(bench, { finding, title, before, objects, text: after }).map(([key, more]) => ({
      key: `${finding.rule.id}: ${key}`,
      text: `${place}\n  ${finding.rule.id}, "${title}" ${key}: ${more}`,
    })),
  );
  const worsened = afterSafeFixes(bench, text, right).map((it) => ({
    key: 'safe fixes: make it worse',
    text: `${place}\n  the safe fixes make it worse: ${it}`,
  }));
  return [...complaints, ...worsened];
}

function edited(workspace: Workspace, text: string, edits: readonly DocumentEdit[]): string {
  const placed = edits.map((it) => ({ newText: it.newText, span: workspace.locate(it).span }));
  return applyEdits(text, placed);
}

interface Fixed {
  readonly finding: DocumentFinding;
  readonly title: string;
  readonly before: Opened;
  readonly objects: readonly Plain[];
  readonly text: string;
}

/** In few words and in many. */
function broken(bench: Bench, { finding, title, before, objects, text }: Fixed): (readonly [string, string])[] {
  const [error] = parseAllDocuments(text).flatMap((it) => it.errors);
  if (error) return [['leaves what is no YAML', error.message]];
  const after = bench.open(text);
  const own = keyOf(finding);
  const known = new Set(before.findings.map(keyOf));
  const isHere = (key: string, { findings }: Opened): number => findings.filter((it) => keyOf(it) === key).length;
  const isOffered = after.findings.some(
    (it) => it.rule === finding.rule && keyOf(it) === own && fixesOf(it).some((fix) => fix.title === title),
  );
  return [
    ...(isHere(own, after) >= isHere(own, before) ? [['leaves it', finding.message] as const] : []),
    ...(isOffered ? [['is offered again', finding.message] as const] : []),
    ...after.findings
      .filter((it) => isLoud(it) && !known.has(keyOf(it)))
      .filter((it) => it.rule.on !== 'failure' || !getFurther(before.ends, after.ends))
      .map((it) => [`brings ${it.rule.id}`, it.message] as const),
    ...changedBeside(finding, title, before, objects, objectsIn(text)).map(
      (it) => ['changes another object', it] as const,
    ),
    ...objects
      .map(commentOf)
      .filter((it) => !text.includes(it))
      .map((it) => ['takes away a comment', it] as const),
  ];
}

const keyOf = ({ rule, object, message }: DocumentFinding): string =>
  `${rule.id} ${object ? nameOf(object) : ''}: ${message}`;

/** The objects that are no longer as they were, though the finding does not point at them, nor the title names them. */
function changedBeside(
  finding: DocumentFinding,
  title: string,
  { objects }: Opened,
  before: readonly Plain[],
  after: readonly Plain[],
): string[] {
  const about = new Set(placesOf(finding, objects));
  const left = new Set(after.map((it) => JSON.stringify(it)));
  const changed = before.filter((it) => !left.has(JSON.stringify(it))).map(identityOf);
  const isTold = (it: string): boolean => title.includes(it.replace('/', ' '));
  return changed.filter((it) => !isTold(it) && ![...about].some((place) => sameObject(place, it)));
}

/** `KubernetesGateway` is the Gateway of the Gateway API. */
const sameObject = (name: string, identity: string): boolean => name.replace(/^Kubernetes/, '') === identity;

/** What the safe fixes make worse, all of them and those that they make possible. */
function afterSafeFixes(bench: Bench, text: string, right: Outcome): string[] {
  const before = bench.open(text);
  let fixes = safeFixes(bench.workspace, before.findings);
  if (fixes.length === 0) return [];
  const requests = right.requests;
  const hosts = [...new Set([...right.clients.keys()].map((it) => it.replace(/:.*/, '')))];
  const worseBefore = worse(right, outcomeOf(before.mesh, requests, hosts));
  let current = text;
  let now = before;
  for (let round = 0; fixes.length > 0; round++) {
    if (round === 10) return ['there is no end of them'];
    const edits = fixes.flatMap(({ placed }) => placed.map(({ newText, span }) => ({ newText, span })));
    current = applyEdits(current, edits);
    now = bench.open(current);
    fixes = safeFixes(bench.workspace, now.findings);
  }
  const worseAfter = worse(right, outcomeOf(now.mesh, requests, hosts));
  return worseAfter.length > worseBefore.length ? worseAfter : [];
}
