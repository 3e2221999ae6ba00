import type { Origin } from '../envoy/config';
import type { Evidence } from '../mesh/evidence';
import type { Server } from '../model/gateway';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import { isOfKind, type MeshObject } from '../workspace/mesh';

/** Evidence that is written somewhere. */
export type PlacedEvidence = Evidence & Origin;

/** Whether the evidence is written somewhere. */
export const isPlaced = (it: Evidence): it is PlacedEvidence => it.object !== undefined && it.path !== undefined;

/** What was considered at the proxy where a request ends, and not used, for one of these facts. */
export const passedOver = ({ hop }: Failure, ...facts: readonly string[]): readonly PlacedEvidence[] =>
  hop.passedOver.filter(isPlaced).filter((it) => facts.includes(it.fact));

/** What decided at a proxy by one of these facts. */
export const evidenceOf = ({ because }: Hop, ...facts: readonly string[]): readonly PlacedEvidence[] =>
  because.filter(isPlaced).filter((it) => facts.includes(it.fact));

/** The server of a Gateway, or the listener, that took a request at a gateway. */
export const serverOf = (hop: Hop): PlacedEvidence | undefined =>
  // G5 says for each proxy which server listens there
  evidenceOf(hop, 'G5')[0];

/** What a failure is about that reaches a gateway and finds nobody there who takes it further. */
export const isUntakenAtGateway = ({ hop, cause: { reason } }: Failure): boolean =>
  hop.proxy.type === 'gateway' &&
  (reason === 'no-listener' || reason === 'no-filter-chain' || reason === 'no-virtual-host' || reason === 'no-route');

/** Whether a gateway has sent a request to itself. */
export function isSentToItself({ hop, passed }: Failure): boolean {
  const last = passed.at(-1);
  return last?.proxy.type === 'gateway' && hop.proxy.type === 'gateway' && last.proxy.workload === hop.proxy.workload;
}

/** A server of a Gateway object. */
export interface PlacedServer {
  readonly gateway: MeshObject<'Gateway'>;
  readonly server: Server;
  readonly index: number;
}

/** The server of a Gateway that is there for a request which nobody takes; `undefined` for a listener, and for none. */
export function untakenServer(failure: Failure): PlacedServer | undefined {
  // 3.4 of a server without rules nothing is left but the reason
  const place = serverOf(failure.hop) ?? passedOver(failure, '3.4')[0];
  return place && serverAt(place);
}

/** The server at a place such as `spec.servers[0]`; `undefined` for any other place. */
export function serverAt({ object, path }: Origin): PlacedServer | undefined {
  if (!isOfKind(object, 'Gateway') || path[1] !== 'servers') return undefined;
  const index = Number(path[2]);
  const server = object.resource.spec.servers[index];
  return server && { gateway: object, server, index };
}
