import type { HostData, WayData } from '../egress-data';
import type { ObjectPlace } from '../object-places';
import { printable } from '../printable';
import { code, escaped } from './markdown';
import {
  assumptionNotes,
  assumptionsLabel,
  noPortLabel,
  notesOf,
  otherHostsLabel,
  placesLabel,
  portLabel,
  type ReportFormat,
  type Section,
  sectionsOf,
} from './report-format';
import { reportSummary } from './report-summary';
import { bypassLabel, cutOffsLabel, encryptionLabel, wayLabel } from './report-words';

/** For a page or a ticket: a table for each mesh, and the reasons below it. */
export const reportMarkdown: ReportFormat = (data) => {
  const sections = sectionsOf(data);
  return [
    '## Egress\n',
    ...sections.map((it) => section(it)),
    sections.length === 0 ? `\n${reportSummary([])}\n` : '',
    data.problems.length > 0 ? '\n### Not read\n\n' : '',
    ...data.problems.map((it) => `- ${code(it.file)}: ${escaped(it.message)}\n`),
  ].join('');
};

const head = '| Host | Port | Who | Way | Encryption | Bypass | Declared at |\n|---|---|---|---|---|---|---|\n';

function section(it: Section): string {
  const assumptions = assumptionNotes(it);
  return [
    it.mesh === null ? '' : `\n### ${code(it.mesh)}\n`,
    `\n${escaped(reportSummary(it.hosts))}\n`,
    `\n${head}${it.hosts.map(rows).join('')}`,
    ...it.otherHosts.map((way) => row([`*${otherHostsLabel}*`, '', ...cells(way), ''])),
    '\n',
    ...notesOf(it).flatMap(({ heading, notes }) =>
      notes.map(
        ({ label, text, places }) =>
          `- ${heading}: **${escaped(label)}**. ${escaped(text)}${placesLabel(places, (one) => code(printable(one)))}\n`,
      ),
    ),
    assumptions.length > 0 ? `\n${assumptionsLabel}:\n\n` : '',
    ...assumptions.map((text) => `- ${escaped(text)}\n`),
  ].join('');
}

function rows({ host, ports, declaredBy }: HostData): string {
  if (ports.length === 0) return row([code(printable(host)), '', '', noPortLabel, '', '', places(declaredBy)]);
  return ports
    .flatMap((it) =>
      it.ways.map((way) => row([code(printable(host)), portLabel(it), ...cells(way), places(it.declaredBy)])),
    )
    .join('');
}

const cells = (way: WayData): string[] => [
  escaped(way.who),
  escaped(wayLabel(way)),
  escaped(encryptionLabel(way)),
  escaped([bypassLabel(way), cutOffsLabel(way)].filter(Boolean).join('; ')),
];

const row = (all: readonly string[]): string => `| ${all.join(' | ')} |\n`;

const places = (all: readonly ObjectPlace[]): string =>
  all.map(({ file, range }) => code(printable(`${file}:${range.start.line}`))).join('<br>');
