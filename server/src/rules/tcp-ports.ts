import { anyAddress } from '../envoy/sidecar/bind';
import { type Fix, fix, write } from '../generate/edit';
import { hasPlaceholder } from '../text/placeholder';
import type { Hop, Trace } from '../trace/answer';
import { tracesTo } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { evidenceOf, isPlaced, type PlacedEvidence } from './failure';

type ServiceEntry = MeshObject<'ServiceEntry'>;

/** TCP to a host for which sidecars listen at every address of its port. */
export interface AtAnyAddress {
  readonly host: string;
  readonly index: number;
  readonly number: number;
  /** What takes the connections. */
  readonly taker: PlacedEvidence;
  /** Others that get none of the connections on the port, because this or another one came first. */
  readonly others: readonly PlacedEvidence[];
}

/** What servers nearly always speak on these ports, by which hosts are told apart. */
const usualProtocols: Readonly<Record<number, string>> = { 80: 'HTTP', 443: 'TLS' };

/** Declares a port as what is nearly always spoken there, in all of them; not where rules are written for TCP on it. */
export function declareUsual(mesh: Mesh, entries: readonly ServiceEntry[], number: number): Fix[] {
  const protocol = usualProtocols[number];
  const hosts = entries.flatMap((it) => it.resource.spec.hosts.map((host) => host.value.toLowerCase()));
  const isForTcp = hosts.some((host) =>
    mesh.withHost('VirtualService', host).some((it) => it.resource.spec.tcp.length > 0),
  );
  if (!protocol || isForTcp) return [];
  const edits = entries.flatMap((entry) =>
    entry.resource.spec.ports.flatMap((port, index) =>
      port.number?.value === number
        ? [write(entry, ['spec', 'ports', index, 'protocol'], port.protocol, protocol)]
        : [],
    ),
  );
  return fix(`Declare port ${number} as ${protocol}, which names the host`, edits);
}

/** The ports of a ServiceEntry to which sidecars take TCP at every address, and so cannot tell hosts apart; each once. */
export function* portsAtAnyAddress(mesh: Mesh, { resource }: ServiceEntry): Iterable<AtAnyAddress> {
  for (const [index, { number }] of resource.spec.ports.entries()) {
    if (!number) continue;
    for (const { value: written } of resource.spec.hosts) {
      const host = written.toLowerCase();
      const found = hasPlaceholder(host) ? [] : tracesTo(mesh, host).flatMap((it) => atAnyAddress(it, number.value));
      const [first] = found;
      if (!first) continue;
      yield { ...first, host, index, number: number.value };
      break;
    }
  }
}

function atAnyAddress({ request, hops }: Trace, port: number): Pick<AtAnyAddress, 'taker' | 'others'>[] {
  const [hop] = hops;
  if (!hop || request.protocol !== 'tcp' || request.port !== port) return [];
  // S9 a range of addresses is told from others; S2 what keeps the address that was dialled leads nobody astray
  if (hop.listener !== `${anyAddress}_${port}` || hop.match.destination !== undefined || keepsAddress(hop)) return [];
  const taker = evidenceOf(hop, '3.3').at(-1);
  const others = hop.passedOver.filter(isPlaced).filter((it) => it.fact === 'S9');
  return taker ? [{ taker, others }] : [];
}

const keepsAddress = ({ branches }: Hop): boolean => branches.every((it) => it.clusterType === 'ORIGINAL_DST');
