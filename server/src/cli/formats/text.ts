import { LineIndex } from '../../text/line-index';
import { painter } from '../colour';
import { printable } from '../printable';
import type { FilePlace, Report, ReportedFinding } from '../report';
import { excerpt } from './excerpt';
import { type Circumstances, type Format, summaryLine } from './format';

/** More of them say nothing new. */
const maximumRelated = 4;

/** For people: each finding with the lines that it is about, as compilers print them, and a summary. */
export const text: Format = (report, circumstances) => {
  const lines = new Map<string, SourceLines>();
  const linesOf = (file: string): SourceLines => {
    const known = lines.get(file) ?? new SourceLines(circumstances.source(file));
    lines.set(file, known);
    return known;
  };
  const parts = [...report.findings.map((it) => finding(it, linesOf, circumstances)), ending(report, circumstances)];
  return `${parts.join('\n')}\n`;
};

/** A file's lines, by their 1-based numbers, without what ends them. */
class SourceLines {
  readonly #text: string;
  readonly #index: LineIndex;

  constructor(text: string) {
    this.#text = text;
    this.#index = new LineIndex(text);
  }

  line(number: number): string {
    const start = this.#index.offset({ line: number - 1, character: 0 });
    const end = this.#index.offset({ line: number, character: 0 });
    return this.#text.slice(start, end).replace(/[\r\n]+$/, '');
  }
}

function finding(
  { rule, severity, message, related, fixes, ...place }: ReportedFinding,
  linesOf: (file: string) => SourceLines,
  { colour }: Circumstances,
): string {
  const paint = painter(colour);
  const shown = related.slice(0, maximumRelated);
  const gutter = String(Math.max(...[place, ...shown].map((it) => it.range.start.line))).length;
  const margin = ' '.repeat(gutter);
  const bar = paint('gutter', '|');

  const snippet = (arrow: string, { file, range }: FilePlace, mark: string, label: string): string[] => {
    const { line, under } = excerpt(linesOf(file).line(range.start.line), range, mark);
    const style = mark === '^' ? severity : 'gutter';
    const number = paint('gutter', String(range.start.line).padStart(gutter));
    const underline = paint(style, under.trimStart() + (label && ` ${printable(label)}`));
    return [
      `${margin}${paint('gutter', arrow)} ${printable(file)}:${range.start.line}:${range.start.column}`,
      `${margin} ${bar}`,
      `${number} ${bar}${line ? ` ${line}` : ''}`,
      `${margin} ${bar} ${under.slice(0, under.length - under.trimStart().length)}${underline}`,
    ];
  };

  const [fix] = fixes;
  return [
    `${paint(severity, `${severity}[${rule}]`)}${paint('strong', `: ${printable(message)}`)}`,
    ...snippet('-->', place, '^', ''),
    ...shown.flatMap((it) => snippet(':::', it, '-', it.message)),
    ...(related.length > shown.length ? [`${margin} ${bar} … and ${related.length - shown.length} more places`] : []),
    ...(fix ? [`${margin} ${paint('gutter', '=')} ${paint('help', 'help')}: ${printable(fix.title)}`] : []),
    '',
  ].join('\n');
}

function ending(report: Report, { colour }: Circumstances): string {
  const all = report.findings.length;
  const safe = report.findings.filter((it) => it.fixes[0]?.safe).length;
  const mended = all === 1 ? 'it' : safe === all ? 'them all' : `${safe} of them`;
  return [
    painter(colour)('strong', summaryLine(report)),
    ...(safe > 0 ? [`--fix mends ${mended}.`] : []),
    ...(report.problems.length > 0 ? ['Not everything could be read.'] : []),
  ].join(' ');
}
