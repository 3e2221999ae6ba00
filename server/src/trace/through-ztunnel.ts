import { clusterName } from '../envoy/config';
import type { Request } from '../envoy/request';
import { serviceHosts } from '../envoy/sidecar/host-names';
import { hbonePort, waypointListener } from '../envoy/waypoint/listener';
import { ambientService } from '../mesh/ambient-services';
import type { Assumption, Evidence } from '../mesh/evidence';
import { ztunnelProxy } from '../mesh/proxy';
import { type Scope, scopeOf } from '../mesh/scope';
import { isKubernetes, type Service } from '../mesh/services';
import { visibleVirtualServices } from '../mesh/virtual-services';
import { type Waypoint, type WaypointBinding, waypointOf, waypointProblem } from '../mesh/waypoints';
import { gatewayNameLabel, generatedServiceAccount } from '../model/kubernetes-gateway';
import { namespaceLabel } from '../model/namespace';
import { meshGateway } from '../model/virtual-service';
import { isAddress } from '../text/cidr';
import type { Mesh } from '../workspace/mesh';
import type { Client, Hop } from './answer';
import { type Arrival, arrive, type Outcome } from './arrive';
import { toGateway } from './at-gateway';
import { externalProblem } from './external-leg';
import { end } from './outcome';
import { ofApplication, outermost, wireOf, wrapped } from './traffic';
import { unknownToZtunnels } from './unknown-to-ztunnels';

/** Follows a request of a pod in ambient mode: its node's ztunnel sends it to a waypoint, or where it was meant. */
export function throughZtunnel(mesh: Mesh, client: Client, request: Request): Outcome {
  const scope = scopeOf(mesh, ztunnelProxy(client.namespace, client.labels));
  const arrival: Arrival = {
    scope,
    listener: undefined,
    reasons: [],
    address: undefined,
    port: ownPort,
    servicePort: request.port,
    traffic: ofApplication(request),
    identity: { namespace: client.namespace, serviceAccount: client.serviceAccount },
    caller: undefined,
    visited: [],
  };
  const service = serviceAt(scope, request);
  const binding = service && waypointOf(mesh, service.object);
  const unknown = service && binding && unknownToZtunnels(service, binding);
  if (!service || !binding || unknown)
    return passedOn(arrival, [...(binding?.problem ? [binding.problem] : []), ...(unknown ? [unknown] : [])]);
  return binding.waypoint
    ? toWaypoint(arrival, service, binding.waypoint, binding)
    : withoutWaypoint(arrival, service, binding);
}

/** Where a ztunnel gets what leaves the pods of its node. */
const ownPort = 15001;

/** The service that the name or the address in a request leads to. */
function serviceAt({ mesh, proxy }: Scope, { host, dialled = host }: Request): Service | undefined {
  return ambientService(mesh, isAddress(dialled) ? [dialled] : serviceHosts(dialled, proxy.namespace), proxy.namespace);
}

/** What a ztunnel knows nothing of goes to where it was meant, whatever the mesh says of unknown hosts. */
function passedOn(arrival: Arrival, reasons: readonly Evidence[]): Outcome {
  const branch = { cluster: 'PassthroughCluster', weight: 100, clusterType: undefined, tls: undefined, hops: [] };
  const hop: Hop = {
    ...hopOf(arrival),
    branches: [{ ...branch, verdict: 'passthrough' }],
    passedOver: [...reasons, ...notFollowed(arrival)],
  };
  return { ...end('passthrough'), hops: [hop] };
}

function withoutWaypoint(arrival: Arrival, service: Service, { problem, because }: WaypointBinding): Outcome {
  const { host, object } = service;
  const { port } = arrival.traffic.request;
  const cluster = clusterName(port, '', host);
  const known: Evidence = {
    fact: 'A1',
    text: 'It has no waypoint, so the ztunnel sends to it directly.',
    object,
    path: ['metadata', 'labels'],
  };
  const base: Hop = {
    ...hopOf(arrival),
    because: [...(because && !problem ? [because] : []), known],
    passedOver: [...(problem ? [problem] : []), ...notFollowed(arrival)],
  };
  const outcome = beyond(arrival, service, cluster);
  const hop: Hop = {
    ...base,
    cause: outcome.hops.length === 0 ? outcome.cause : undefined,
    branches: [{ cluster, weight: 100, clusterType: undefined, tls: undefined, verdict: outcome.verdict, hops: [] }],
  };
  return { ...outcome, hops: [hop, ...outcome.hops] };
}

/** What becomes of a connection that the ztunnel opens to the service itself. */
function beyond(arrival: Arrival, service: Service, cluster: string): Outcome {
  const { scope, traffic } = arrival;
  const { port } = traffic.request;
  const places = [{ object: service.object, path: ['spec', 'ports'] }];
  // https://github.com/istio/ztunnel src/state.rs find_upstream
  if (!service.ports.some((it) => it.number.value === port))
    return end('failed', { reason: 'no-endpoints', proxy: 'ztunnel', host: service.host, subset: undefined, places });
  const target = { cluster, host: service.host, port, subset: '', isPod: false, route: undefined };
  const gateway = toGateway(arrival, target, traffic);
  if (gateway) return gateway;
  if (isKubernetes(service) || !service.external) return end('mesh');
  const cause = externalProblem(scope, service, port, { because: [] }, traffic, { name: cluster, weight: 100 });
  return cause ? end('failed', cause) : end('direct');
}

function toWaypoint(arrival: Arrival, service: Service, waypoint: Waypoint, { because }: WaypointBinding): Outcome {
  const { mesh } = arrival.scope;
  const { namespace, name, gateway } = waypoint;
  const cluster = clusterName(hbonePort, '', `${name}.${namespace}.svc.cluster.local`);
  const tls = { mode: 'HBONE', sni: undefined, sans: [] } as const;
  const scope = scopeOf(mesh, {
    type: 'waypoint',
    namespace,
    labels: new Map([[gatewayNameLabel, name]]),
    workload: `${namespaceLabel(namespace)}/${name}`,
    assumed: gateway === undefined,
    unprivileged: false,
  });
  const problem = gateway && waypointProblem(mesh, gateway);
  const { spec, annotations } = gateway?.resource ?? {};
  const outcome = arrive({
    ...arrival,
    scope,
    listener: problem ? undefined : waypointListener(scope, waypoint, service, arrival.traffic.request.port),
    reasons: problem ? [problem] : [],
    address: service.host,
    port: hbonePort,
    servicePort: hbonePort,
    identity: {
      namespace,
      serviceAccount: spec ? generatedServiceAccount(spec, { name }, annotations) : name,
    },
    caller: arrival.identity,
    guards: service,
    visited: [],
  });
  const hop: Hop = {
    ...hopOf(arrival),
    branches: [{ cluster, weight: 100, clusterType: undefined, tls, hops: [], verdict: outcome.verdict }],
    wire: wireOf(wrapped(arrival.traffic, tls, false)),
    because: because ? [because] : [],
  };
  const assumptions = gateway ? [] : [unseen(waypoint)];
  return { ...outcome, hops: [hop, ...outcome.hops], assumptions: [...assumptions, ...outcome.assumptions] };
}

const unseen = ({ namespace, name }: Waypoint): Assumption => ({
  text: `The waypoint ${namespaceLabel(namespace)}/${name} is not in the manifests and is taken to be there.`,
});

/** What a sidecar would follow and nobody does here. */
function notFollowed({ scope: { mesh, proxy }, traffic }: Arrival): Evidence[] {
  const { host } = traffic.request;
  return [
    ...visibleVirtualServices(mesh, proxy, [host], meshGateway).map(
      (object): Evidence => ({
        fact: 'A7',
        text: 'A pod in ambient mode has no sidecar that would follow it; only a waypoint would.',
        object,
        path: ['spec', 'hosts'],
      }),
    ),
    ...mesh.inNamespace('Sidecar', proxy.namespace).map(
      (object): Evidence => ({
        fact: 'A9',
        text: 'A Sidecar is nothing to pods in ambient mode.',
        object,
        path: ['spec'],
      }),
    ),
  ];
}

const hopOf = ({ scope, traffic, port, servicePort }: Arrival): Hop => ({
  proxy: scope.proxy,
  listener: 'outbound',
  port,
  servicePort,
  match: { sni: outermost(traffic)?.sni, destination: undefined },
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
