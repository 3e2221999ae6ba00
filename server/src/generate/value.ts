import { type Kind, kindDefinition } from '../model/kinds';
import type { Value } from '../yaml/write';

/** What stands at a path of mappings; `undefined` where nothing does. */
export const fieldOf = (value: Value | undefined, ...path: readonly string[]): Value | undefined =>
  path.reduce<Value | undefined>(
    (it, name) =>
      typeof it === 'object' && it !== null && !Array.isArray(it)
        ? (it as { readonly [key: string]: Value })[name]
        : undefined,
    value,
  );

/** The text at a path of mappings; empty where there is none. */
export function textOf(value: Value | undefined, ...path: readonly string[]): string {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The kind of an object, where it is one that is read. */
export const kindOf = (object: Value): Kind | undefined =>
  kindDefinition(textOf(object, 'apiVersion'), textOf(object, 'kind'))?.name as Kind | undefined;
