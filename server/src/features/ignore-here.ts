import { type Fix, fix } from '../generate/edit';
import { ignoreMark, ignoresIn } from '../rules/ignores';
import { lineEnding } from '../text/edit';
import { lineEnd, lineStart } from '../text/line';
import { parse } from '../yaml/parse';
import { isInText } from '../yaml/tree';
import { isJson } from '../yaml/write';
import type { DocumentFinding } from './findings';
import { isAbout } from './silence';

/** Silences a finding with a comment above its line, or in the one that is there; none where no comment can stand. */
export function ignoreHere(finding: DocumentFinding): Fix[] {
  const { document, rule, span } = finding;
  const { text } = document;
  const title = `Ignore '${rule.id}' here`;
  const known = ignoresIn(document).find((it) => isAbout(it, finding));
  const last = known?.rules.at(-1);
  if (last) {
    const { end } = last.span;
    return fix(title, [{ document, span: { start: end, end }, newText: `, ${rule.id}` }]);
  }
  const start = lineStart(text, span.start);
  const line = text.slice(start, lineEnd(text, start));
  if (rule.on === 'ignore' || isJson(text) || line.startsWith('---') || isInText(parse(text).root, start)) return [];
  const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
  const comment = `${margin}# ${ignoreMark} ${rule.id}${lineEnding(text)}`;
  return fix(title, [{ document, span: { start, end: start }, newText: comment }]);
}
