import { targetsOf } from '../../mesh/gateway-api/backend-tls';
import { parentsOf } from '../../mesh/gateway-api/parents';
import { hostnamesOf, routesWithParent } from '../../mesh/gateway-api/routes';
import { hostsMatch, isWildcard } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfKind } from '../../workspace/mesh';
import { isRoute } from '../usable';
import { type Asked, once } from './asked';
import type { Candidate } from './completion';
import { fullNames, serverNames } from './hosts';

/** Names for a route, of which its listeners take some; none for one of services, where they count for nothing. */
export function routeHostnames(asked: Asked): Candidate[] {
  const { mesh, object } = asked;
  const parents = isRoute(object) ? parentsOf(mesh, object) : [];
  // K2 pilot/pkg/config/kube/gateway/route_collections.go HTTPRouteCollection
  if (parents.length > 0 && parents.every((it) => it.bound === meshGateway)) return [];
  const listeners = parents.flatMap(({ bound, denied }) =>
    bound === meshGateway || denied?.reason === 'NoMatchingParent' || !bound.kinds.includes(object?.resource.kind ?? '')
      ? []
      : [bound.listener.hostname?.value.toLowerCase()],
  );
  const own = listeners.flatMap((it) => (it ? [named(it, 'hostname of its listener')] : []));
  return known(asked, own).filter(
    ({ label }) => listeners.length === 0 || listeners.some((it) => !it || hostsMatch(it, label.toLowerCase())),
  );
}

/** Names for a listener: those that its routes have first. */
export function listenerHostnames(asked: Asked): Candidate[] {
  const { mesh, object } = asked;
  const routes = object ? routesWithParent(mesh, object) : [];
  return known(
    asked,
    routes.flatMap((it) =>
      hostnamesOf(it).map(({ value }) => named(value, `hostname of ${it.resource.type} ${it.name}`)),
    ),
  );
}

/** Names that a server may have by a BackendTLSPolicy: those of what it is for first. */
export function policyHostnames(asked: Asked): Candidate[] {
  const { mesh, object } = asked;
  const targets = isOfKind(object, 'BackendTLSPolicy') ? targetsOf(mesh, object).flatMap((it) => it.hosts) : [];
  const own = targets.filter((it) => !isWildcard(it)).map((it) => named(it, 'host of its target'));
  return once([...own, ...serverNames(asked)]);
}

const named = (label: string, detail: string): Candidate => ({ label, kind: 'host', detail, rank: 0 });

const known = (asked: Asked, own: readonly Candidate[]): Candidate[] =>
  once([...own, ...fullNames(asked)]).filter(({ label }) => label !== '*' && !hasPlaceholder(label));
