import type { Problem } from '../mesh/gateway-api/problem';
import { type RouteKind, routesWithParent } from '../mesh/gateway-api/routes';
import { owns, ownsByName } from '../mesh/ownership';
import { type ServicePort, servicesMatching } from '../mesh/services';
import { sameHost } from '../model/host';
import { agree, namespaceLabel } from '../model/namespace';
import { gatewayByDefault, type ObjectReference, type Referred, referred } from '../model/object-reference';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { type AnyRoute, isOpen } from './route-problems';

type ParentKind = 'KubernetesGateway' | 'ListenerSet' | 'ServiceEntry';

/** The parents of a route that are nowhere to be seen, or lack the port that it names; Istio writes no status for them. */
export function missingParents(mesh: Mesh, route: AnyRoute): Problem[] {
  const { parentRefs } = route.resource.spec;
  const problem = (text: string, other: MeshObject | undefined, ...path: Path): Problem => ({
    reason: 'NoMatchingParent',
    fact: 'K4',
    text,
    object: route,
    path,
    other,
  });
  if (parentRefs.length === 0 && !mesh.hasHidden(route.resource.kind))
    return [problem('The route names no parent.', undefined)];
  return parentRefs.flatMap((reference, index): Problem[] => {
    const to = referred(reference, gatewayByDefault, route.namespace);
    if (!reference.name || isOpen(reference) || !isParent(to) || mesh.hasHidden(to.type)) return [];
    if (mesh.find(to.type, to.namespace, to.name).length > 0) {
      const text = wrongPort(mesh, to, reference);
      return text === undefined ? [] : [problem(text, undefined, 'spec', 'parentRefs', index, 'port')];
    }
    const other = onlyElsewhere(mesh, to);
    // of those that the workspace would have, Istio's own status speaks
    if (to.type === 'ServiceEntry' && (!other || owns(mesh, to.namespace, to.type))) return [];
    return [problem(absence(mesh, to, other), other, 'spec', 'parentRefs', index, 'name')];
  });
}

/** Whether a parent is nowhere to be seen, in a workspace that need not have it. */
export const mayBeElsewhere = (mesh: Mesh, to: Referred): boolean =>
  isParent(to) && mesh.find(to.type, to.namespace, to.name).length === 0 && !ownsByName(mesh, to.namespace, to.type);

const isParent = (to: Referred): to is Referred & { readonly type: ParentKind } =>
  to.type === 'KubernetesGateway' || to.type === 'ListenerSet' || to.type === 'ServiceEntry';

/** The only object that is called so, in whichever namespace, where no route names it; `undefined` for none. */
function onlyElsewhere(mesh: Mesh, { type, name }: Referred & { readonly type: ParentKind }): MeshObject | undefined {
  const [found, ...others] = mesh.named(type, name);
  return found && others.length === 0 && routesWithParent(mesh, found).length === 0 ? found : undefined;
}

function absence(mesh: Mesh, { type, kind, namespace, name }: Referred, other: MeshObject | undefined): string {
  const missing = `${kind} ${name} in ${namespaceLabel(namespace)}`;
  if (isParent({ type, kind, namespace, name, group: '' }) && ownsByName(mesh, namespace, type as ParentKind))
    return `There is no ${missing}.`;
  return other
    ? `The manifests have no ${missing}, but one in ${namespaceLabel(other.namespace)} that no route names.`
    : `The workspace has no ${missing}; if there is none elsewhere, this holds:`;
}

/** What to say of a port that a ServiceEntry does not have; `undefined` for one that it has. */
function wrongPort(mesh: Mesh, to: Referred, { port }: ObjectReference): string | undefined {
  if (to.type !== 'ServiceEntry' || !port) return undefined;
  // K3 pilot/pkg/config/kube/gateway/conversion.go augmentPortMatch
  const ports = portsOfEntry(mesh, to).map((it) => it.number.value);
  return ports.length === 0 || ports.includes(port.value)
    ? undefined
    : `Port ${port.value} is none of ServiceEntry ${to.name}.`;
}

/** The ports of a ServiceEntry that is named. */
export const portsOfEntry = (mesh: Mesh, { namespace, name }: Pick<Referred, 'namespace' | 'name'>) =>
  mesh
    .find('ServiceEntry', namespace, name)
    .flatMap((entry) =>
      entry.resource.spec.hosts
        .slice(0, 1)
        .flatMap(({ value }) =>
          servicesMatching(mesh, value).filter(
            (it) => it.object === entry && sameHost(it.host, value) && agree(it.namespace, entry.namespace),
          ),
        ),
    )
    .flatMap((it) => it.ports);

/** Whether sidecars follow a kind of route at a port. */
export const isReadBy = (kind: RouteKind, { listener }: ServicePort): boolean =>
  // 3.3 pilot/pkg/networking/core/listener.go buildSidecarOutboundListener: what is sniffed may be either
  kind === 'TCPRoute' || (kind === 'TLSRoute' ? listener !== 'http' : listener !== 'tls');
