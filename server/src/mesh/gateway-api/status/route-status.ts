import { gatewayByDefault, type ObjectReference, referred } from '../../../model/object-reference';
import { meshGateway } from '../../../model/virtual-service';
import type { Mesh } from '../../../workspace/mesh';
import { problemsOf } from '../backend-problem';
import { parentsOf, type RouteParent } from '../parents';
import type { Route } from '../routes';
import { type Condition, condition } from './condition';

/** What Istio reports of a route for each of its parents; nothing for one that it does not know. */
export function routeStatus(mesh: Mesh, route: Route): Condition[] {
  // 4.7 pilot/pkg/config/kube/gateway/conditions.go createRouteStatus
  const all = parentsOf(mesh, route);
  return route.resource.spec.parentRefs.flatMap((reference, index) => {
    const [first, ...others] = all.filter((it) => it.index === index);
    if (!first) return [];
    // of the listeners that a reference means, the one that fits best
    const best = others.reduce((found, it) => (rank(it) < rank(found) ? it : found), first);
    const rules = problemsOf(mesh, route, [best.bound === meshGateway]);
    const part = partLabel(reference, route.namespace);
    return [
      condition(part, 'Accepted', 'Accepted', best.denied),
      condition(part, 'ResolvedRefs', 'ResolvedRefs', rules.at(-1)),
    ];
  });
}

const ranks: Readonly<Record<string, number>> = { NotAllowedByListeners: 1, NoMatchingListenerHostname: 2 };

const rank = ({ denied }: RouteParent): number => (denied ? (ranks[denied.reason] ?? 4) : 0);

/** `Gateway/infra/egress/http:80`, without what is not written. */
function partLabel(reference: ObjectReference, own: string): string {
  const { kind, namespace, name } = referred(reference, gatewayByDefault, own);
  const section = reference.sectionName ? `/${reference.sectionName.value}` : '';
  return `${kind}/${namespace}/${name}${section}${reference.port ? `:${reference.port.value}` : ''}`;
}
