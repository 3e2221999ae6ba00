import type { Problem } from '../disk';
import type { Origin } from '../envoy/config';
import type { Request } from '../envoy/request';
import type { Assumption } from '../mesh/evidence';
import { namespaceLabel } from '../model/namespace';
import type { Verdict, Wire } from '../trace/answer';
import type { Bypass, Closed } from '../trace/bypass';
import type { Reason } from '../trace/cause';
import { causeText } from '../trace/cause-text';
import type { CutOff } from '../trace/cut-off';
import { type Hole, levelOf } from '../trace/hole';
import { cutOffLabel, cutOffText, holeLabel, holeText } from '../trace/hole-text';
import { hostReport, type ReportedHost, type ReportedWay, unnamedHostsReport } from '../trace/report';
import { externalHosts } from '../trace/requests';
import type { WayLeg } from '../trace/way';
import { legLabel, whoLabel } from './formats/report-words';
import type { NamedMesh } from './meshes';
import type { Locate, ObjectPlace } from './object-places';

/** The result of `report` as data: what `--format json` prints, and what every other format is made from. */
export interface EgressData {
  readonly version: 1;
  readonly problems: readonly Problem[];
  readonly hosts: readonly HostData[];
  /** What becomes of connections to hosts that no manifest names, in each mesh. */
  readonly otherHosts: readonly { readonly mesh: string | null; readonly ways: readonly WayData[] }[];
}

export interface HostData {
  /** Its folder; `null` where there is only one. */
  readonly mesh: string | null;
  readonly host: string;
  readonly declaredBy: readonly ObjectPlace[];
  readonly ports: readonly PortData[];
}

export interface PortData {
  readonly port: number;
  readonly protocol: Request['protocol'];
  readonly declaredBy: readonly ObjectPlace[];
  readonly ways: readonly WayData[];
}

export interface WayData {
  /** The clients in words. */
  readonly who: string;
  readonly clients: readonly { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }[];
  /** Whether it is also the way of all clients that are in no list of the port. */
  readonly everybodyElse: boolean;
  readonly verdict: Verdict;
  /** As `trace` names it; `null` where nothing goes wrong. */
  readonly reason: Reason | null;
  readonly cause: { readonly text: string; readonly places: readonly ObjectPlace[] } | null;
  readonly response: { readonly status: number; readonly location: string | null } | null;
  readonly gateways: readonly {
    readonly type: string;
    readonly namespace: string;
    readonly workload: string | null;
    readonly assumed: boolean;
  }[];
  readonly legs: readonly LegData[];
  /** Whether several destinations share the requests; the legs are those of the worst share. */
  readonly split: boolean;
  /** Whether pods can reach the host otherwise; `null` where nothing means to keep them from it. */
  readonly bypass: BypassData | null;
  /** What NetworkPolicies keep from the pods although they need it. */
  readonly cutOff: readonly CutOffData[];
  readonly assumptions: readonly ({ readonly text: string } & (ObjectPlace | NoPlace))[];
}

export interface BypassData {
  /** What the network says, which alone binds a pod that goes around its proxy. */
  readonly answer: Closed;
  /** What the mesh says of pods that do nothing out of the ordinary. */
  readonly mesh: Closed;
  readonly holes: readonly HoleData[];
  readonly closedBy: readonly ObjectPlace[];
}

export interface HoleData {
  readonly level: 'mesh' | 'network';
  readonly kind: Hole['kind'];
  readonly sure: boolean;
  /** In few words, and in a sentence. */
  readonly label: string;
  readonly text: string;
  readonly places: readonly ObjectPlace[];
}

export interface CutOffData {
  readonly from: CutOff['from'];
  readonly label: string;
  readonly text: string;
  readonly places: readonly ObjectPlace[];
}

/** Of something that is written nowhere. */
type NoPlace = { readonly [key in keyof ObjectPlace]: null };

export interface LegData {
  readonly from: WayLeg['from'];
  readonly to: WayLeg['from'] | 'host';
  /** The rule that sends it on; `null` where it is what happens without one. */
  readonly route: ObjectPlace | null;
  readonly wire: Wire;
  /** The server name in the TLS that the proxy begins, where it is fixed. */
  readonly sni: string | null;
  /** The wire in words. */
  readonly text: string;
}

/** The external hosts of all meshes. `onHost` is told how many are done, and of how many. */
export function egressData(
  meshes: readonly NamedMesh[],
  locate: Locate,
  problems: readonly Problem[],
  onHost: (done: number, all: number) => void = () => {},
): EgressData {
  const teller = new Teller(locate);
  const telling = meshes.map((it) => ({ ...it, hosts: externalHosts(it.mesh) })).filter((it) => it.hosts.length > 0);
  const all = telling.reduce((sum, it) => sum + it.hosts.length, 0);
  const name = (folder: string): string | null => (telling.length > 1 ? folder : null);
  let done = 0;
  const hosts = telling.flatMap(({ mesh, folder, hosts: own }) =>
    own.map((it) => {
      onHost(done++, all);
      return { mesh: name(folder), ...teller.host(hostReport(mesh, it)) };
    }),
  );
  const otherHosts = telling.map(({ mesh, folder }) => ({
    mesh: name(folder),
    ways: teller.ways(unnamedHostsReport(mesh)),
  }));
  return { version: 1, problems, hosts, otherHosts };
}

/** Puts a report into the words of files and lines. */
class Teller {
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  host({ host, declarations, ports }: ReportedHost): Omit<HostData, 'mesh'> {
    return {
      host,
      declaredBy: this.#places(declarations),
      ports: ports.map(({ port, protocol, declarations, ways }) => ({
        port,
        protocol,
        declaredBy: this.#places(declarations),
        ways: this.ways(ways),
      })),
    };
  }

  readonly ways = (ways: readonly ReportedWay[]): WayData[] => ways.map((it) => this.#way(it, ways));

  #way(way: ReportedWay, all: readonly ReportedWay[]): WayData {
    const { cause, response } = way;
    return {
      who: whoLabel(way, all),
      clients: way.clients.map(({ namespace, tellingLabels }) => ({
        namespace: namespaceLabel(namespace),
        labels: Object.fromEntries(tellingLabels),
      })),
      everybodyElse: way.isOfEverybodyElse,
      verdict: way.verdict,
      reason: cause?.reason ?? null,
      cause: cause ? { text: causeText(cause), places: this.#places(cause.places) } : null,
      response: response ? { status: response.status, location: response.location ?? null } : null,
      gateways: way.gateways.map(({ type, namespace, workload, assumed }) => ({
        type,
        namespace: namespaceLabel(namespace),
        workload: workload ?? null,
        assumed,
      })),
      legs: way.legs.map((it) => ({
        from: it.from,
        to: it.to ?? 'host',
        route: it.route ? this.#locate(it.route.object, it.route.path) : null,
        wire: it.wire,
        sni: it.tls?.sni ?? null,
        text: legLabel(it),
      })),
      split: way.isSplit,
      bypass: way.bypass ? this.#bypass(way.bypass) : null,
      cutOff: way.cutOff.map((it) => ({
        from: it.from,
        label: cutOffLabel(it),
        text: cutOffText(it),
        places: this.#places(it.places),
      })),
      assumptions: way.assumptions.map((it) => ({ text: it.text, ...this.#placeOf(it) })),
    };
  }

  #bypass({ answer, mesh, holes, closedBy }: Bypass): BypassData {
    return {
      answer,
      mesh,
      holes: holes.map((it) => ({
        level: levelOf(it),
        kind: it.kind,
        sure: it.isSure,
        label: holeLabel(it),
        text: holeText(it),
        places: this.#places(it.places),
      })),
      closedBy: this.#places(closedBy),
    };
  }

  #placeOf({ object, path = [] }: Assumption): ObjectPlace | NoPlace {
    return object ? this.#locate(object, path) : { resource: null, path: null, file: null, range: null };
  }

  readonly #places = (origins: readonly Origin[]): ObjectPlace[] =>
    origins.map(({ object, path }) => this.#locate(object, path));
}
