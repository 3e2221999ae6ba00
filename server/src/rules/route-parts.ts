import { create } from '../generate/create';
import { gatewayValue, hopTls, madeService, routeToGateway, routeToHost } from '../generate/gateway-api';
import { hostEntry, origination } from '../generate/outside-host';
import type { Route } from '../mesh/gateway-api/routes';
import type { Kind } from '../model/kinds';
import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import type { ChainWays, Part } from './chain-part';
import { getsLost, goesPast } from './past-gateway';
import { nameSpan } from './places';
import { type RouteWay, routeWay } from './route-way';

/** The way that a route of the Gateway API leads to a gateway, or from there; `undefined` for none. */
export function routeWays(mesh: Mesh, route: Route): ChainWays | undefined {
  const way = routeWay(mesh, route);
  if (!way) return undefined;
  return {
    ways: [{ outside: way.outside, parts: partsOf(mesh, way), ...fateOf(mesh, way) }],
    span: nameSpan(route),
    gateway: madeService(way.gateway.name),
  };
}

/** The section of a VirtualService that would be for what an application speaks. */
const sectionsOf = { http: 'http', grpc: 'http', https: 'tls', tcp: 'tcp' } as const;

/** What becomes of requests. Of a host that nothing declares, one is followed. */
function fateOf(mesh: Mesh, { outside, object, services, request: { application, port } }: RouteWay) {
  const sections = [sectionsOf[application]] as const;
  if (services.length > 0)
    return { isPast: goesPast(mesh, outside, sections), isLost: getsLost(mesh, outside, sections) };
  const client = { namespace: object.namespace, labels: new Map<string, string>() };
  const { verdict } = trace(mesh, client, requestTo(outside, application, port, undefined));
  const isPast = verdict === 'passthrough' || verdict === 'direct';
  return { isPast, isLost: !isPast };
}

function partsOf(mesh: Mesh, way: RouteWay): Part[] {
  const { object, request, gateway } = way;
  const own = object.namespace;
  const { kind } = object.resource;
  const part = (
    kind: Kind,
    namespace: string,
    label: string,
    isThere: boolean,
    values: () => readonly Value[],
  ): Part => ({
    kind,
    namespace,
    label,
    isThere,
    // of what the one object lacks, the status of each object that refers to it says a part
    isUnsaid: true,
    edits: () => values().map((it) => create(mesh, object, it)),
  });
  const entry = part('ServiceEntry', own, 'the ServiceEntry of the host', way.services.length > 0, () => [
    hostEntry(request),
  ]);
  const first = part(kind, own, `the ${kind} that sends sidecars to the gateway`, way.first !== undefined, () => [
    routeToGateway(request),
  ]);
  const hop = part(
    'DestinationRule',
    gateway.namespace,
    'the DestinationRule for the gateway',
    way.hopRule !== undefined,
    () => hopTls(request),
  );
  const listener = part(
    'KubernetesGateway',
    gateway.namespace,
    `the Gateway '${gateway.name}'`,
    way.listener !== undefined,
    () => [gatewayValue(request)],
  );
  const second = part(kind, own, `the ${kind} from the gateway to the host`, way.second !== undefined, () => [
    routeToHost(request),
  ]);
  const { isUnsaid: _, ...end } = part(
    'DestinationRule',
    own,
    'the DestinationRule that begins TLS with the host',
    way.hasEnd,
    () => origination(request),
  );
  return [
    // a policy may name a port of it
    isNamedByPolicy(mesh, way) ? { ...entry, edits: () => [undefined] } : entry,
    first,
    ...(request.hop === 'mtls' ? [hop] : []),
    listener,
    second,
    ...(request.outside === 'tls' ? [end] : []),
  ];
}

const isNamedByPolicy = (mesh: Mesh, { object, first }: RouteWay): boolean =>
  first !== undefined &&
  mesh.with('BackendTLSPolicy', {
    kind: 'object',
    type: 'ServiceEntry',
    namespace: object.namespace,
    name: first.parent.name,
  }).length > 0;
