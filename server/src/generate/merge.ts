import { applyEdits } from '../text/edit';
import type { MeshObject } from '../workspace/mesh';
import { parse } from '../yaml/parse';
import { type ListMerges, nextEdit } from '../yaml/strategic-merge';
import type { Value } from '../yaml/write';
import { fieldOf } from './value';

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
    const value = fieldOf(wanted, ...path);
    return value === undefined ? [] : [[path, value]];
  });

const text = (...values: readonly (Value | undefined)[]): string => JSON.stringify(values);

/**
 * How a server reads connections: its TLS mode, and whether it then reads HTTP; what passes TLS through reads neither.
 * One that reads no names sends all its hosts one way, and so is for none but them.
 */
function readingOf(server: Value): (Value | undefined)[] {
  const tls = fieldOf(server, 'tls');
  const mode = tls === undefined ? undefined : (fieldOf(tls, 'mode') ?? 'PASSTHROUGH');
  if (mode === 'PASSTHROUGH') return [mode];
  const isHttp = /^(HTTP|GRPC)/i.test(String(fieldOf(server, 'port', 'protocol')));
  return [mode, isHttp, ...(isHttp ? [] : [fieldOf(server, 'hosts')])];
}

/** By the last name of its path, what tells the items of a list apart; those of others are the same where they say the same. */
const lists: Readonly<Record<string, ReturnType<ListMerges>>> = {
  // of ServiceEntries by number, of NetworkPolicies by port
  ports: { key: (it) => text(fieldOf(it, 'number') ?? it) },
  // of NetworkPolicies by whom they let pods dial, of Sidecars by port
  egress: { key: (it) => text(fieldOf(it, 'to'), fieldOf(it, 'port', 'number')) },
  // of AuthorizationPolicies by what they are about: of several that refuse all but some, each would refuse the others'
  rules: { key: (it) => (fieldOf(it, 'from') ? text(fieldOf(it, 'to'), fieldOf(it, 'when')) : text(it)) },
  from: { key: (it) => text(Object.keys((it as object | null) ?? {})) },
  // a port may have servers that end TLS and servers that pass it through
  servers: {
    key: (it) => text(fieldOf(it, 'port', 'number'), ...readingOf(it)),
  },
  listeners: { key: (it) => text(fieldOf(it, 'port'), fieldOf(it, 'hostname')) },
  subsets: { key: (it) => text(fieldOf(it, 'name')) },
  portLevelSettings: { key: (it) => text(fieldOf(it, 'port', 'number')) },
};

/** The rules of a VirtualService: the first that takes a request has it, so a new one goes in front. */
const rules: ReturnType<ListMerges> = {
  key: (it) => text(fieldOf(it, 'match')),
  stays: (it, wanted) => text(fieldOf(it, 'route')) === text(fieldOf(wanted, 'route')),
  first: true,
};

const merges: ListMerges = (path) =>
  path.length === 2 && ['http', 'tls', 'tcp'].includes(path[1] ?? '') ? rules : lists[path.at(-1) ?? ''];
