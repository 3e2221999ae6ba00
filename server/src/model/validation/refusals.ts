import { missingFields } from '../../schema/missing';
import type { FieldProblem } from '../../schema/problem';
import type { ObjectType } from '../../schema/type';
import type { Span } from '../../text/span';
import type { Mapping, Path } from '../../yaml/tree';
import type { Kind } from '../kinds';
import { Part } from './part';
import { mendMissing, partAt, type Repair } from './repair';
import type { Requirement } from './requirement';
import { requirements } from './requirements';

/** Something that an object does not do that the cluster asks of it. */
export interface Refusal {
  readonly path: Path;
  readonly span: Span;
  /** The requirement's, see there. */
  readonly text: string;
  /**
   * `warning` where the cluster takes the object all the same; `hint` where the spec lacks one of its own fields, as in
   * excerpts, and in patches that something else puts into a whole object.
   */
  readonly severity: 'error' | 'warning' | 'hint';
  /** Best first. */
  readonly repairs: readonly Repair[];
}

interface PartTable {
  /** None leads to the object itself. */
  readonly way: Way | undefined;
  readonly requirements: readonly Requirement[];
}

/** How a path is walked: its last step, after those above it, which paths share. */
interface Way {
  readonly above: Way | undefined;
  readonly name: string;
  readonly each: 'item' | 'value' | undefined;
}

/**
 * What the cluster refuses an object for, beyond its field problems and what follows from them; each place once. Of an
 * object that a template writes, only values that are wrong whatever the rest is.
 */
export function refusals(
  node: Mapping,
  kind: Kind,
  schema: ObjectType,
  problems: readonly FieldProblem[],
  isTemplate: boolean,
): readonly Refusal[] {
  const object = new Part(node, [], node.entries[0]?.key.span ?? node.span);
  const missing = isTemplate ? [] : missingFields(node, schema);
  const found = new Map<string, Refusal>();
  for (const { path, span } of missing)
    found.set(path.join('.'), {
      path,
      span,
      text: `${ownerOf(path)} needs '${path.at(-1)}'`,
      severity: ofMissing(path),
      repairs: mendMissing(partAt(object, path), object),
    });
  const known = new Map<Way | undefined, readonly Part[]>([[undefined, [object]]]);
  for (const { way, requirements: asked } of tableOf(kind))
    for (const part of partsAt(way, known))
      for (const { broken, text, ofValue, advice, mend } of asked) {
        if (isTemplate && !ofValue) continue;
        for (const it of [broken(part, object) ?? []].flat()) {
          const key = it.path.join('.');
          if (!found.has(key) && !isConsequence(it, problems, missing))
            found.set(key, {
              path: it.path,
              span: it.place,
              text,
              severity: advice ? 'warning' : it.isSet ? 'error' : ofMissing(it.path),
              repairs: mend?.(it, object) ?? [],
            });
        }
      }
  return found.size === 0 ? none : [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

const none: readonly Refusal[] = [];

/** Whether a field problem already says so: one of the part itself, or one above it, or a misspelt field that was meant. */
function isConsequence(
  { path, isSet }: Part,
  problems: readonly FieldProblem[],
  missing: readonly { path: Path }[],
): boolean {
  if (missing.some((it) => isWithin(path, it.path))) return true;
  return problems.some((it) => {
    if (it.problem === 'snake-case') return false;
    if (it.problem !== 'unknown-field') return isWithin(path, it.path);
    const parent = it.path.slice(0, -1);
    return isWithin(path, parent) && path.length - parent.length === (isSet ? 0 : 1);
  });
}

const ofMissing = (path: Path): Refusal['severity'] => (path.length === 2 ? 'hint' : 'error');

/** What the field at a path belongs to, at the beginning of a sentence. */
function ownerOf(path: Path): string {
  const owner = path.slice(0, -1);
  const name = owner.findLast((it) => typeof it === 'string');
  if (name === undefined) return 'The object';
  return typeof owner.at(-1) === 'number' ? `An item of '${name}'` : `'${name}'`;
}

const isWithin = (path: Path, above: Path): boolean =>
  above.length <= path.length && above.every((step, i) => step === path[i]);

/** The parts of an object at the end of a way, given those that are known. Its spec is there even where nothing is written. */
function partsAt(way: Way | undefined, known: Map<Way | undefined, readonly Part[]>): readonly Part[] {
  const before = known.get(way);
  if (before || !way) return before ?? [];
  const { name, each } = way;
  let parts = partsAt(way.above, known).map((it) => it.field(name));
  if (each === 'item') parts = parts.flatMap((it) => it.items);
  else if (each === 'value') parts = parts.flatMap((it) => it.entries.map(({ value }) => value));
  if (name !== 'spec') parts = parts.filter((it) => it.isSet);
  known.set(way, parts);
  return parts;
}

const tables = new Map<Kind, readonly PartTable[]>();

/** The requirements of a kind, those of one path together. */
function tableOf(kind: Kind): readonly PartTable[] {
  const known = tables.get(kind);
  if (known) return known;
  const all = requirements(kind);
  const ways = new Map<string, Way>();
  const table = [...new Set(all.map((it) => it.path))].map((path) => ({
    way: wayOf(path, ways),
    requirements: all.filter((it) => it.path === path),
  }));
  tables.set(kind, table);
  return table;
}

/** The way along a path such as `spec.servers[].tls`, given those that are there already. */
function wayOf(path: string, ways: Map<string, Way>): Way | undefined {
  let above: Way | undefined;
  for (const { 0: step, 1: name = '', 2: each, index } of path.matchAll(/([^.[{]+)(\[\]|\{\})?/g)) {
    const walked = path.slice(0, index + step.length);
    const way = ways.get(walked) ?? { above, name, each: each === '[]' ? 'item' : each === '{}' ? 'value' : undefined };
    ways.set(walked, way);
    above = way;
  }
  return above;
}
