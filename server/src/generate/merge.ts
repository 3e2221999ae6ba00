import { applyEdits } from '../text/edit';
import type { MeshObject } from '../workspace/mesh';
import { parse } from '../yaml/parse';
import { type ListMerges, nextEdit } from '../yaml/strategic-merge';
import type { Value } from '../yaml/write';

/** More edits than any object needs; an edit that brings nothing must not be tried for ever. */
const maximumEdits = 100;

/** The text of an object's document when the object also says all that another one does, but for its name. */
export function mergedText({ document, resource }: MeshObject, wanted: Value): string {
  let { text } = document;
  for (let edits = 0; edits < maximumEdits; edits++) {
    const { root } = parse(text);
    const edit = sectionsOf(wanted)
      .map(([path, value]) => nextEdit(text, root, [...resource.path, ...path], value, merges))
      .find((it) => it !== undefined);
    if (!edit) return text;
    text = applyEdits(text, [edit]);
  }
  return text;
}

/** What two objects of one kind may have in common. */
const sectionsOf = (wanted: Value): [path: string[], value: Value][] =>
  [['metadata', 'labels'], ['metadata', 'annotations'], ['spec']].flatMap((path): [string[], Value][] => {
    const value = path.reduce<Value | undefined>((it, name) => fieldOf(it, name), wanted);
    return value === undefined ? [] : [[path, value]];
  });

/** A field of a mapping; `undefined` where there is none. */
export const fieldOf = (value: Value | undefined, name: string): Value | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Value })[name]
    : undefined;

const text = (...values: readonly (Value | undefined)[]): string => JSON.stringify(values);

/** By the last name of its path, what tells the items of a list apart; those of others are the same where they say the same. */
const lists: Readonly<Record<string, ReturnType<ListMerges>>> = {
  ports: { key: (it) => text(fieldOf(it, 'number')) },
  // a port may have servers that end TLS and servers that pass it through
  servers: {
    key: (it) => text(fieldOf(fieldOf(it, 'port'), 'number'), fieldOf(fieldOf(it, 'tls'), 'mode')),
  },
  listeners: { key: (it) => text(fieldOf(it, 'port'), fieldOf(it, 'hostname')) },
  subsets: { key: (it) => text(fieldOf(it, 'name')) },
  portLevelSettings: { key: (it) => text(fieldOf(fieldOf(it, 'port'), 'number')) },
};

/** The rules of a VirtualService: the first that takes a request has it, so a new one goes in front. */
const rules: ReturnType<ListMerges> = {
  key: (it) => text(fieldOf(it, 'match')),
  stays: (it, wanted) => text(fieldOf(it, 'route')) === text(fieldOf(wanted, 'route')),
  first: true,
};

const merges: ListMerges = (path) =>
  path.length === 2 && ['http', 'tls', 'tcp'].includes(path[1] ?? '') ? rules : lists[path.at(-1) ?? ''];
