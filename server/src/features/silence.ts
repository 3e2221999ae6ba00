import type { Document, Resource } from '../model/document';
import { rules } from '../rules';
import { type Ignore, ignoreMark } from '../rules/ignores';
import type { Finding, IgnoreRule, Rule } from '../rules/rule';
import type { Span } from '../text/span';
import type { DocumentFinding } from './findings';

/*
 * What findings nobody wants to see: those on a line or in an object with a comment of ours, and those in an object whose
 * annotations say to `istioctl analyze` or Kiali that what our rule means as well is as it should be.
 */

/** Whether a document says anything about findings; most don't. */
export const mayBeSilenced = (document: Document): boolean =>
  document.text.includes(ignoreMark) || document.resources.some((it) => suppressed(it).length > 0);

/** The findings of a document that nothing silences; `ignores` are its comments. */
export function unsilenced(
  document: Document,
  ignores: readonly Ignore[],
  findings: readonly DocumentFinding[],
): DocumentFinding[] {
  const annotated = document.resources.map((it) => ({ span: it.span, codes: suppressed(it) }));
  return findings.filter(
    (finding) =>
      !ignores.some((it) => isAbout(it, finding) && it.rules.some(({ value }) => value === finding.rule.id)) &&
      !annotated.some(({ span, codes }) => begins(finding, span) && codes.some((code) => means(finding.rule, code))),
  );
}

/** What a rule says of the comments of a document, its `ignores`, given all that was found in it. */
export function ignoreFindings(
  rule: IgnoreRule,
  document: Document,
  ignores: readonly Ignore[],
  found: readonly DocumentFinding[],
  isOff: (id: string) => boolean,
): Finding[] {
  const ids = rules.map((it) => it.id);
  return ignores.flatMap((ignore) => {
    const silenced = new Set(found.filter((it) => isAbout(ignore, it)).map((it) => it.rule.id));
    // a template may make what is silenced, and a rule that is off may be on for others
    const unused = ignore.rules.filter(({ value }) => !document.partial && !silenced.has(value) && !isOff(value));
    return [...rule.check(ignore, unused, ids)];
  });
}

/** Whether a comment is about a finding, whichever rules it names. */
export const isAbout = ({ covers }: Ignore, finding: Finding): boolean => begins(finding, covers);

const begins = ({ span: { start } }: Finding, { start: from, end }: Span): boolean => from <= start && start < end;

const annotations = ['galley.istio.io/analyze-suppress', 'kiali.io/ignore-validations'];

/** The codes that the annotations of an object suppress; `*` for all. */
const suppressed = ({ annotations: written }: Resource): string[] =>
  written === undefined ? [] : annotations.flatMap((it) => codesOf(it, written.get(it)?.value));

function codesOf(annotation: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  const codes = value
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  // Kiali takes an empty value for all codes
  return codes.length === 0 && annotation.startsWith('kiali.io/') ? ['*'] : codes;
}

const means = ({ aliases = [] }: Rule, code: string): boolean => code === '*' || aliases.includes(code.toUpperCase());
