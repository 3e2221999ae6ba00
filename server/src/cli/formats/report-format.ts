import type { EgressData, HostData, PortData, WayData } from '../egress-data';

/** Writes a report on external hosts, with a line break at its end. */
export type ReportFormat = (data: EgressData, circumstances: { readonly colour: boolean }) => string;

/** A mesh's part of the report. */
export interface Section {
  readonly mesh: string | null;
  readonly hosts: readonly HostData[];
  readonly otherHosts: readonly WayData[];
}

/** The parts of each mesh, in their order. */
export const sectionsOf = ({ hosts, otherHosts }: EgressData): Section[] =>
  otherHosts.map(({ mesh, ways }) => ({ mesh, hosts: hosts.filter((it) => it.mesh === mesh), otherHosts: ways }));

/** Every way of a mesh. */
export const waysIn = ({ hosts, otherHosts }: Section): WayData[] => [
  ...hosts.flatMap((it) => it.ports.flatMap(({ ways }) => ways)),
  ...otherHosts,
];

/** Why pods can leave otherwise, or cannot; each sentence once, with how many ways it holds for. */
export function enforcementNotes(section: Section): Map<string, WayData[]> {
  const notes = new Map<string, WayData[]>();
  for (const way of waysIn(section)) {
    const known = notes.get(way.enforcement.text);
    if (known) known.push(way);
    else notes.set(way.enforcement.text, [way]);
  }
  return new Map([...notes].sort(([, [a]], [, [b]]) => orderOf(a) - orderOf(b)));
}

const orderOf = (way: WayData | undefined): number => (way ? ['yes', 'no', 'unknown'].indexOf(way.enforced) : 0);

/** Above the assumptions. */
export const assumptionsLabel = 'Taken to be so, as the manifests do not say';

/** What the ways rest on, each once. */
export const assumptionNotes = (section: Section): string[] => [
  ...new Set(
    waysIn(section).flatMap(({ assumptions }) =>
      assumptions.map(({ text, file, range }) => (file === null ? text : `${file}:${range.start.line}: ${text}`)),
    ),
  ),
];

/** `443 https`. */
export const portLabel = ({ port, protocol }: PortData): string => `${port} ${protocol}`;

/** What a host is called whose name stands nowhere. */
export const otherHostsLabel = 'any other host';

/** What is said of a host without ports. */
export const noPortLabel = 'no port is declared, so Istio knows nothing of the host';
