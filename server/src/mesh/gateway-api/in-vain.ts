import { hostsMatch } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Evidence } from '../evidence';
import { type GatewayService, isListenerOn } from '../gateway-services';
import { gatewaysAt } from './attached-gateways';
import { httpRules } from './http-rules';
import { l4Rules } from './l4-rules';
import { listenersOf } from './listeners';
import { bestParents, type RouteParent } from './parents';
import type { Problem } from './problem';
import { hostnamesOf, type Route, routeKinds } from './routes';
import { routesFor, routesOfServices } from './virtual-services';

/** Why routes for a host that name one of these Gateways and ListenerSets as their parent give it nothing. */
export function routesInVain(mesh: Mesh, host: string, owners: ReadonlySet<MeshObject>): Problem[] {
  const isMeant = ({ bound }: RouteParent): boolean => bound !== meshGateway && owners.has(bound.owner);
  return routeKinds.flatMap((kind) =>
    [...new Set([...owners].flatMap((it) => routesFor(mesh, kind, host, it)))]
      .filter((it) => isFor(it, host))
      .flatMap((route) => {
        const parents = bestParents(mesh, route).filter(isMeant);
        return parents.flatMap(({ denied }) => denied ?? refusal(mesh, route, false) ?? []);
      }),
  );
}

const isFor = (route: Route, host: string): boolean => {
  const names = hostnamesOf(route);
  return names.length === 0 || names.some((it) => hostsMatch(it.value.toLowerCase(), host));
};

/** Why sidecars have nothing of routes for a service with that host. */
export const refusedForSidecars = (mesh: Mesh, host: string): Problem[] =>
  routesOfServices(mesh, host).flatMap((it) => refusal(mesh, it, true) ?? []);

/** Why Istio leaves out a route whole; `undefined` where it does not. */
function refusal(mesh: Mesh, route: Route, isMesh: boolean): Problem | undefined {
  const { kind } = route.resource;
  const { rules, problems } =
    kind === 'HTTPRoute' || kind === 'GRPCRoute'
      ? httpRules(mesh, route as Parameters<typeof httpRules>[1], isMesh)
      : l4Rules(mesh, route as Parameters<typeof l4Rules>[1], isMesh);
  return rules.length === 0 ? problems.at(-1) : undefined;
}

/** Why listeners at Services of pods have nothing on a port of the pods. */
export const listenersInVain = (mesh: Mesh, services: readonly GatewayService[], port: number): Evidence[] =>
  services
    .flatMap(({ host }) => gatewaysAt(mesh, host))
    .flatMap((gateway) => listenersOf(mesh, gateway))
    .filter((it) => !it.server && isListenerOn(services, it.port, port))
    .flatMap(({ problems: { conflicted, accepted, resolvedRefs, unserved } }) => {
      return conflicted ?? accepted ?? resolvedRefs ?? unserved ?? [];
    });
