import { type DocumentEdit, insertInto, writeBehind } from '../generate/edit';
import { egressName } from '../generate/egress-name';
import { gatewayServer, objectName, outsidePort } from '../generate/egress-request';
import { legRule } from '../generate/legs';
import { destinationRuleObject, gatewayObject, portTls } from '../generate/objects';
import { hostEntry, origination } from '../generate/outside-host';
import { definesSubset } from '../mesh/destination-rules';
import { owns } from '../mesh/ownership';
import { hostLabel, sameHost } from '../model/host';
import { resolveGateway } from '../model/virtual-service';
import { tracesTo } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { type EgressWay, egressWay } from './egress-way';
import { goesPast } from './past-gateway';

type VirtualService = MeshObject<'VirtualService'>;
const kinds = ['ServiceEntry', 'Gateway', 'VirtualService', 'DestinationRule'] as const;

/** One of the things that must be there for a way out. */
interface Part {
  readonly kind: (typeof kinds)[number];
  readonly namespace: string;
  /** To say that it is missing. */
  readonly label: string;
  readonly isThere: boolean;
  /** What writes it. */
  edits(): readonly (DocumentEdit | undefined)[];
}

/** A way to a host through an egress gateway, with all that it takes. */
export interface EgressChain extends EgressWay {
  readonly parts: readonly Part[];
  readonly missing: readonly Part[];
  /** Whether requests leave from the sidecars; else they fail. */
  readonly isPast: boolean;
}

/**
 * The chain of a VirtualService of which two parts or more are missing; `undefined` where fewer are, since the rule for
 * that part says it better, where it is not plain what the chain is, and where what is missing may be elsewhere.
 */
export function incompleteChain(mesh: Mesh, object: VirtualService): EgressChain | undefined {
  if (object.document.partial || object.writtenAt || kinds.some((it) => mesh.hasHidden(it))) return undefined;
  const way = egressWay(mesh, object);
  if (!way) return undefined;
  const parts = partsOf(mesh, way);
  const missing = parts.filter((it) => !it.isThere);
  if (missing.length < 2 || !missing.every((it) => owns(mesh, it.namespace, it.kind))) return undefined;
  const isPast = goesPast(mesh, way.outside, [way.leg.section]);
  const isLost = tracesTo(mesh, way.outside).some((it) => it.cause || it.verdict === 'unknown');
  return isPast || isLost ? { ...way, parts, missing, isPast } : undefined;
}

/** Whether it is said of a host that its whole chain is incomplete, so that no part need be spoken of. */
export const isOfIncompleteChain = (mesh: Mesh, host: string): boolean =>
  mesh.withHost('VirtualService', host).some((it) => {
    const chain = incompleteChain(mesh, it);
    return chain !== undefined && sameHost(chain.outside, host);
  });

/** All that the way takes, in the order in which requests meet it. */
function partsOf(mesh: Mesh, way: EgressWay): Part[] {
  const { object, request, services, subset, second, reference } = way;
  const { namespace } = object;
  const gateway = resolveGateway(reference, object);
  const isSubsetThere = subset === undefined || definesSubset(mesh, way.to.host, namespace, subset);
  const hop: Part = {
    kind: 'DestinationRule',
    namespace,
    label: `the DestinationRule ${subset === undefined ? 'for the gateway' : `with subset '${subset}'`}`,
    isThere: way.hopRule !== undefined && isSubsetThere,
    edits: () => hopEdits(way),
  };
  const end: Part = {
    kind: 'DestinationRule',
    namespace,
    label: 'the DestinationRule that begins TLS with the host',
    isThere: way.hasEnd,
    edits: () => origination(request).map((it) => writeBehind(object, it)),
  };
  return [
    {
      kind: 'ServiceEntry',
      namespace,
      label: 'the ServiceEntry of the host',
      isThere: services.length > 0,
      edits: () => [writeBehind(object, hostEntry(request))],
    },
    { kind: 'VirtualService', namespace, label: 'the rule to the gateway', isThere: true, edits: () => [] },
    ...(subset !== undefined || request.hop === 'mtls' ? [hop] : []),
    {
      kind: 'Gateway',
      namespace: gateway.namespace,
      label: `the Gateway '${gateway.name}'`,
      isThere: way.server !== undefined,
      edits: () => gatewayEdits(way),
    },
    {
      kind: 'VirtualService',
      namespace,
      label: 'the rule from the gateway to the host',
      isThere: second !== undefined,
      edits: () => legEdits(way),
    },
    ...(request.outside === 'tls' && expectsTls(way) ? [end] : []),
  ];
}

const expectsTls = ({ services }: EgressWay): boolean =>
  services.every((it) =>
    it.ports.some(
      ({ number, listener, protocol }) => number.value === 443 && (listener === 'tls' || protocol === 'HTTPS'),
    ),
  );

/** The gateway's Service is shared with other hosts, whose SNI is another: each has a subset of its own. */
function hopEdits({ object, request, to, port, subset, hopRule }: EgressWay): (DocumentEdit | undefined)[] {
  const name = subset ?? egressName(request.host).replace(/^egress-/, '');
  const tls = { mode: 'ISTIO_MUTUAL', sni: request.host };
  const value = { name, ...(request.hop === 'mtls' ? { trafficPolicy: portTls(port, tls) } : {}) };
  const own = { name: `${objectName(request).name}-gateway`, namespace: request.namespace };
  const path = to.path.slice(object.resource.path.length);
  return [
    ...(subset === undefined ? [insertInto(object, [...path, 'subset'], name)] : []),
    hopRule
      ? insertInto(hopRule, ['spec', 'subsets', hopRule.resource.spec.subsets.length], value)
      : writeBehind(object, destinationRuleObject(own, hostLabel(to.host), { subsets: [value] })),
  ];
}

function gatewayEdits({ object, request, reference, port }: EgressWay): (DocumentEdit | undefined)[] {
  const { name, namespace } = resolveGateway(reference, object);
  const server = gatewayServer(request);
  const value = gatewayObject(
    { name, namespace: namespace === object.namespace ? request.namespace : namespace },
    request.selector,
    [request.host],
    [{ ...server, port: { ...server.port, number: port } }],
  );
  return [writeBehind(object, value)];
}

function legEdits({ object, request, reference, port, server }: EgressWay): (DocumentEdit | undefined)[] {
  const section = request.application === 'http' ? 'http' : request.hop === 'mtls' ? 'tcp' : 'tls';
  const rule = legRule({
    section,
    gateway: reference,
    matchPort: server?.port?.number?.value ?? port,
    hosts: [request.host],
    destination: { host: request.host, port: outsidePort(request) },
  });
  return [insertInto(object, ['spec', section, object.resource.spec[section].length], rule)];
}
