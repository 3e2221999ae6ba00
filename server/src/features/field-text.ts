import type { Field, Type } from '../schema/type';
import { code } from './markdown';

/** `list of strings`, `DNS, STATIC or NONE`: what may stand there, in a few words. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'object':
      return 'object';
    case 'map':
      return `mapping of names to ${plural(type.values)}`;
    case 'list':
      return `list of ${plural(type.items)}`;
    case 'text-or-number':
      return 'string or number';
    case 'any':
      return 'anything';
    default:
      return type.kind;
  }
}

const plural = (type: Type): string => {
  switch (type.kind) {
    case 'object':
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return `${type.kind}s`;
    default:
      return `${typeText(type)}`;
  }
};

/** What the API says about a field, as Markdown. */
export const fieldText = ({ type, description, required }: Field): string =>
  [description, choice(type), required ? 'Required.' : ''].filter((it) => it !== '').join('\n\n');

function choice(type: Type): string {
  const { values = [], open } = type.kind === 'string' ? type : {};
  if (values.length < 2 && !open) return '';
  return `${open ? 'Such as' : 'One of'} ${values.map(code).join(', ')}.`;
}
