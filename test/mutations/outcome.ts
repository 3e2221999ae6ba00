import { parseClusterName } from '../../server/src/envoy/config';
import { hostReport, type ReportedWay } from '../../server/src/trace/report';
import type { Hop, Trace, Wire } from '../../server/src/trace/trace';
import { wayOf } from '../../server/src/trace/way';
import type { Mesh } from '../../server/src/workspace/mesh';
import { parse } from '../../server/src/yaml/parse';
import { nodeAt } from '../../server/src/yaml/tree';
import { traced } from '../traced';
import type { ScenarioRequest } from './scenario';

/** What becomes of the requests of a scenario, and who else can reach its hosts. */
export interface Outcome {
  readonly requests: readonly RequestOutcome[];
  /** By host, port and client. */
  readonly clients: ReadonlyMap<string, ClientOutcome>;
}

export interface RequestOutcome extends ScenarioRequest {
  readonly verdict: Trace['verdict'];
  readonly reason: string | undefined;
  /** From each proxy to the next, and to the host. */
  readonly wires: readonly Wire[];
  /** Whether a rule leads it at the first proxy. */
  readonly isRouted: boolean;
  /** What rules say of it beside where it goes, such as `timeout`. */
  readonly said: readonly string[];
  /** The host and port that the last proxy sends to. */
  readonly end: string;
}

export interface ClientOutcome {
  /** Refused by what is there to refuse it; one that fails is let through and does not arrive. */
  readonly answer: 'reaches' | 'refused' | 'fails';
  /** What the network and what the mesh lets out otherwise; `undefined` where nothing means to keep it. */
  readonly doors: readonly [network: string, mesh: string] | undefined;
}

export const outcomeOf = (mesh: Mesh, requests: readonly ScenarioRequest[], hosts: readonly string[]): Outcome => ({
  requests: requests.map((it) => requestOutcome(it, traced(mesh, it.from, it.to))),
  clients: new Map(
    hosts.flatMap((host) =>
      hostReport(mesh, host).ports.flatMap(({ port, ways }) =>
        ways.flatMap((way) => clientsOf(way).map((it) => [`${host}:${port} ${it}`, clientOutcome(way)] as const)),
      ),
    ),
  ),
});

function requestOutcome(request: ScenarioRequest, trace: Trace): RequestOutcome {
  const { verdict, cause, hops } = trace;
  const wires = wayOf(trace).legs.map((it) => it.wire);
  return {
    ...request,
    verdict,
    reason: cause?.reason,
    wires,
    isRouted: hops[0]?.route !== undefined,
    said: [...new Set(hops.flatMap(saidAt))],
    end: endOf(hops),
  };
}

/** The fields of the rule of a VirtualService that leads on at a proxy, but those that say of whom and where to. */
function saidAt({ route }: Hop): string[] {
  if (route?.object.resource.kind !== 'VirtualService' || route.object.writtenAt) return [];
  const { document, resource } = route.object;
  const rule = nodeAt(parse(document.text).root, [...resource.path, ...route.path.slice(0, 3)]);
  const fields = rule?.kind === 'mapping' ? rule.entries.map((it) => String(it.key.value)) : [];
  return fields.filter((it) => it !== 'match' && it !== 'route' && it !== 'name');
}

function endOf(hops: readonly Hop[]): string {
  const branches = hops.at(-1)?.branches ?? [];
  const ends = branches.map(({ cluster, hops }) => {
    const named = parseClusterName(cluster);
    return hops.length > 0 ? endOf(hops) : named ? `${named.host}:${named.port}` : cluster;
  });
  return [...new Set(ends)].sort().join(' or ');
}

/** Everybody else is `*`. */
const clientsOf = ({ clients, isOfEverybodyElse }: ReportedWay): string[] => [
  ...clients.map((it) => [it.namespace, ...[...it.tellingLabels].map((label) => label.join('='))].join('/')),
  ...(isOfEverybodyElse ? ['*'] : []),
];

const leaving: ReadonlySet<string> = new Set(['gateway', 'direct', 'passthrough', 'mesh']);
export const isArriving = ({ verdict }: { readonly verdict: string }): boolean => leaving.has(verdict);

const isRefused = ({ verdict }: ReportedWay): boolean => verdict === 'blocked';

const clientOutcome = (way: ReportedWay): ClientOutcome => ({
  answer: isRefused(way) ? 'refused' : isArriving(way) && way.cutOff.length === 0 ? 'reaches' : 'fails',
  doors: way.bypass && [way.bypass.answer, way.bypass.mesh],
});
