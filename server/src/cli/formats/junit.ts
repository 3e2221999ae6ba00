import { problemLine } from '../../disk';
import type { Report, ReportedFinding } from '../report';
import { byFile, type Circumstances, type Format, failsOn } from './format';

/** A suite for each file with findings; what is at or above `--fail-on` is a failure, the rest passes with a note. */
export const junit: Format = (report, circumstances) => {
  const cases = casesOf(report, circumstances);
  const suites = [...byFile(cases)].map(([file, own]) =>
    element('testsuite', { name: file, ...counts(own) }, own.map((it) => it.xml).join('')),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'istio-egress', ...counts(cases) }, suites.join(''))}`;
};

interface Case {
  readonly file: string;
  readonly result: 'passed' | 'failure' | 'error';
  readonly xml: string;
}

function casesOf({ problems, findings }: Report, { failOn }: Circumstances): Case[] {
  const cases = [
    ...problems.map((it): Case => {
      const body = element('error', { type: 'unreadable', message: it.message }, escaped(problemLine(it)));
      return { file: it.file, result: 'error', xml: testCase(it.file, 'the file can be read', body) };
    }),
    ...findings.map((it): Case => {
      const fails = failsOn(failOn, it.severity);
      const said = escaped(`${location(it)}: ${it.severity}: ${it.message}`);
      const body = fails
        ? element('failure', { type: it.rule, message: it.message }, said)
        : element('system-out', {}, said);
      return { file: it.file, result: fails ? 'failure' : 'passed', xml: testCase(it.file, nameOf(it), body) };
    }),
  ];
  // a suite without any case looks like a run that broke off
  const all = { file: 'all files', result: 'passed', xml: testCase('all files', 'nothing found', '') } as const;
  return cases.length > 0 ? cases : [all];
}

const counts = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter((it) => it.result === 'failure').length,
  errors: cases.filter((it) => it.result === 'error').length,
});

const location = ({ file, range }: ReportedFinding): string => `${file}:${range.start.line}:${range.start.column}`;

const nameOf = (finding: ReportedFinding): string =>
  `${finding.rule} at ${finding.range.start.line}:${finding.range.start.column}`;

const testCase = (classname: string, name: string, body: string): string =>
  element('testcase', { classname, name }, body);

function element(name: string, attributes: Readonly<Record<string, string | number>>, body: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const start = body.startsWith('<') ? '\n' : '';
  return body ? `<${name}${written.join('')}>${start}${body}</${name}>\n` : `<${name}${written.join('')}/>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Characters that XML can't have, not even escaped, are replaced. */
const escaped = (text: string): string =>
  text
    .replaceAll(/(?![\t\n])[\p{Control}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"\n]/g, (it) => entities[it] ?? it);
