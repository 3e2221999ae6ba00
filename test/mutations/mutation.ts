import { type Field, fieldsAt, identityOf, kindOf, type Plain, put, type Value, valueOf } from './plain';

/** A single mistake that people make, or a change that is none. */
export interface Mutation {
  /** What is changed, in words. */
  readonly name: string;
  /** The ids of the rules that may warn of it although nothing changes for the worse. */
  readonly mayWarn?: readonly string[];
  /** What it does that no trace of a request shows; then it is to be named whatever becomes of the requests. */
  readonly harm?: string;
  /** Each place of the objects where it can be made. */
  sites(objects: Plain[]): Site[];
}

/** A place where a mutation can be made. */
export interface Site {
  /** The object that is changed or taken away, or beside which another one is put. */
  readonly object: Plain;
  readonly where: string;
  /** Makes it, in the objects that the site was found in. */
  run(): void;
}

/** The most usual harm: the object never comes to be, or to be changed. */
export const refused = 'the cluster refuses it';

type More = Omit<Mutation, 'name' | 'sites'>;

/** What a change gives for a field that is taken away, and for one that stays as it is. */
export const gone = Symbol('gone');
export const same = Symbol('same');

/** What becomes of a value; `undefined` is that of a field that is not written. */
export type Change = (
  value: Value | undefined,
  field: Field,
  object: Plain,
) => Value | typeof gone | typeof same | readonly Value[];

/** A mutation of single fields of objects of some kinds, at paths as `fieldsAt` takes them. */
export const field = (name: string, kinds: string, path: string, change: Change, more: More = {}): Mutation => ({
  name,
  ...more,
  sites: (objects) =>
    objects
      .filter((it) => kinds.split(' ').includes(kindOf(it)))
      .flatMap((object) =>
        fieldsAt(object, path).flatMap((place): Site[] => {
          const value = valueOf(place);
          const changed = change(value, place, object);
          if (changed === same || changed === value || (changed === gone && value === undefined)) return [];
          const where = `${identityOf(object)} ${place.path.join('.')}`;
          return [{ object, where, run: () => put(place, changed === gone ? undefined : (changed as Value)) }];
        }),
      ),
});

/** A mutation of whole objects of some kinds; `undefined` where it cannot be made. */
export const whole = (
  name: string,
  kinds: string,
  change: (object: Plain, objects: Plain[]) => (() => void) | undefined,
  more: More = {},
): Mutation => ({
  name,
  ...more,
  sites: (objects) =>
    objects
      .filter((it) => kinds === '*' || kinds.split(' ').includes(kindOf(it)))
      .flatMap((object) => {
        const run = change(object, objects);
        return run ? [{ object, where: identityOf(object), run }] : [];
      }),
});

/* Changes that many fields have. */

/** Changes only what is written. */
export const written =
  (change: (value: Value, field: Field, object: Plain) => Value | typeof gone | typeof same): Change =>
  (value, at, object) =>
    value === undefined ? same : change(value, at, object);

export const take: Change = written(() => gone);
export const to = (other: Value): Change => written(() => structuredClone(other));
export const set =
  (other: Value): Change =>
  () =>
    structuredClone(other);
/** One letter too few in the first word of a name; a wildcard keeps its star. */
export const misspell: Change = written((it) =>
  typeof it === 'string' && /[a-z]{2}/.test(it) ? it.replace(/([a-z])[a-z]/, '$1') : same,
);
/** One of the values for another. */
export const among = (pairs: Readonly<Record<string, Value>>): Change => written((it) => pairs[String(it)] ?? same);
export const plus = (number: number): Change => written((it) => (typeof it === 'number' ? it + number : same));
