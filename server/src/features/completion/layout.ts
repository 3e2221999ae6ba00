import { lineEnding } from '../../text/edit';
import { indentsSequences, isJson } from '../../yaml/write';

/** How a document is written. */
export interface Layout {
  readonly eol: string;
  /** Columns from a key to the keys below it. */
  readonly step: number;
  /** Columns from a key to the dashes of its list. */
  readonly dash: number;
  readonly json: boolean;
}

export function layoutOf(text: string): Layout {
  const [, key = '', below = ''] = /^((?:- | )*)[\w"'][^\n:]*:[ \t]*\r?\n( +)[^\s#-]/m.exec(text) ?? [];
  const step = below.length > key.length ? below.length - key.length : 2;
  return { eol: lineEnding(text), step, dash: indentsSequences(text) ? step : 0, json: isJson(text) };
}
