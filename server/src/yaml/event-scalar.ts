import { CHOMPING_MODE, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml/browser';
import type { Span } from '../text/span';
import { findBehindGap } from './gap';
import { plainValue } from './plain';
import { unmasked } from './template';
import type { Scalar } from './tree';

/**
 * The scalar of an event, in a text that is `source` as it is to be read; `from` is the end of what stands before it.
 * `undefined` where the tolerant reader might read something else.
 */
export function scalarOf(event: ScalarEvent, source: string, text: string, from: number): Scalar | undefined {
  const { valueStart, valueEnd } = event;
  switch (event.style) {
    case SCALAR_STYLE.PLAIN:
      return scalar(plainValue(getScalarValue(text, event)), { start: valueStart, end: valueEnd }, 'plain', source);
    case SCALAR_STYLE.DOUBLE_QUOTED:
      if (!event.fast && rareEscapes.test(text.slice(valueStart, valueEnd))) return undefined;
      break;
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return block(event, source, text, from);
  }
  return scalar(getScalarValue(text, event), { start: valueStart - 1, end: valueEnd + 1 }, 'quoted', source);
}

function scalar(value: Scalar['value'], span: Span, style: Scalar['style'], source: string): Scalar {
  const written = typeof value === 'string' ? unmasked(value, source, span, style) : value;
  return { kind: 'scalar', value: written, span, style };
}

/** An escaped line break, and a character beyond Unicode's sixteen first bits. */
const rareEscapes = /\\[\r\nU]/;

/** A block scalar, with its header but without the empty lines behind it that it does not keep. */
function block(event: ScalarEvent, source: string, text: string, from: number): Scalar | undefined {
  const { valueStart, indent, chomping } = event;
  const start = findBehindGap(text, '|>', from);
  let end = event.valueEnd;
  const keep = chomping === CHOMPING_MODE.KEEP;
  const ownIndent = /^..?[0-9]/.test(text.slice(start, start + 3));
  const noLine = indent < 0 && end > valueStart;
  const halfLine = !text.endsWith('\n') && (keep || /(?:^|\n) +$/.test(text.slice(valueStart, end)));
  if (ownIndent || noLine || halfLine) return undefined;
  while (!keep) {
    const line = text.lastIndexOf('\n', end - 2) + 1;
    const blanks = /^ *(?=\r?\n$)/.exec(text.slice(line, end))?.[0].length;
    if (line <= valueStart || blanks === undefined || blanks > indent) break;
    end = line;
  }
  return scalar(getScalarValue(text, event), { start, end }, 'block', source);
}
