import type { WayData } from '../egress-data';
import type { ObjectPlace } from '../object-places';
import { printable } from '../printable';
import { otherHostsLabel, type ReportFormat, sectionsOf } from './report-format';
import { gatewaysLabel, holesOf, wireOfLegs } from './report-words';

/** By RFC 4180: a header, and a line for each way to a port of a host. `mesh` is there where there are several. */
export const reportCsv: ReportFormat = (data) => {
  const sections = sectionsOf(data);
  const hasMeshes = sections.some((it) => it.mesh !== null);
  const lines = sections.flatMap(({ mesh, hosts, otherHosts }) =>
    [
      ...hosts.flatMap(({ host, ports, declaredBy }) =>
        ports.length === 0
          ? [[host, '', '', ...withoutWay, ...places(declaredBy)]]
          : ports.flatMap(({ port, protocol, ways, declaredBy: own }) =>
              ways.map((it) => [host, String(port), protocol, ...way(it), ...places(own)]),
            ),
      ),
      ...otherHosts.map((it) => [otherHostsLabel, '', '', ...way(it), '', '', '']),
    ].map((cells) => (hasMeshes ? [mesh ?? '', ...cells] : cells)),
  );
  return [hasMeshes ? ['mesh', ...header] : header, ...lines].map((it) => `${it.map(cell).join(',')}\r\n`).join('');
};

const header = [
  'host',
  'port',
  'protocol',
  'who',
  'verdict',
  'reason',
  'gateway',
  'toGateway',
  'toHost',
  'bypass',
  'holes',
  'cutOff',
  'declaredBy',
  'file',
  'line',
] as const;

const way = ({ who, verdict, reason, cause, gateways, legs, bypass, cutOff }: WayData): string[] => [
  who,
  verdict,
  reason ? `${reason}: ${cause?.text ?? ''}` : '',
  gatewaysLabel(gateways),
  wireOfLegs(legs, 'gateway'),
  wireOfLegs(legs, 'host'),
  bypass?.answer ?? '',
  bypass ? holesOf(bypass).join('; ') : '',
  cutOff.map((it) => it.label).join('; '),
];

const withoutWay: readonly string[] = Array.from({ length: 9 }, () => '');

/** The first place; the others are in the JSON form. */
const places = ([first]: readonly ObjectPlace[]): string[] =>
  first ? [first.resource, first.file, String(first.range.start.line)] : ['', '', ''];

/** In quotes where it must be; a spreadsheet takes nothing for a formula. */
function cell(text: string): string {
  const line = printable(text);
  const harmless = /^\s*[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
