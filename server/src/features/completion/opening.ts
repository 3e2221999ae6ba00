import type { Type } from '../../schema/type';
import type { Layout } from './layout';
import type { Site } from './site';

/** What stands around a key or a scalar that is written at the cursor, where a list or a mapping has to be begun. */
export interface Opening {
  readonly before: string;
  readonly after: string;
  /** Where `before` is written. */
  readonly start: number;
  /** Where the key or scalar stands then. */
  readonly column: number;
  /** Of the scalar, or of the mapping that the key is in. */
  readonly type: Type | undefined;
}

/** `undefined` where a list or mapping cannot be begun because the cursor is in quotes. */
export function openingAt({ document: { text }, cursor, type }: Site, layout: Layout): Opening | undefined {
  const { start } = cursor.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const plain = { before: '', after: '', start, column: before.length, type };
  if (cursor.slot === 'key' || !type || !isCollection(type)) return plain;
  if (cursor.quote) return undefined;
  const inner = type.kind === 'list' ? type.items : type;
  const dash = type.kind === 'list' ? '- ' : '';
  if (cursor.flow || layout.json) {
    const [open, close] = isCollection(inner) ? ['{ ', ' }'] : ['', ''];
    return dash
      ? { ...plain, before: `[ ${open}`, after: `${close} ]`, type: inner }
      : { ...plain, before: open, after: close, type: inner };
  }
  if (/^[\s-]*$/.test(before)) return { ...plain, before: dash, column: before.length + dash.length, type: inner };
  const key = /^\s*(?:- +)*/.exec(before)?.[0].length ?? 0;
  const column = columnBelow(text, start, key, dash) ?? key + (dash ? layout.dash : layout.step);
  return {
    before: layout.eol + ' '.repeat(column) + dash,
    after: '',
    start: lineStart + before.trimEnd().length,
    column: column + dash.length,
    type: inner,
  };
}

/** The column of what the value already has on the next line. */
function columnBelow(text: string, offset: number, key: number, dash: string): number | undefined {
  const end = text.indexOf('\n', offset);
  const [, indentation = '', found = ''] =
    /^( *)(- )?(?=[^\s#])/.exec(end < 0 ? '' : text.slice(end + 1, end + 200)) ?? [];
  const belongs = found === dash && (dash ? indentation.length >= key : indentation.length > key);
  return belongs && indentation ? indentation.length : undefined;
}

export const isCollection = ({ kind }: Type): boolean => kind === 'list' || kind === 'object' || kind === 'map';
