import type { Type } from '../../schema/type';
import type { Cursor } from '../../yaml/cursor';
import { replaceScalar } from '../../yaml/write';
import type { Layout } from './layout';
import { isCollection, type Opening } from './opening';
import type { Site } from './site';

/** A text as it is written at the cursor, with the quotes that it needs there. */
export function scalarText(value: string, { quote, closing, flow }: Cursor, { json }: Layout): string {
  if (quote === "'") return value.replaceAll("'", "''") + closing;
  if (quote) return JSON.stringify(value).slice(1, -1) + closing;
  if (json || (flow && unsafeInFlow.test(value))) return JSON.stringify(value);
  return replaceScalar('', { start: 0, end: 0 }, value).newText;
}

const unsafeInFlow = /[[\]{},]/;

/** How a key is written, and what opens its value. */
export interface KeyText {
  readonly insert: string;
  readonly snippet: boolean;
}

/** A key at the cursor with the beginning of its value: nothing more where the colon is there already. */
export function keyText(name: string, type: Type, site: Site, { column }: Opening, layout: Layout): KeyText {
  const { cursor, document } = site;
  const key = scalarText(name, cursor, layout);
  const rest = document.text.slice(cursor.span.end, cursor.span.end + 100);
  if (cursor.quote || /^[ \t]*:/.test(rest)) return { insert: key, snippet: false };
  const inBrackets = cursor.flow || layout.json;
  if (!isCollection(type)) return { insert: `${key}: `, snippet: false };
  if (inBrackets) {
    const brackets = type.kind === 'list' ? '[ $0 ]' : '{ $0 }';
    return { insert: `${escapeSnippet(key)}: ${brackets}`, snippet: true };
  }
  const below = type.kind === 'list' ? `${' '.repeat(column + layout.dash)}- ` : ' '.repeat(column + layout.step);
  return { insert: `${key}:${layout.eol}${below}`, snippet: false };
}

export const escapeSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
