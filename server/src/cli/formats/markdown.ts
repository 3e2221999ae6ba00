import type { ReportedFinding } from '../report';
import { byFile, type Format, summaryLine } from './format';

/** For a comment on a pull request, or the summary of a run: a table for each file. */
export const markdown: Format = (report) => {
  const { problems, findings } = report;
  const files = byFile(findings);
  return [
    `## Istio Egress\n\n${summaryLine(report)}\n`,
    ...[...files].map(([file, own]) => `\n### ${code(file)}\n\n${head}${own.map(row).join('')}`),
    problems.length > 0 ? '\n### Not checked\n\n' : '',
    ...problems.map((it) => `- ${code(it.file)}: ${escaped(it.message)}\n`),
  ].join('');
};

const head = '| Line | Severity | Finding | Rule |\n|---:|---|---|---|\n';

const row = ({ range, severity, message, rule, fixes }: ReportedFinding): string => {
  const remedy = fixes[0] ? `<br>**Help:** ${escaped(fixes[0].title)}` : '';
  return `| ${range.start.line} | ${severity} | ${escaped(message)}${remedy} | ${code(rule)} |\n`;
};

/** Text that means itself, in one line. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>|&~#]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');

/** A name between as many backticks as it takes. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((it) => it.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}
