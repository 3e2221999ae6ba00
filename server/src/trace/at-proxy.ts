import type { Authorization } from '../envoy/authorization/authorize';
import type { FilterChain, Listener, Origin, Route, WeightedCluster } from '../envoy/config';
import { matchChain, matchVirtualHost } from '../envoy/match';
import { matchRoute } from '../envoy/routes/match';
import { redirectUrl } from '../envoy/routes/rewrite';
import type { Assumption, Evidence } from '../mesh/evidence';
import { hostWithin } from '../model/host';
import { inRange } from '../text/cidr';
import type { Response } from './answer';
import { type Cause, type Failure, placesOf } from './cause';
import { connectionOf, outermost, payload, type Traffic, unwrapped } from './traffic';

/** What a proxy does with a request that reaches one of its listeners. */
export interface Decision {
  readonly match: { readonly sni: string | undefined; readonly destination: string | undefined };
  readonly routeConfiguration?: string;
  readonly virtualHost?: string;
  readonly domain?: string;
  readonly route?: Origin;
  /** The HTTP route that sends on; it may rewrite what it sends. */
  readonly httpRoute?: Route;
  readonly clusters: readonly WeightedCluster[];
  readonly mirrors: readonly string[];
  readonly response?: Response;
  readonly cause?: Cause;
  /** The request as it is sent on: without the TLS that ended here, and rewritten. */
  readonly traffic: Traffic;
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

/** Asks the policies that stand before what a chain does; `undefined` where none can. */
export type Guard = (passing: { readonly isHttp: boolean; readonly hasIdentity: boolean }) => Authorization | undefined;

const nobody: Guard = () => undefined;

/** Follows a request through one listener, from the choice of a chain to the clusters. */
export function decide(
  listener: Listener,
  traffic: Traffic,
  address: string | undefined,
  guard: Guard = nobody,
): Decision {
  const start = {
    match: { sni: undefined, destination: undefined },
    clusters: [],
    mirrors: [],
    traffic,
    because: listener.because,
    passedOver: listener.passedOver,
    assumptions: [],
  };
  const choice = matchChain(listener, connectionOf(traffic, address));
  if ('error' in choice) {
    const { error: reason, among } = choice;
    const sni = outermost(traffic)?.sni;
    return fail(start, reason === 'no-filter-chain' ? { reason, sni } : { reason }, among);
  }
  const { chain } = choice;
  const chosen = { ...start, match: matchOf(chain, traffic, address), because: [...start.because, ...chain.because] };
  if (chain.tls) {
    const outer = outermost(traffic);
    const [missing] = chain.tls.missing;
    if (missing) return fail(chosen, { reason: 'tls-error', missing }, [{ ...chain, because: chain.tls.missing }]);
    if (!outer) return fail(chosen, { reason: 'tls-error', missing: undefined }, [chain]);
    const { mode } = chain.tls;
    // 3.7.1 the sidecar has no certificate in mode SIMPLE
    if ((mode === 'ISTIO_MUTUAL') !== (outer.by === 'ISTIO_MUTUAL') || (mode === 'MUTUAL' && outer.by === 'SIMPLE'))
      return fail(chosen, { reason: 'mtls-error', at: { mode }, gets: outer.by }, [chain]);
  }
  const certificate = chain.tls?.mode === 'MUTUAL' && outermost(traffic)?.by === 'application';
  const inside = {
    ...chosen,
    traffic: chain.tls ? unwrapped(traffic) : traffic,
    assumptions: [
      ...(chain.tls?.assumptions ?? []),
      ...(certificate ? [{ text: 'The application presents a certificate that the gateway accepts.' }] : []),
    ],
  };
  // P3 only the mesh's own TLS says who calls
  const hasIdentity = chain.tls?.mode === 'ISTIO_MUTUAL';
  if (chain.network.kind === 'http') {
    const passed = throughHttp(inside, chain, chain.tls !== undefined);
    return passed.cause?.reason === 'protocol-error' ? passed : guarded(passed, guard({ isHttp: true, hasIdentity }));
  }
  const { clusters, origin } = chain.network;
  return guarded({ ...inside, clusters, ...(origin && { route: origin }) }, guard({ isHttp: false, hasIdentity }));
}

/** What becomes of it where policies have a say: they are asked before any route. */
function guarded(decision: Decision, authorization: Authorization | undefined): Decision {
  if (!authorization) return decision;
  const { decision: says, because, passedOver } = authorization;
  const asked = {
    ...decision,
    because: [...decision.because, ...because],
    passedOver: [...decision.passedOver, ...passedOver],
  };
  if (says === 'allow') return asked;
  if (says === 'unknown') return { ...asked, assumptions: [...decision.assumptions, ...because.map(allowed)] };
  const isHttp = decision.routeConfiguration !== undefined;
  const { response: _, ...rest } = asked;
  return {
    ...rest,
    clusters: [],
    ...(isHttp && { response: { status: 403 } }),
    cause: { reason: 'denied', by: because[0], places: placesOf(because) },
  };
}

const allowed = ({ text, object, path }: Evidence): Assumption => ({
  text: `${text} It is taken to let the request through.`,
  ...(object && { object }),
  ...(path && { path }),
});

function throughHttp(decision: Decision, chain: FilterChain, endsTls: boolean): Decision {
  if (chain.network.kind !== 'http') return decision;
  const { traffic } = decision;
  if (traffic.layers.length > 0 || payload(traffic) === 'tcp')
    return fail(decision, { reason: 'protocol-error' }, [chain]);
  const { routes } = chain.network;
  const { request } = traffic;
  const named = { ...decision, routeConfiguration: routes.name };
  const found = matchVirtualHost(routes, request.host);
  const others = routes.virtualHosts.flatMap((it) => it.passedOver);
  if (!found)
    return fail(
      { ...named, passedOver: [...named.passedOver, ...others] },
      { reason: 'no-virtual-host', host: request.host },
      [chain],
    );
  const { virtualHost, domain } = found;
  const hosted: Decision = {
    ...named,
    virtualHost: virtualHost.name,
    domain,
    because: [...named.because, ...virtualHost.because],
    passedOver: [...new Set([...named.passedOver, ...others])],
  };
  if (virtualHost.requireTls && !endsTls)
    return {
      ...fail(hosted, { reason: 'tls-redirect' }, [chain]),
      response: { status: 301, location: `https://${request.host}${request.path}` },
    };
  const assumptions: Assumption[] = [...decision.assumptions];
  for (const route of virtualHost.routes) {
    const matching = matchRoute(route, request, endsTls ? 'https' : 'http');
    assumptions.push(...matching.assumptions);
    if (matching.result !== 'yes') continue;
    const taken = {
      ...hosted,
      assumptions,
      because: [...hosted.because, ...route.because],
      ...(route.origin && { route: route.origin }),
    };
    return perform(taken, route, endsTls);
  }
  return fail({ ...hosted, assumptions }, { reason: 'no-route', host: request.host }, [chain]);
}

function perform(decision: Decision, route: Route, endsTls: boolean): Decision {
  const { action } = route;
  const { traffic } = decision;
  if (action.kind === 'response') {
    const answered = { ...decision, response: { status: action.status } };
    // 3.9 pilot/pkg/networking/core/httproute.go buildCatchAllVirtualHost
    if (decision.virtualHost !== 'block_all') return answered;
    const { host, port } = traffic.request;
    return { ...answered, cause: { reason: 'registry-only', host, port, places: placesOf(route.because) } };
  }
  if (action.kind === 'redirect') {
    const location = redirectUrl(action.location, route, traffic.request, endsTls ? 'https' : 'http');
    return { ...decision, response: { status: action.status, location } };
  }
  return { ...decision, httpRoute: route, clusters: action.clusters, mirrors: action.mirrors };
}

function fail(decision: Decision, failure: Failure, among: readonly FilterChain[]): Decision {
  return { ...decision, cause: { ...failure, places: placesOf(among.flatMap((it) => it.because)) } };
}

function matchOf(
  { match }: FilterChain,
  traffic: Traffic,
  address: string | undefined,
): { sni: string | undefined; destination: string | undefined } {
  const sni = outermost(traffic)?.sni ?? '';
  return {
    sni: match.serverNames.find((it) => it === sni) ?? match.serverNames.find((it) => hostWithin(sni, it)),
    destination: match.prefixRanges.find((it) => inRange(address, it)),
  };
}
