import { isGatewayApiHost, isHeaderName, isNamespaceName, isObjectName } from './names';
import type { Part } from './part';
import { inLowerCase } from './repair';
import { atMost, form, needs, port, type Requirement, repeated, requirement } from './requirement';

/*
 * What objects of the Gateway API have in common.
 */

export const host = (path: string, name: string): Requirement =>
  form(path, `${name} is a full name in lower case that may begin with '*.'`, isGatewayApiHost, inLowerCase);

/** Names of other objects, of parts of them, and of their namespaces. */
export const reference = (path: string): Requirement[] => [
  ...needs(path, 'name'),
  form(`${path}.namespace`, "'namespace' has lower-case letters, digits and hyphens only", isNamespaceName),
  form(`${path}.sectionName`, "'sectionName' has lower-case letters, digits, dots and hyphens only", isObjectName),
  form(
    `${path}.group`,
    "'group' is the name of an API group, without a version",
    (text) => text === '' || isObjectName(text),
  ),
  form(`${path}.kind`, "'kind' has letters, digits and hyphens only", isKind),
  port(`${path}.port`),
];

/** Names of headers and of query parameters, each once. */
export const named = (path: string): Requirement[] => [
  atMost(path, 16),
  requirement(path, 'Each name is there once', (list) =>
    repeated(list.items, (one) => one.field('name').text).map((one) => one.field('name')),
  ),
  form(`${path}[].name`, "'name' has no spaces and none of the signs that HTTP keeps for itself", isHeaderName),
  form(`${path}[].value`, "'value' is not empty", (text) => text !== ''),
];

export const isKind = (text: string): boolean => /^[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(text);

export const nonEmpty = (path: string, what: string): Requirement =>
  requirement(path, what, (list) => (list.isGiven ? undefined : list));

/** Of several references to one object, each names another part of it. */
export const targets = (path: string, parts: readonly string[]): Requirement =>
  requirement(path, 'An object is named twice only with another part of it each time', (list) => {
    const references = list.items.map((it) => referenceOf(it, parts));
    return list.items.filter((_, i) => references.slice(0, i).some((it) => clash(it, references[i])));
  });

interface Reference {
  readonly object: string;
  /** Empty for the object as a whole. */
  readonly part: string;
}

/** `undefined` where one of its fields is not known. */
function referenceOf(item: Part, parts: readonly string[]): Reference | undefined {
  const word = (name: string, otherwise = ''): string => item.field(name).choice(otherwise);
  const fields = ['group', 'kind', 'name', 'namespace', ...parts].map((it) => item.field(it));
  if (fields.some((it) => it.isSet && it.number === undefined && it.text === undefined)) return undefined;
  return {
    object: [word('group', 'gateway.networking.k8s.io'), word('kind', 'Gateway'), word('name'), word('namespace')].join(
      ' ',
    ),
    part: parts
      .map((it) => word(it))
      .join(' ')
      .trim(),
  };
}

const clash = (a: Reference | undefined, b: Reference | undefined): boolean =>
  a !== undefined && b !== undefined && a.object === b.object && (a.part === b.part || a.part === '' || b.part === '');
