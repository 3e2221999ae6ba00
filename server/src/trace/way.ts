import type { Origin, UpstreamTls } from '../envoy/config';
import type { Assumption } from '../mesh/evidence';
import type { Branch, Hop, Response, Trace, Verdict, Wire } from './answer';
import type { Cause } from './cause';

/** A trace without what only matters to its proxies: how requests leave, by whom and how encrypted. */
export interface Way {
  readonly verdict: Verdict;
  readonly cause: Cause | undefined;
  readonly response: Response | undefined;
  /** The gateways that are passed, each once, in whichever branch. */
  readonly gateways: readonly Hop['proxy'][];
  readonly legs: readonly WayLeg[];
  /** Whether several destinations share the requests; the legs are those of the worst share. */
  readonly isSplit: boolean;
  readonly assumptions: readonly Assumption[];
}

/** From one proxy to the next, or to where the way ends. */
export interface WayLeg {
  readonly from: Hop['proxy']['type'];
  /** `undefined` for the host itself. */
  readonly to: Hop['proxy']['type'] | undefined;
  readonly wire: Wire;
  /** The rule that sends it on; `undefined` where it is what happens without one. */
  readonly route: Origin | undefined;
  /** What the proxy wraps it in. */
  readonly tls: UpstreamTls | undefined;
}

/** What a reader of a report wants to know of a trace. */
export function wayOf({ verdict, cause, response, hops, assumptions }: Trace): Way {
  const passed = worstHops(hops, verdict);
  const arrives = verdict !== 'failed' && verdict !== 'blocked' && verdict !== 'answered';
  return {
    verdict,
    cause,
    response,
    gateways: gatewaysOf(hops),
    legs: passed.slice(0, arrives ? undefined : -1).map(({ hop, branch }, index) => ({
      from: hop.proxy.type,
      to: passed[index + 1]?.hop.proxy.type,
      route: hop.route,
      wire: hop.wire,
      tls: branch?.tls,
    })),
    isSplit: passed.some(({ hop }) => hop.branches.length > 1),
    assumptions,
  };
}

/** The hops one after the other; where the way forks, those of the branch that the verdict is about. */
function worstHops(hops: readonly Hop[], verdict: Verdict): { hop: Hop; branch: Branch | undefined }[] {
  return hops.flatMap((hop) => {
    const branch = hop.branches.find((it) => it.verdict === verdict) ?? hop.branches[0];
    return [{ hop, branch }, ...(branch ? worstHops(branch.hops, verdict) : [])];
  });
}

/** Every hop of a way, also those that begin at branches. */
export const allHops = (hops: readonly Hop[]): Hop[] =>
  hops.flatMap((it) => [it, ...it.branches.flatMap((branch) => allHops(branch.hops))]);

const gatewaysOf = (hops: readonly Hop[]): Hop['proxy'][] => {
  const gateways = allHops(hops).flatMap(({ proxy }) =>
    proxy.type === 'sidecar' || proxy.type === 'ztunnel' ? [] : [proxy],
  );
  return [...new Map(gateways.map((it) => [`${it.type} ${it.workload ?? it.namespace}`, it])).values()];
};
