import type { Identity } from '../envoy/authorization/attributes';
import { authorize } from '../envoy/authorization/authorize';
import type { Listener } from '../envoy/config';
import { envoyFilters } from '../envoy/envoy-filters';
import type { Assumption, Evidence } from '../mesh/evidence';
import type { Scope } from '../mesh/scope';
import type { Service } from '../mesh/services';
import type { Branch, Hop, Response, Verdict } from './answer';
import { type Decision, decide, type Guard } from './at-proxy';
import { type Cause, placesOf } from './cause';
import { type Sent, send } from './send';
import { outermost, type Traffic, wireOf } from './traffic';

/** A request that reaches a proxy. */
export interface Arrival {
  readonly scope: Scope;
  /** `undefined` where nothing listens on the port. */
  readonly listener: Listener | undefined;
  /** Why nothing does. */
  readonly reasons: readonly Evidence[];
  /** The address that was dialled; `undefined` for one that belongs to no service. */
  readonly address: string | undefined;
  /** The port that the proxy listens on. */
  readonly port: number;
  /** The port that was dialled to reach it. */
  readonly servicePort: number;
  readonly traffic: Traffic;
  /** Who the proxy's certificate says it is: it sends on as such. */
  readonly identity: Identity;
  /** Who sent the request here; `undefined` for the application itself. */
  readonly caller: Identity | undefined;
  /** The service whose requests a waypoint stands in front of; absent for any other proxy. */
  readonly guards?: Service;
  /** Proxies and the clusters that they have sent to, so far. */
  readonly visited: readonly string[];
}

/** What becomes of a request from one proxy on. */
export interface Outcome {
  readonly hops: readonly Hop[];
  readonly verdict: Verdict;
  readonly cause: Cause | undefined;
  readonly response: Response | undefined;
  readonly assumptions: readonly Assumption[];
}

/** Follows a request that reaches a proxy, to where it ends. */
export function arrive(arrival: Arrival): Outcome {
  const outcome = pass(arrival);
  const changes = envoyFilters(arrival.scope, arrival.guards);
  return changes.length === 0 ? outcome : { ...outcome, assumptions: [...changes, ...outcome.assumptions] };
}

function pass(arrival: Arrival): Outcome {
  const { scope, listener, reasons, traffic, address, port } = arrival;
  if (!listener) {
    const cause: Cause = { reason: 'no-listener', proxy: scope.proxy.type, port, places: placesOf(reasons) };
    const hop = { ...emptyHop(arrival), cause, passedOver: distinct(reasons) };
    return { hops: [hop], verdict: 'failed', cause, response: undefined, assumptions: [] };
  }
  const decision = decide(listener, traffic, address, guardOf(arrival, listener));
  const hop = hopOf(arrival, listener, decision);
  const { cause, response } = decision;
  if (cause || response) {
    const verdict = !cause ? 'answered' : isPolicy(cause) ? 'blocked' : 'failed';
    return { hops: [hop], verdict, cause, response: cause ? undefined : response, assumptions: decision.assumptions };
  }
  return sendOn(arrival, decision, hop);
}

const isPolicy = ({ reason }: Cause): boolean => reason === 'registry-only' || reason === 'denied';

/** The policies of a gateway. */
function guardOf({ scope: { mesh, proxy }, traffic, caller, port, guards }: Arrival, listener: Listener): Guard {
  // P1 pilot/pkg/networking/core/listener_builder.go: on its way out of a sidecar a request is asked nothing
  if (proxy.type === 'sidecar') return () => undefined;
  // P2 pilot/pkg/networking/core/listener.go buildGatewayListener: nobody reads the SNI on a port without a server for TLS
  const sni = proxy.type === 'gateway' && !listener.inspectsTls ? undefined : outermost(traffic)?.sni;
  return ({ isHttp, hasIdentity }) =>
    authorize(
      mesh,
      { namespace: proxy.namespace, labels: proxy.labels, isHttp, port: guards ? traffic.request.port : port, guards },
      traffic.request,
      // A9 the tunnel says who calls
      { identity: hasIdentity || guards ? caller : undefined, sni },
    );
}

function sendOn(arrival: Arrival, decision: Decision, hop: Hop): Outcome {
  const sent = decision.clusters.map((cluster) => send(arrival, decision, cluster));
  const worst = sent.reduce<Sent | undefined>(
    (found, it) => (found && badness[found.outcome.verdict] >= badness[it.outcome.verdict] ? found : it),
    undefined,
  );
  if (!worst) {
    const cause: Cause = {
      reason: 'no-cluster',
      destination: undefined,
      why: undefined,
      places: decision.route ? [decision.route] : [],
    };
    return { hops: [{ ...hop, cause }], verdict: 'failed', cause, response: undefined, assumptions: [] };
  }
  const [only, ...others] = sent;
  const isAlone = only !== undefined && others.length === 0;
  const ending = worst.outcome.hops.length === 0 ? worst.outcome.cause : undefined;
  const full: Hop = {
    ...hop,
    cause: ending,
    branches: sent.map((it): Branch => ({ ...it.branch, hops: isAlone ? [] : it.outcome.hops })),
    wire: worst.wire,
    because: [...hop.because, ...sent.flatMap((it) => it.because)],
    passedOver: distinct([...hop.passedOver, ...sent.flatMap((it) => it.passedOver)]),
  };
  return {
    hops: [full, ...(isAlone ? only.outcome.hops : [])],
    verdict: worst.outcome.verdict,
    cause: worst.outcome.cause,
    response: worst.outcome.response,
    assumptions: [...decision.assumptions, ...sent.flatMap((it) => it.outcome.assumptions)],
  };
}

/** The worst branch counts. */
const badness: Readonly<Record<Verdict, number>> = {
  failed: 7,
  blocked: 6,
  unknown: 5,
  passthrough: 4,
  direct: 3,
  answered: 2,
  gateway: 1,
  mesh: 0,
};

const emptyHop = ({ scope, port, servicePort, traffic }: Arrival): Hop => ({
  proxy: scope.proxy,
  listener: undefined,
  port,
  servicePort,
  match: { sni: undefined, destination: undefined },
  routeConfiguration: undefined,
  virtualHost: undefined,
  domain: undefined,
  route: undefined,
  branches: [],
  mirrors: [],
  wire: wireOf(traffic),
  response: undefined,
  cause: undefined,
  because: [],
  passedOver: [],
});

const hopOf = (arrival: Arrival, listener: Listener, decision: Decision): Hop => ({
  ...emptyHop(arrival),
  listener: listener.name,
  match: decision.match,
  routeConfiguration: decision.routeConfiguration,
  virtualHost: decision.virtualHost,
  domain: decision.domain,
  route: decision.route,
  mirrors: decision.mirrors,
  wire: wireOf(decision.traffic),
  response: decision.response,
  cause: decision.cause,
  because: decision.because,
  passedOver: distinct(decision.passedOver),
});

/** Each object once for each reason. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Map<unknown, Evidence[]>();
  return evidence.filter((it) => {
    const known = seen.get(it.object);
    if (known?.some((other) => isSame(it, other))) return false;
    if (known) known.push(it);
    else seen.set(it.object, [it]);
    return true;
  });
}

const isSame = (a: Evidence, b: Evidence): boolean =>
  a.fact === b.fact && a.text === b.text && a.path?.join('.') === b.path?.join('.');
