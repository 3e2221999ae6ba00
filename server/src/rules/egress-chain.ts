import { type Fix, fix } from '../generate/edit';
import { madeService } from '../generate/gateway-api';
import { type Route, routeKinds } from '../mesh/gateway-api/routes';
import { routesOfServices } from '../mesh/gateway-api/virtual-services';
import { owns } from '../mesh/ownership';
import { hostLabel, sameHost, serviceHost } from '../model/host';
import type { Kind } from '../model/kinds';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { ChainWay, ChainWays, Part } from './chain-part';
import { at, enumerate } from './places';
import { routeWays } from './route-parts';
import { shapeOf } from './route-shape';
import type { Finding } from './rule';
import { virtualServiceWays } from './virtual-service-parts';

/** The ways of an object of which something is missing. */
export interface EgressChain extends ChainWays {
  readonly object: MeshObject;
  readonly parts: readonly Part[];
  readonly missing: readonly Part[];
}

const kinds = [
  'ServiceEntry',
  'Gateway',
  'KubernetesGateway',
  'VirtualService',
  'DestinationRule',
  ...routeKinds,
] as const;

const isRoute = (object: MeshObject): object is Route => routeKinds.some((it) => isOfKind(object, it));

/**
 * The chain that an object leads to a gateway, or from there, where something of it is missing; `undefined` where nothing
 * is, where it is not plain what the chain is, and where what is missing may be elsewhere.
 */
const brokenChain = (mesh: Mesh, object: MeshObject): EgressChain | undefined =>
  mesh.rememberOf(object, 'broken egress chain', () => {
    if (object.document.partial || object.writtenAt || kinds.some((it) => mesh.hasHidden(it))) return undefined;
    const all = isOfKind(object, 'VirtualService')
      ? virtualServiceWays(mesh, object)
      : isRoute(object)
        ? routeWays(mesh, object)
        : undefined;
    const ways = all?.ways.filter((it) => (it.isPast || it.isLost) && it.parts.some((part) => !part.isThere));
    if (!all || !ways || ways.length === 0) return undefined;
    const parts = eachOnce(ways.flatMap((it) => it.parts));
    const missing = parts.filter((it) => !it.isThere);
    if (!missing.every((it) => owns(mesh, it.namespace, it.kind))) return undefined;
    return { ...all, object, ways, parts, missing };
  });

/** The parts without those that an earlier way has too. */
const eachOnce = (parts: readonly Part[]): Part[] =>
  parts.filter((part, index) => parts.findIndex((it) => it.label === part.label) === index);

/** The chain of an object, if it is for the whole of it to be spoken of: else the rule for the missing part says it better. */
export function incompleteChain(mesh: Mesh, object: MeshObject): EgressChain | undefined {
  const chain = brokenChain(mesh, object);
  return chain?.ways.some(isToldWhole) ? chain : undefined;
}

function isToldWhole({ parts }: ChainWay): boolean {
  const missing = parts.filter((it) => !it.isThere);
  return missing.length > 1 || missing.some((it) => it.isUnsaid);
}

/** Whether it is said of a host that its whole chain is incomplete, so that no part need be spoken of. */
export const isOfIncompleteChain = (mesh: Mesh, host: string): boolean =>
  chainsOf(mesh, host).some((it) => incompleteChain(mesh, it.object));

/** The chains of a host, whichever of its objects speaks of them. */
function chainsOf(mesh: Mesh, host: string): EgressChain[] {
  const about = [
    ...mesh.withHost('VirtualService', host),
    ...routesOfServices(mesh, host),
    ...routesThrough(mesh, host),
  ];
  return [...new Set<MeshObject>(about)].flatMap((it) => {
    const chain = brokenChain(mesh, it);
    return chain?.ways.some(({ outside }) => sameHost(outside, host)) ? [chain] : [];
  });
}

/** Whether the whole is said of the chain that a route is a part of. */
export const isInIncompleteChain = (mesh: Mesh, object: MeshObject): boolean =>
  isRoute(object) &&
  (incompleteChain(mesh, object) !== undefined ||
    isOfIncompleteChain(mesh, shapeOf(object)?.backend.name.toLowerCase() ?? ''));

/** The routes that lead gateways to a host, or sidecars to those gateways. */
function routesThrough(mesh: Mesh, host: string): Route[] {
  const onward = routesWithHost(mesh, host);
  const named = onward.flatMap((it) => shapeOf(it)?.parent ?? []);
  const gateways = [
    ...named.filter((it) => it.type === 'KubernetesGateway'),
    ...mesh.withHost('KubernetesGateway', host),
  ];
  const services = new Set(gateways.map((it) => serviceHost(madeService(it.name), it.namespace)));
  return [...onward, ...[...services].flatMap((it) => routesWithHost(mesh, it))];
}

const routesWithHost = (mesh: Mesh, host: string): Route[] =>
  routeKinds.flatMap((it) => mesh.withHost(it, host) as readonly Route[]);

/** `Egress of api.example.com through istio-egressgateway: 3 of 5`. */
export const howFar = ({ ways, gateway, parts, missing }: EgressChain): string =>
  `Egress of ${enumerate(ways.map((it) => hostLabel(it.outside)))} through ${gateway}: ${parts.length - missing.length} of ${parts.length}`;

/**
 * What a rule finds of a part of a chain that is missing alone, with how far the whole is, and the fix that completes it
 * where that is another one.
 */
export function ofChain<F extends Pick<Finding, 'related' | 'fixes'>>(
  mesh: Mesh,
  object: MeshObject,
  kind: Kind,
  finding: F,
): F {
  const chain = brokenChain(mesh, object);
  if (!chain?.missing.some((it) => it.kind === kind)) return finding;
  const related = [...(finding.related ?? []), at(object, `${howFar(chain)} parts are there.`, chain.span)];
  const fixes = (): readonly Fix[] => {
    const own = finding.fixes?.() ?? [];
    return [...own, ...completion(chain).filter((it) => !own.some((other) => isSame(it, other)))];
  };
  return { ...finding, related, fixes };
}

const isSame = (one: Fix, other: Fix): boolean => JSON.stringify(textsOf(one)) === JSON.stringify(textsOf(other));
const textsOf = ({ edits }: Fix) => edits.map(({ span, newText }) => [span, newText]);

/** The fix that writes all that is missing of a chain. */
export const completion = ({ missing }: EgressChain): Fix[] =>
  fix(
    'Complete this egress chain',
    missing.flatMap((it) => it.edits()),
  );
