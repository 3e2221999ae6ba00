import type { Severity } from '../../workspace/settings';
import type { Report, ReportedFinding } from '../report';
import type { Format } from './format';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Annotations of GitHub Actions: workflow commands, one a line. */
export const github: Format = ({ findings, problems }: Report) =>
  [
    ...problems.map(({ file, line, message }) => command('error', { file, line }, message)),
    ...findings.map(annotation),
  ].join('');

function annotation({ rule, severity, message, file, range: { start, end } }: ReportedFinding): string {
  // columns are only allowed within one line
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  return command(
    commands[severity],
    { file, line: start.line, endLine: end.line, ...columns, title: rule },
    `${message} (${rule})`,
  );
}

function command(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string) {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${name} ${written.join(',')}::${escapeData(message)}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
