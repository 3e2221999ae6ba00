import { RE2JS } from 're2js';
import { milliseconds } from './names';
import type { Part } from './part';
import { asSeconds, type Mend, respelt, type Spelling } from './repair';

/** Something that the API server or Istio's webhook asks of an object. */
export interface Requirement {
  /** Where it is asked: `spec.servers[].port`, with `{}` for the values of a mapping. */
  readonly path: string;
  /** What is asked, as the beginning of a sentence; of an advice, the whole sentence. */
  readonly text: string;
  /** The parts that don't do it; `undefined` or none where all is as it should be. */
  readonly broken: Check;
  /** It is about one value alone, so it holds whatever else a template may write. */
  readonly ofValue?: true;
  /** Istio takes the object all the same, with a warning. */
  readonly advice?: true;
  /** How to do it, where that is plain. */
  readonly mend?: Mend;
}

/** Is given a part that is written, and the object. */
export type Check = (part: Part, object: Part) => Part | readonly Part[] | undefined;

export const requirement = (path: string, text: string, broken: Check): Requirement => ({ path, text, broken });

/** The same, with how to do it. */
export const mended = (asked: Requirement, mend: Mend): Requirement => ({ ...asked, mend });

/** What Istio's webhook only warns of. */
export const advice = (path: string, text: string, broken: Check): Requirement => ({
  ...requirement(path, text, broken),
  advice: true,
});

/** Whatever is written there is one too much. */
export const refused = (path: string, text: string): Requirement => requirement(path, text, (part) => part);

/** Each of the fields must be given. */
export const needs = (path: string, ...fields: readonly string[]): Requirement[] =>
  fields.map((field) =>
    requirement(path, `${nameOf(path)} needs '${field}'`, (part) =>
      part.field(field).isGiven ? undefined : part.field(field),
    ),
  );

/** At least one of the fields must be given. */
export const needsOneOf = (path: string, ...fields: readonly string[]): Requirement =>
  requirement(path, `${nameOf(path)} needs one of ${quoted(fields)}`, (part) =>
    part.given(...fields).length > 0 ? undefined : part,
  );

/** At most one of the fields may be written. */
export const atMostOneOf = (path: string, ...fields: readonly string[]): Requirement =>
  requirement(
    path,
    `${nameOf(path)} has only one of ${quoted(fields)}`,
    (part) => fields.map((it) => part.field(it)).filter((it) => it.isSet)[1],
  );

/** A list has at most so many items. */
export const atMost = (path: string, count: number): Requirement =>
  requirement(path, `${nameOf(path)} has no more than ${count} items`, (part) => part.items[count]);

/** No two items of a list may have the same in common. */
export const unique = (path: string, text: string, keyOf: (item: Part) => string | number | undefined): Requirement =>
  requirement(path, text, (list) => repeated(list.items, keyOf));

/** The items that have the key of one before them. */
export function repeated(items: readonly Part[], keyOf: (item: Part) => string | number | undefined): Part[] {
  const known = new Set<string | number>();
  return items.filter((it) => {
    const key = keyOf(it);
    return key !== undefined && known.size === known.add(key).size;
  });
}

/** A text must be of a certain form; one that somebody will fill in may be. The spellings are tried as its repair. */
export const form = (
  path: string,
  text: string,
  isRight: (value: string) => boolean,
  ...spellings: readonly Spelling[]
): Requirement => ({
  ...requirement(path, text, (part) => (part.text === undefined || isRight(part.text) ? undefined : part)),
  ofValue: true,
  mend: (part) => respelt(part, isRight, spellings),
});

/** The same, of each key of a mapping. */
export const keyForm = (path: string, text: string, isRight: (key: string) => boolean): Requirement => ({
  ...requirement(path, text, (part) =>
    part.entries.flatMap(({ key, name }) => (key.text === undefined || isRight(name) ? [] : [key])),
  ),
  ofValue: true,
});

/** A number must lie in a range. */
export const between = (path: string, least: number, most: number): Requirement => ({
  ...requirement(path, `${nameOf(path)} is a number from ${least} to ${most}`, (part) =>
    part.number === undefined || (part.number >= least && part.number <= most) ? undefined : part,
  ),
  ofValue: true,
});

export const port = (path: string): Requirement => between(path, 1, 65535);

/** A number must not be below zero. */
export const natural = (path: string): Requirement => ({
  ...requirement(path, `${nameOf(path)} is not below 0`, (part) => ((part.number ?? 0) < 0 ? part : undefined)),
  ofValue: true,
});

/** One that may also be nothing. */
export const durationOrZero = (path: string): Requirement =>
  form(
    path,
    `${nameOf(path)} is a duration such as '10s'`,
    (text) => isDuration(text) || Math.trunc(milliseconds(text) ?? 1) === 0,
    asSeconds,
  );

export const duration = (path: string): Requirement =>
  form(path, `${nameOf(path)} is a duration such as '10s', in whole milliseconds`, isDuration, asSeconds);

function isDuration(text: string): boolean {
  // 2.1 agent/validation.go ValidateDuration
  const length = milliseconds(text);
  return length !== undefined && length >= 1 && Number.isInteger(Math.round(length * 1e6) / 1e6);
}

const longestExpression = 1024;

export const regularExpression = (path: string): Requirement =>
  // 2.4 validation.go validateStringRegexp
  form(
    path,
    `${nameOf(path)} is a regular expression in the syntax of RE2 (which has no look-ahead), of at most ${longestExpression} characters`,
    (text) => text !== '' && text.length <= longestExpression && isExpression(text),
  );

function isExpression(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

/** `'port'`, `An item of 'servers'`, or what an object as a whole is called. */
export function nameOf(path: string): string {
  const last = path.split('.').at(-1) ?? '';
  return /[\]}]$/.test(last) ? `An item of '${last.slice(0, -2)}'` : `'${last}'`;
}

const quoted = (words: readonly string[]): string => {
  const [last = '', ...rest] = words.map((it) => `'${it}'`).reverse();
  return rest.length === 0 ? last : `${rest.reverse().join(', ')} and ${last}`;
};
