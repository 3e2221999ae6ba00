import type { Located, Span } from '../text/span';
import { entryOf, type Mapping, type Node } from './tree';

/** Reads one YAML node into a typed value. Total: a wrong shape yields `undefined` or an empty list, never an exception. */
export type Reader<T> = (node: Node | undefined) => T;

/** What a reader gives for a node of the right shape. */
export type Read<R> = R extends Reader<infer T> ? NonNullable<T> : never;

/** A string, or a number or boolean where a string was meant. */
export const text: Reader<Located<string> | undefined> = (node) =>
  node?.kind === 'scalar' && node.value !== null ? { value: String(node.value), span: node.span } : undefined;

/** A whole number, also one in quotes (which the API server refuses, and the field check reports). */
export const integer: Reader<Located<number> | undefined> = (node) => {
  const read = number(node);
  return read && Number.isInteger(read.value) ? read : undefined;
};

/** A number, with a fraction or without, also one in quotes. */
export const number: Reader<Located<number> | undefined> = (node) => {
  if (node?.kind !== 'scalar' || node.value === null || node.value === '' || typeof node.value === 'boolean')
    return undefined;
  const value = Number(node.value);
  return Number.isFinite(value) ? { value, span: node.span } : undefined;
};

export const boolean: Reader<Located<boolean> | undefined> = (node) =>
  node?.kind === 'scalar' && typeof node.value === 'boolean' ? { value: node.value, span: node.span } : undefined;

/** A list; items of a wrong shape are left out. */
export const list =
  <T>(item: Reader<T | undefined>): Reader<readonly T[]> =>
  (node) => {
    if (node?.kind !== 'sequence') return none;
    // an array that is pushed to takes room for many, and all that is read stays in memory
    const items = node.items.map(item);
    return items.includes(undefined) ? items.filter((it) => it !== undefined) : (items as T[]);
  };

const none: readonly never[] = [];

/** A mapping of strings, such as labels. */
export const strings: Reader<ReadonlyMap<string, Located<string>> | undefined> = (node) => {
  if (node?.kind !== 'mapping') return undefined;
  const found = new Map<string, Located<string>>();
  for (const { key, value } of node.entries) {
    const read = text(value);
    if (read && !found.has(String(key.value))) found.set(String(key.value), read);
  }
  return found;
};

/** A mapping with any keys. A key whose value is missing or of a wrong shape is there all the same, with `undefined`. */
export const mapping =
  <T>(value: Reader<T | undefined>): Reader<ReadonlyMap<string, T | undefined> | undefined> =>
  (node) => {
    if (node?.kind !== 'mapping') return undefined;
    const found = new Map<string, T | undefined>();
    for (const { key, value: written } of node.entries)
      if (!found.has(String(key.value))) found.set(String(key.value), value(written));
    return found;
  };

/** The keys of a mapping. */
export const keys: Reader<ReadonlySet<string>> = (node) =>
  new Set(node?.kind === 'mapping' ? node.entries.map((it) => String(it.key.value)) : []);

/** What the reader gives for what is written; `undefined` where nothing is. */
export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (node) =>
    node && reader(node);

/** Whether something is written there, whatever it is. */
export const present: Reader<{ readonly span: Span } | undefined> = (node) => (node ? { span: node.span } : undefined);

type Fields = Record<string, Reader<unknown>>;
export type Struct<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> } & { readonly span: Span };

/**
 * A mapping with known fields; others are left to the field check. A field in snake_case, as Istio's early pages have
 * them, is read as its camelCase name, so that what follows from it can still be judged.
 */
export const struct = <F extends Fields>(fields: F): Reader<Struct<F> | undefined> => {
  const readers = Object.entries(fields).map(([key, reader]) => ({ key, snake: snakeCase(key), reader }));
  return (node) => {
    if (node?.kind !== 'mapping') return undefined;
    const read: Record<string, unknown> = { span: node.span };
    for (const { key, snake, reader } of readers) read[key] = reader(fieldNode(node, key, snake));
    return read as Struct<F>;
  };
};

const fieldNode = (node: Mapping, key: string, snake: string): Node | undefined =>
  (entryOf(node, key) ?? (snake === key ? undefined : entryOf(node, snake)))?.value;

/** `sniHosts` in the spelling of protocol buffers: `sni_hosts`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `sni_hosts` as the API server wants it: `sniHosts`. */
export const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
