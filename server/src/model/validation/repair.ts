import type { Path } from '../../yaml/tree';
import type { Value } from '../../yaml/write';
import type { Part } from './part';

/** A part of an object as it should be; without a value it should not be there. */
export interface Change {
  readonly path: Path;
  readonly value?: Value;
}

/** What an object would be taken with. */
export interface Repair {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Whatever was meant, it means the same. */
  readonly safe?: true;
  /** It is meant only where the other objects speak for it. */
  readonly premise?: Premise;
}

/**
 * That hosts are declared; that a server of a Gateway is to be as its rules and clients need it; or that all routes of a
 * Gateway of the Gateway API are of these kinds.
 */
export type Premise =
  | { readonly hosts: readonly string[]; readonly isForSidecars?: true }
  | { readonly server: number; readonly protocol: string; readonly mode: string | undefined }
  | { readonly routes: readonly string[] };

/** Is given the part that is not as it should be, and the object; says how it could be, best first. */
export type Mend = (part: Part, object: Part) => readonly Repair[];

/** Another way to write a text, of which nobody knows yet whether it is right. */
export type Spelling = (text: string) => string;

const nameOf = ({ path }: Part): string => String(path.findLast((it) => typeof it === 'string'));

/** Writes something into a part. */
export const becomes = ({ path }: Part, value: Value, title = `Change to '${String(value)}'`): Repair => ({
  title,
  changes: [{ path, value }],
});

/** Takes a part away. */
export const goes = (part: Part, title = `Remove '${nameOf(part)}'`): Repair => ({
  title,
  changes: [{ path: part.path }],
});

export const remove: Mend = (part) => [goes(part)];

/** Takes away one of two that say the same. */
export const removeRepeated: Mend = (part) => [{ ...goes(part, 'Remove it here'), safe: true }];

/** The first of the spellings that is right. */
export function respelt(part: Part, isRight: (text: string) => boolean, spellings: readonly Spelling[]): Repair[] {
  const { text } = part;
  const found = spellings.map((it) => it(text ?? '')).find((it) => it !== text && isRight(it));
  return text === undefined || found === undefined ? [] : [becomes(part, found)];
}

/** `https://api.example.com:443/path` as the host in it. */
export const asHost: Spelling = (text) =>
  text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:\d+$/, '');

/** The same, behind a namespace. */
export const asListedHost: Spelling = (text) => {
  const [, namespace = '', host = ''] = /^((?:[-\w]+|\.|\*)\/)?(.*)$/.exec(text) ?? [];
  return namespace + asHost(host);
};

/** `*foo.com` as what was meant. */
export const asWildcard: Spelling = (text) => text.replace(/^((?:[^/]+\/)?\*)(?=[^.])/, '$1.');

/** `30` in seconds. */
export const asSeconds: Spelling = (text) => (/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text);

/** `v1.0` as the name of a part of an object. */
export const asLabel: Spelling = (text) => text.trim().replace(/[._\s]+/g, '-');

export const withoutBlanks: Spelling = (text) => text.replace(/\s+/g, '');
export const inLowerCase: Spelling = (text) => asHost(text).toLowerCase();
export const inUpperCase: Spelling = (text) => text.toUpperCase();

/** A port is called like its protocol and its number. */
export const namePort: Mend = (name, object) => {
  const port = partAt(object, name.path.slice(0, -1));
  const { number } = port.field('number');
  const protocol = port.field('protocol').text ?? 'tcp';
  if (number === undefined || !/^[A-Za-z][-A-Za-z0-9]*$/.test(protocol)) return [];
  const text = `${protocol.toLowerCase()}-${number}`;
  return [becomes(name, text, `Call it '${text}'`)];
};

/** What is not there that must be; only where there is one thing that it can be. */
export const mendMissing: Mend = (part, object) =>
  part.path.at(-1) === 'name' && /^(?:ports|port)$/.test(nameOf(partAt(object, part.path.slice(0, -1))))
    ? namePort(part, object)
    : [];

/** The part of an object at a path. */
export const partAt = (object: Part, path: Path): Part =>
  path.reduce((part: Part, step) => (typeof step === 'string' ? part.field(step) : (part.items[step] ?? part)), object);
