import type { EgressData, HostData, PortData, WayData } from '../egress-data';
import type { ObjectPlace } from '../object-places';

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

/** Something to be told once for all ways, in few words and in a sentence. */
export interface Note {
  readonly label: string;
  readonly text: string;
  /** `file:line`, each once. */
  readonly places: readonly string[];
}

/** What is to be told below the ways, under a heading each: how pods can leave otherwise, and what is cut off from them. */
export function notesOf(section: Section): { readonly heading: string; readonly notes: readonly Note[] }[] {
  const ways = waysIn(section);
  const bypasses = ways.flatMap((it) => it.bypass ?? []);
  const closedBy = bypasses.flatMap((it) => it.closedBy);
  const closed = {
    label: 'closed',
    text: 'The NetworkPolicies of these pods leave them no other way out.',
    places: closedBy,
  };
  return [
    {
      heading: 'Bypass',
      notes: notes([
        ...(closedBy.length > 0 ? [closed] : []),
        ...bypasses.flatMap((it) => (it.answer === 'closed' ? [] : it.holes)),
      ]),
    },
    { heading: 'Cut off', notes: notes(ways.flatMap((it) => it.cutOff)) },
  ].filter((it) => it.notes.length > 0);
}

/** Each sentence once. */
function notes(all: readonly { label: string; text: string; places: readonly ObjectPlace[] }[]): Note[] {
  const found = new Map<string, { label: string; text: string; places: Set<string> }>();
  for (const { label, text, places } of all) {
    const known = found.get(text) ?? { label, text, places: new Set() };
    found.set(text, known);
    for (const { file, range } of places) known.places.add(`${file}:${range.start.line}`);
  }
  return [...found.values()].map((it) => ({ ...it, places: [...it.places] }));
}

/** The first few of the places: ` (a.yaml:1, b.yaml:2 and 3 more)`; nothing for none. */
export function placesLabel(places: readonly string[], write: (place: string) => string = (it) => it): string {
  if (places.length === 0) return '';
  const shown = places.length > 4 ? places.slice(0, 3) : places;
  const more = places.length - shown.length;
  return ` (${shown.map(write).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

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
