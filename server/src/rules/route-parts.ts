import { create } from '../generate/create';
import { gatewayValue, hopTls, madeService, routeToGateway, routeToHost } from '../generate/gateway-api';
import { hostEntry, origination } from '../generate/outside-host';
import type { Route } from '../mesh/gateway-api/routes';
import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import type { ChainWays, Part } from './chain-part';
import { getsLost, goesPast, sectionFor } from './past-gateway';
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

/** What becomes of requests. Of a host that nothing declares, one is followed. */
function fateOf(mesh: Mesh, { outside, object, services, request: { application, port } }: RouteWay) {
  const sections = [sectionFor[application]] as const;
  if (services.length > 0)
    return { isPast: goesPast(mesh, outside, sections), isLost: getsLost(mesh, outside, sections) };
  const client = { namespace: object.namespace, labels: new Map<string, string>() };
  const { verdict } = trace(mesh, client, requestTo(outside, application, port, undefined));
  const isPast = verdict === 'passthrough' || verdict === 'direct';
  return { isPast, isLost: !isPast };
}

/** A part that is an object of its own. */
interface ObjectPart extends Omit<Part, 'edits'> {
  /** What would be written where it is missing. */
  values(): readonly Value[];
}

function partsOf(mesh: Mesh, way: RouteWay): Part[] {
  const { object } = way;
  return [...linksOf(way), ...endOf(way)].map(({ values, ...part }) => ({
    ...part,
    edits: () =>
      // a policy may name a port of it
      part.kind === 'ServiceEntry' && isNamedByPolicy(mesh, way)
        ? [undefined]
        : values().map((it) => create(mesh, object, it)),
  }));
}

/** Of what one of these objects lacks, the status of each that refers to it says a part. */
function linksOf({ object, request, gateway, services, first, second, listener, hopRule }: RouteWay): ObjectPart[] {
  const { kind } = object.resource;
  const own = object.namespace;
  const links: ObjectPart[] = [
    {
      kind: 'ServiceEntry',
      namespace: own,
      label: 'the ServiceEntry of the host',
      isThere: services.length > 0,
      values: () => [hostEntry(request)],
    },
    {
      kind,
      namespace: own,
      label: `the ${kind} that sends sidecars to the gateway`,
      isThere: first !== undefined,
      values: () => [routeToGateway(request)],
    },
    {
      kind: 'DestinationRule',
      namespace: gateway.namespace,
      label: 'the DestinationRule for the gateway',
      isThere: hopRule !== undefined,
      values: () => hopTls(request),
    },
    {
      kind: 'KubernetesGateway',
      namespace: gateway.namespace,
      label: `the Gateway '${gateway.name}'`,
      isThere: listener !== undefined,
      values: () => [gatewayValue(request)],
    },
    {
      kind,
      namespace: own,
      label: `the ${kind} from the gateway to the host`,
      isThere: second !== undefined,
      values: () => [routeToHost(request)],
    },
  ];
  const isNeeded = (it: ObjectPart): boolean => it.kind !== 'DestinationRule' || request.hop === 'mtls';
  return links.filter(isNeeded).map((it) => ({ ...it, isUnsaid: true }));
}

/** What begins TLS with the host. */
const endOf = ({ object, request, hasEnd }: RouteWay): ObjectPart[] =>
  request.outside === 'tls'
    ? [
        {
          kind: 'DestinationRule',
          namespace: object.namespace,
          label: 'the DestinationRule that begins TLS with the host',
          isThere: hasEnd,
          values: () => origination(request),
        },
      ]
    : [];

const isNamedByPolicy = (mesh: Mesh, { object, first }: RouteWay): boolean =>
  first !== undefined &&
  mesh.with('BackendTLSPolicy', {
    kind: 'object',
    type: 'ServiceEntry',
    namespace: object.namespace,
    name: first.parent.name,
  }).length > 0;
