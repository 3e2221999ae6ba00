/** Stands for one character of a template expression; Unicode's private use area has no other meaning in YAML. */
export const filler = '\uE001';

const expression = /\{\{[\s\S]*?\}\}/g;
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
  if (!text.includes('{{')) return { text, partial: false };
  let partial = false;
  const masked = text.replace(expression, (found, offset: number) => {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const lineEnd = text.indexOf('\n', offset + found.length);
    const before = text.slice(lineStart, offset);
    const after = text.slice(offset + found.length, lineEnd < 0 ? text.length : lineEnd);
    const alone = before.trim() === '' && after.replace(expression, '').trim() === '';
    if (control.test(found)) return alone ? comment(found) : blank(found);
    if (alone) {
      partial = true;
      return comment(found);
    }
    // `spec: {{ toYaml .Values.spec | nindent 2 }}` stands for a block of its own
    if (/\b(?:toYaml|include|template|tpl|n?indent)\b/.test(found)) partial = true;
    return found.replace(/[^\r\n]/g, filler);
  });
  return { text: masked, partial };
}

const comment = (text: string): string => text.replace(/[^\r\n]/g, '#');
const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
