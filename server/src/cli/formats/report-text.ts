import { wrap } from '../../text/wrap';
import type { Verdict } from '../../trace/answer';
import { type Paint, painter, type Style } from '../colour';
import type { HostData, WayData } from '../egress-data';
import type { ObjectPlace } from '../object-places';
import { printable } from '../printable';
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
  waysIn,
} from './report-format';
import { reportSummary } from './report-summary';
import { bypassLabel, cutOffsLabel, encryptionLabel, wayLabel } from './report-words';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  gateway: 'help',
  direct: 'information',
  mesh: 'information',
  answered: 'information',
  passthrough: 'warning',
  unknown: 'warning',
  blocked: 'error',
  failed: 'error',
};

/** For people: a block for each host, with the ways to each of its ports, and what is true of them all at the end. */
export const reportText: ReportFormat = (data, { colour }) => {
  const sections = sectionsOf(data);
  const blocks = sections.flatMap((it) => new Writer(it, painter(colour)).blocks());
  return `${(blocks.length > 0 ? blocks : [reportSummary([])]).join('\n\n')}\n`;
};

/** Writes the part of one mesh. */
class Writer {
  readonly #section: Section;
  readonly #paint: Paint;
  /** How far the names of ports reach. */
  readonly #width: number;
  /** Whether it must be said of each way. */
  readonly #differs: boolean;

  constructor(section: Section, paint: Paint) {
    const ports = section.hosts.flatMap((it) => it.ports);
    this.#section = section;
    this.#paint = paint;
    this.#width = Math.max(0, ...ports.map((it) => portLabel(it).length));
    this.#differs = new Set(waysIn(section).flatMap((it) => (it.bypass ? [bypassLabel(it)] : []))).size > 1;
  }

  blocks(): string[] {
    const { mesh, hosts, otherHosts } = this.#section;
    return [
      ...(mesh === null ? [] : [this.#paint('strong', `Mesh ${printable(mesh)}`)]),
      ...alike(hosts).map((it) => this.#hosts(it)),
      [this.#paint('strong', otherHostsLabel), ...otherHosts.flatMap((it) => this.#way(it, ''))].join('\n'),
      this.#paint('strong', wrap(reportSummary(hosts))),
      ...this.#notes(),
      ...this.#assumptions(),
    ];
  }

  /** Hosts that share all there is to say of their ports. */
  #hosts(hosts: readonly HostData[]): string {
    const ports = hosts[0]?.ports ?? [];
    const ways = ports.flatMap((port) =>
      port.ways.flatMap((it, index) => this.#way(it, index === 0 ? portLabel(port) : '')),
    );
    return [
      ...hosts.flatMap(({ host, declaredBy }) => [
        this.#paint('strong', printable(host)),
        ...declaredBy.map((it) => `  ${this.#paint('gutter', printable(placeLabel(it)))}`),
      ]),
      ...(ports.length > 0 ? ways : [`  ${noPortLabel}`]),
    ].join('\n');
  }

  /** Who, where to, how encrypted, and whether pods can do otherwise. */
  #way(way: WayData, port: string): string[] {
    const margin = ' '.repeat(this.#width + 4);
    const bypass = this.#differs && way.bypass ? `bypass ${bypassLabel(way)}` : '';
    const more = [encryptionLabel(way), bypass, cutOffsLabel(way)].filter(Boolean);
    const lines = [
      ...this.#wrapped(`${way.who}, ${wayLabel(way)}`, margin, verdictStyles[way.verdict]),
      ...this.#wrapped(more.join('; '), margin),
    ];
    const [first = '', ...rest] = lines;
    return [`  ${port.padEnd(this.#width)}  ${first.slice(margin.length)}`, ...rest];
  }

  #wrapped(text: string, margin: string, style?: Style): string[] {
    if (text === '') return [];
    return wrap(printable(text), margin)
      .split('\n')
      .map((line) => (style ? margin + this.#paint(style, line.slice(margin.length)) : line));
  }

  #notes(): string[] {
    return notesOf(this.#section).map(({ heading, notes }) =>
      this.#list(
        heading,
        notes.map(({ label, text, places }) => `${label}: ${text}${placesLabel(places)}`),
      ),
    );
  }

  #assumptions(): string[] {
    const notes = assumptionNotes(this.#section);
    return notes.length > 0 ? [this.#list(assumptionsLabel, notes)] : [];
  }

  #list(heading: string, items: readonly string[]): string {
    const lines = items.map((it) => wrap(printable(it), '    ').replace(/^ {4}/, '  - '));
    return [this.#paint('strong', `${heading}:`), ...lines].join('\n');
  }
}

/** Hosts in groups of which the same is to be said, in the order of the first one. */
function alike(hosts: readonly HostData[]): HostData[][] {
  const groups = new Map<string, HostData[]>();
  for (const host of hosts) {
    const key = JSON.stringify([
      host.declaredBy.map((it) => it.resource),
      host.ports.map((port) => [
        portLabel(port),
        port.ways.map((it) => [it.who, wayLabel(it), encryptionLabel(it), bypassLabel(it), cutOffsLabel(it)]),
      ]),
    ]);
    const group = groups.get(key);
    if (group) group.push(host);
    else groups.set(key, [host]);
  }
  return [...groups.values()];
}

const placeLabel = ({ resource, file, range }: ObjectPlace): string => `${resource}, ${file}:${range.start.line}`;
