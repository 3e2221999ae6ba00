import type { Origin } from '../envoy/config';
import { isolationOf } from '../mesh/network-policies';
import type { Mesh } from '../workspace/mesh';
import type { Trace } from './answer';
import { distinct, type Hole, inOrder, levelOf } from './hole';
import { meshHoles } from './mesh-holes';
import { networkHoles } from './network-holes';
import type { Outside } from './outside';
import { podHoles } from './pods-aside';
import { isEverybodyElse, type ReportedClient } from './report-clients';

export type Closed = 'closed' | 'open' | 'unknown';

/** Whether pods can reach a host otherwise than by the way that the mesh means for them. */
export interface Bypass {
  /** What the network says: it alone binds a pod that goes around its proxy. */
  readonly answer: Closed;
  /** Whether the mesh lets out pods that do nothing out of the ordinary. */
  readonly mesh: Closed;
  readonly holes: readonly Hole[];
  /** The NetworkPolicies that leave no hole in the network; empty where there is one. */
  readonly closedBy: readonly Origin[];
}

/** What a client can do otherwise than a trace of its request says. `told` are the namespaces of other clients. */
export function bypassOf(
  mesh: Mesh,
  client: ReportedClient,
  told: ReadonlySet<string>,
  trace: Trace,
  outside: Outside,
): Bypass {
  const isolation = isolationOf(mesh, client);
  // a policy without a namespace is not one of all namespaces
  const possible = isEverybodyElse(client) ? [] : isolation.possible;
  const holes = inOrder([
    ...networkHoles({ ...isolation, possible }, outside),
    ...podHoles(mesh, client, told, outside),
    ...meshHoles(mesh, trace, outside),
  ]);
  const answer = answerOf(holes, 'network');
  const closedBy = answer === 'closed' ? isolation.policies : [];
  return {
    answer,
    mesh: answerOf(holes, 'mesh'),
    holes,
    closedBy: closedBy.map((object) => ({ object, path: ['spec', 'egress'] })),
  };
}

/** What is true of clients that have the same holes. */
export const together = (one: Bypass, other: Bypass): Bypass => ({
  ...one,
  holes: inOrder([...one.holes, ...other.holes]),
  closedBy: distinct([...one.closedBy, ...other.closedBy]),
});

function answerOf(holes: readonly Hole[], level: 'mesh' | 'network'): Closed {
  const own = holes.filter((it) => levelOf(it) === level);
  return own.some((it) => it.isSure) ? 'open' : own.length > 0 ? 'unknown' : 'closed';
}

/** Whether a request leaves, or would if it did not fail, through something beside the client's own proxy. */
export const hasGateway = ({ verdict, hops }: Trace): boolean =>
  verdict !== 'mesh' && (hops.length > 1 || hops.some(({ branches }) => branches.some((it) => it.hops.length > 0)));

/** Whether the mesh does not let a request out. */
export const isRefused = ({ verdict }: Trace): boolean => verdict === 'blocked' || verdict === 'answered';
