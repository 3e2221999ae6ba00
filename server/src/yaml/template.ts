import type { Span } from '../text/span';
import type { Scalar } from './tree';

/** Stands for one character of a template expression; Unicode's private use area has no other meaning in YAML. */
export const filler = '\uE001';

const control =
  /^\{\{-?\s*(?:if|else|end|range|with|define|block|template\s+"[^"]*labels|\/\*|break|continue|\$\w+\s*:?=)/;

export interface Masked {
  /** The text with each expression replaced by as many characters, so that it reads as YAML and offsets stay. */
  readonly text: string;
  /** Whether an expression stood where whole lines of YAML may come, so that what is missing may be there. */
  readonly partial: boolean;
}

/** Hides Go template expressions (Helm) from the YAML reader. */
export function mask(text: string): Masked {
  let masked = '';
  let partial = false;
  let at = 0;
  for (const { start, end } of expressions(text)) {
    const found = text.slice(start, end);
    const alone = isAlone(text, start, end);
    // `spec: {{ toYaml .Values.spec | nindent 2 }}` stands for a block of its own
    if (!control.test(found) && (alone || /\b(?:toYaml|include|template|tpl|n?indent)\b/.test(found))) partial = true;
    const cover = alone ? '#' : control.test(found) ? ' ' : filler;
    masked += text.slice(at, start) + found.replace(/[^\r\n]/g, cover);
    at = end;
  }
  return { text: masked + text.slice(at), partial };
}

/** The value of a scalar at that span of the source, with its expressions as they are written. */
export function unmasked(value: string, source: string, { start, end }: Span, style: Scalar['style']): string {
  if (!value.includes(filler)) return value;
  return style === 'quoted' ? source.slice(start + 1, end - 1) : source.slice(start, end);
}

function* expressions(text: string): Iterable<{ readonly start: number; readonly end: number }> {
  for (let start = text.indexOf('{{'); start >= 0; ) {
    const close = text.indexOf('}}', start + 2);
    if (close < 0) return;
    yield { start, end: close + 2 };
    start = text.indexOf('{{', close + 2);
  }
}

/** Whether nothing but template expressions stands on the line. */
function isAlone(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const around = text.slice(lineStart, start) + text.slice(end, next < 0 ? text.length : next);
  return around.replace(/\{\{.{0,500}?\}\}/g, '').trim() === '';
}
