import { destinationRulesFor } from '../mesh/destination-rules';
import type { Mesh } from '../workspace/mesh';
import { dialledHost, type EgressRequest, gatewayServer, hopPort, isHttp, outsidePort } from './egress-request';
import { hopHost, listenerName, routeName } from './gateway-api';

/**
 * A request for the Gateway API that uses the Gateway that is named: a port of it whose listeners read connections as the
 * host's would, and whose hop speaks with no other name. Istio makes a port of its Service for each.
 */
export function joinedGateway(request: EgressRequest, mesh: Mesh): EgressRequest {
  if (request.hopPort !== undefined) return named(request, mesh);
  const usual = hopPort(request);
  const others = request.application === 'https' ? 8443 : request.application === 'tcp' ? usual + 10_000 : 8080;
  const possible = [usual, ...Array.from({ length: 40 }, (_, i) => others + i).filter((it) => it < 65_536)];
  const free = possible.find((it) => isFree(mesh, { ...request, hopPort: it }));
  return named(free === undefined || free === usual ? request : { ...request, hopPort: free }, mesh);
}

/** The request with the name of the listener that is there for just its host. */
function named(request: EgressRequest, mesh: Mesh): EgressRequest {
  const own = gatewayServer(request).port.protocol === 'TCP' ? undefined : request.host;
  const known = listenersOn(mesh, request).find((it) => it.hostname?.value.toLowerCase() === own)?.name?.value;
  return known === undefined ? request : { ...request, serverName: known };
}

const isFree = (mesh: Mesh, request: EgressRequest): boolean =>
  areAlike(mesh, request) && isSameName(mesh, request) && isForPort(mesh, request);

/** The listeners of the Gateway that are on the request's port. */
const listenersOn = (mesh: Mesh, { gateway, ...request }: EgressRequest) =>
  mesh
    .find('KubernetesGateway', gateway.namespace, gateway.name)
    .flatMap((it) => it.resource.spec.listeners)
    .filter((it) => it.port?.value === hopPort(request));

/** Whether the listeners on the port take connections as the host's would. */
function areAlike(mesh: Mesh, request: EgressRequest): boolean {
  const { port, tls } = gatewayServer(request);
  const protocol = port.protocol === 'GRPC' ? 'HTTP' : port.protocol;
  const mode = tls && (tls === 'PASSTHROUGH' ? 'Passthrough' : 'Terminate');
  return listenersOn(mesh, request).every(
    (it) =>
      it.protocol?.value === protocol &&
      it.tls?.mode?.value === mode &&
      // TCP in plaintext has no name by which one host is told from another
      (protocol !== 'TCP' || it.name?.value === listenerName(request)),
  );
}

/** The hop's TLS is said for a port of the Service, as routes know no subsets: it has one name on each. */
const isSameName = (mesh: Mesh, request: EgressRequest): boolean =>
  destinationRulesFor(mesh, hopHost(request), request.gateway.namespace)
    .flatMap((it) => it.resource.spec.trafficPolicy?.portLevelSettings ?? [])
    .filter((it) => it.port?.number?.value === hopPort(request) && it.tls)
    .every((it) => request.hop === 'mtls' && it.tls?.sni?.value === dialledHost(request));

/** Whether no other port of the host comes by the same listeners, which could not tell it from this one. */
function isForPort(mesh: Mesh, request: EgressRequest): boolean {
  if (!isHttp(request)) return true;
  const names = listenersOn(mesh, request).map((it) => it.name?.value);
  return mesh
    .withHost('HTTPRoute', request.host)
    .filter(
      ({ name, resource: { spec } }) =>
        name !== `forward-${routeName(request)}` && spec.parentRefs.some((it) => names.includes(it.sectionName?.value)),
    )
    .every(({ resource: { spec } }) =>
      spec.rules.every((rule) => rule.backendRefs.every((it) => it.port?.value === outsidePort(request))),
    );
}
