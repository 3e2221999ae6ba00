import { type Fix, fix, replace } from '../generate/edit';
import { selects } from '../mesh/gateway-pods';
import { type GatewayWorkload, gatewaysBehindService, gatewayWorkloads } from '../mesh/gateway-workloads';
import { gatewayName, legs, routeDestinations } from '../mesh/legs';
import { meshGateway } from '../model/virtual-service';
import { couldEqual } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Failure } from '../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { isUntakenAtGateway, passedOver } from './failure';

/** A label that a Gateway asks for. */
export interface AskedLabel {
  readonly key: string;
  readonly value: Located<string>;
}

/** A Gateway whose selector does not take the pods that the requests for its host come to. */
export interface Mismatch {
  readonly gateway: MeshObject<'Gateway'>;
  /** What it asks for and the pods don't have. */
  readonly missing: readonly [AskedLabel, ...AskedLabel[]];
}

/** The Gateway that would have taken a request if it were for the pods that the request has come to. */
export function mismatchOf(failure: Failure): Mismatch | undefined {
  if (!isUntakenAtGateway(failure)) return undefined;
  const { labels } = failure.hop.proxy;
  for (const { object } of passedOver(failure, 'G1')) {
    if (!isOfKind(object, 'Gateway') || object.document.partial || object.writtenAt) continue;
    const asked = [...(object.resource.spec.selector ?? [])].map(([key, value]) => ({ key, value }));
    const [first, ...others] = asked.filter(({ key, value }) => !couldEqual(labels.get(key) ?? '', value.value));
    if (first) return { gateway: object, missing: [first, ...others] };
  }
  return undefined;
}

/** Asks for the labels of the pods instead; not possible where they have none by that name. */
export function selectPods({ gateway, missing }: Mismatch, labels: ReadonlyMap<string, string>): readonly Fix[] {
  const edits = missing.map(({ key, value }) => {
    const own = labels.get(key);
    return own === undefined ? undefined : replace(gateway, value.span, own);
  });
  return fix('Select the pods that the requests come to', edits, false);
}

/** The gateways of the workspace that a Gateway selects. */
export const selectedBy = (mesh: Mesh, gateway: MeshObject<'Gateway'>): readonly GatewayWorkload[] =>
  gatewayWorkloads(mesh).filter((it) => selects(gateway, it.proxy.labels));

/**
 * The gateway pods that sidecars are sent to by the VirtualServices that are bound to a Gateway: those that it is meant
 * for.
 */
export const meantFor = (mesh: Mesh, gateway: MeshObject<'Gateway'>): readonly GatewayWorkload[] => {
  const virtualServices = mesh.with('VirtualService', gatewayName(gateway));
  const hosts = virtualServices.flatMap((it) =>
    legs(it, meshGateway).flatMap((leg) => routeDestinations(leg, it).map((to) => to.host)),
  );
  return [...new Set(hosts)].flatMap((it) => gatewaysBehindService(mesh, it));
};

/** The label by which pods are best told from others: that for Gateways, or the application's. */
export function telling(labels: ReadonlyMap<string, string>): readonly [key: string, value: string] | undefined {
  const known = ['istio', 'app'].find((it) => labels.has(it));
  return [...labels].find(([key]) => known === undefined || key === known);
}
