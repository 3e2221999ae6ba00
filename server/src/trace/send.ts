import { clusterOf } from '../envoy/clusters/cluster';
import {
  blackHoleCluster,
  type Cluster,
  parseClusterName,
  passthroughCluster,
  type WeightedCluster,
} from '../envoy/config';
import { unknownService } from '../envoy/routes/destination';
import { rewritten } from '../envoy/routes/rewrite';
import { splitAuthority } from '../envoy/routes/url';
import { inboundVipCluster } from '../envoy/waypoint/cluster';
import type { Evidence } from '../mesh/evidence';
import { backendProblem } from '../mesh/gateway-api/backend-problem';
import { isKubernetes } from '../mesh/services';
import { serviceName } from '../model/host';
import type { Branch, Verdict, Wire } from './answer';
import type { Arrival, Outcome } from './arrive';
import { toGateway } from './at-gateway';
import type { Decision } from './at-proxy';
import { type Cause, placesOf } from './cause';
import { externalProblem } from './external-leg';
import { end } from './outcome';
import { type Traffic, wireOf, wrapped } from './traffic';

/** A request that a proxy has sent to one of its clusters. */
export interface Sent {
  readonly branch: Omit<Branch, 'hops'>;
  readonly wire: Wire;
  readonly outcome: Outcome;
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

/** Sends a request on to a cluster and follows it. */
export function send(arrival: Arrival, decision: Decision, to: WeightedCluster): Sent {
  const { scope } = arrival;
  const traffic = rewrittenTraffic(decision, to);
  if (to.name === blackHoleCluster)
    return ends(to, traffic, 'blocked', {
      reason: 'registry-only',
      host: traffic.request.host,
      port: arrival.port,
      places: placesOf(decision.because).slice(-1),
    });
  if (to.name === unknownService) {
    // B3, B5 a backend that Istio does not let the route send to
    const why = to.origin && backendProblem(scope.mesh, to.origin);
    const places = [
      ...(to.origin ? [to.origin] : decision.route ? [decision.route] : []),
      ...placesOf(why ? [why] : []),
    ];
    return ends(to, traffic, 'failed', { reason: 'no-cluster', destination: undefined, why, places });
  }
  const name = parseClusterName(to.name);
  if (!name) return passedThrough(arrival, to, traffic);
  const { cluster, because, passedOver, assumptions } =
    name.direction === 'outbound' ? clusterOf(scope, to.name) : inboundVipCluster(scope, to.name, name);
  const more = { because, passedOver };
  if (!cluster) {
    const [missing] = because;
    const cause: Cause = {
      reason: 'no-cluster',
      destination: name,
      why: missing,
      places: [...(to.origin ? [to.origin] : decision.route ? [decision.route] : []), ...placesOf(because.slice(0, 1))],
    };
    return { ...ends(to, traffic, 'failed', cause), ...more };
  }
  const onWire = cluster.tls ? wrapped(traffic, cluster.tls, decision.httpRoute !== undefined) : traffic;
  const sent = { ...ends(to, onWire, 'failed'), ...more, branch: branchOf(to, 'failed', cluster) };
  const outcome = reach(arrival, decision, to, name, cluster, onWire);
  return {
    ...sent,
    branch: branchOf(to, outcome.verdict, cluster),
    outcome: { ...outcome, assumptions: [...assumptions, ...outcome.assumptions] },
  };
}

/** What becomes of a request that is sent to a cluster that exists. */
function reach(
  arrival: Arrival,
  decision: Decision,
  to: WeightedCluster,
  { port, host, subset }: { readonly port: number; readonly host: string; readonly subset: string },
  cluster: Cluster,
  traffic: Traffic,
): Outcome {
  const { scope } = arrival;
  const service = scope.service(host);
  const route = to.origin ?? decision.route;
  const missing = cluster.tls?.missing;
  if (missing)
    return end('failed', { reason: 'tls-error', missing, places: [...placesOf([missing]), ...(route ? [route] : [])] });
  // S2 what keeps the address that was dialled reaches a pod of the service only where that was dialled
  const keepsAddress = cluster.type === 'ORIGINAL_DST' && service !== undefined && isKubernetes(service);
  if (keepsAddress && arrival.address !== host) return end('passthrough');
  if (cluster.hasEndpoints === false)
    return end('failed', {
      reason: 'no-endpoints',
      proxy: scope.proxy.type,
      host,
      subset: undefined,
      places: service ? [{ object: service.object, path: ['spec', 'resolution'] }] : [],
    });
  // S16 an endpoint of a ServiceEntry may be the gateway's Service
  for (const target of [{ address: host, port }, ...cluster.endpoints]) {
    const isOwn = target.address === host;
    const dialled = keepsAddress ? arrival.servicePort : target.port;
    const at = { host: target.address, port: dialled, subset: isOwn ? subset : '', isPod: keepsAddress };
    const outcome = toGateway(arrival, { cluster: cluster.name, route, ...at }, traffic);
    if (outcome) return outcome;
  }
  if (service && !isKubernetes(service)) {
    const cause = externalProblem(scope, service, port, cluster, traffic, { ...to, ...(route && { origin: route }) });
    if (cause) return end('failed', cause);
  }
  // what is behind a gateway that no Gateway of the workspace is for, nobody can say
  if (!service && /gateway|egress/.test(serviceName(host)?.name ?? '')) return end('unknown');
  if (!service || isKubernetes(service) || !service.external) return end('mesh');
  return end(scope.proxy.type === 'sidecar' ? 'direct' : 'gateway');
}

function rewrittenTraffic({ traffic, httpRoute }: Decision, to: WeightedCluster): Traffic {
  if (!httpRoute) return traffic;
  const { authority, path, headers } = rewritten(httpRoute, to, traffic.request);
  const host = splitAuthority(authority).host.toLowerCase();
  return { ...traffic, request: { ...traffic.request, host, authority, path, headers } };
}

/** What a proxy lets through to where it was meant; that may be a Service of the workspace after all, and a gateway behind it. */
function passedThrough(arrival: Arrival, to: WeightedCluster, traffic: Traffic): Sent {
  const { host: named, dialled: host = named, port } = traffic.request;
  const name = serviceName(host);
  const [service] = name ? arrival.scope.mesh.find('Service', name.namespace, name.name) : [];
  if (!service) return ends(to, traffic, 'passthrough');
  const isPod = service.resource.spec.clusterIP?.value === 'None';
  const target = { cluster: to.name, host, port, subset: '', isPod, route: undefined };
  const outcome = toGateway(arrival, target, traffic) ?? end('mesh');
  return { ...ends(to, traffic, outcome.verdict), outcome };
}

function ends(to: WeightedCluster, traffic: Traffic, verdict: Verdict, cause?: Cause): Sent {
  return {
    branch: branchOf(to, verdict, undefined),
    wire: wireOf(traffic),
    outcome: end(verdict, cause),
    because: [],
    passedOver: [],
  };
}

const branchOf = (to: WeightedCluster, verdict: Verdict, cluster: Cluster | undefined): Sent['branch'] => ({
  cluster: to.name,
  weight: to.weight,
  clusterType: cluster?.type ?? builtInTypes[to.name],
  tls: cluster?.tls,
  http: cluster?.http,
  verdict,
});

/** Of the clusters that every proxy has. */
const builtInTypes: Readonly<Record<string, Cluster['type']>> = {
  // pilot/pkg/networking/core/cluster_builder.go buildDefaultPassthroughCluster, buildBlackHoleCluster, buildAllowAnyDFPCluster
  [passthroughCluster]: 'ORIGINAL_DST',
  [blackHoleCluster]: 'STATIC',
  AllowAnyDynamicDNSCluster: 'dynamic-forward-proxy',
};
