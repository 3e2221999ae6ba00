import { gatewayByDefault, type ObjectReference, referred } from '../../../model/object-reference';
import { meshGateway } from '../../../model/virtual-service';
import type { Mesh } from '../../../workspace/mesh';
import { problemsOf } from '../backend-problem';
import { bestParents } from '../parents';
import type { Route } from '../routes';
import { type Condition, condition } from './condition';

/** What Istio reports of a route for each of its parents; nothing for one that it does not know. */
export function routeStatus(mesh: Mesh, route: Route): Condition[] {
  // 4.7 pilot/pkg/config/kube/gateway/conditions.go createRouteStatus
  return bestParents(mesh, route).flatMap(({ reference, bound, denied }) => {
    const rules = problemsOf(mesh, route, [bound === meshGateway]);
    const part = partLabel(reference, route.namespace);
    return [
      condition(part, 'Accepted', 'Accepted', denied),
      condition(part, 'ResolvedRefs', 'ResolvedRefs', rules.at(-1)),
    ];
  });
}

/** `Gateway/infra/egress/http:80`, without what is not written. */
function partLabel(reference: ObjectReference, own: string): string {
  const { kind, namespace, name } = referred(reference, gatewayByDefault, own);
  const section = reference.sectionName ? `/${reference.sectionName.value}` : '';
  return `${kind}/${namespace}/${name}${section}${reference.port ? `:${reference.port.value}` : ''}`;
}
