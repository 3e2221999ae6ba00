import type { GatewayListener } from '../../model/kubernetes-gateway';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { isAllowed } from './namespaces';
import { routesWithParent } from './routes';

/** The hosts of a listener as a server of Istio's API has them: with the namespaces whose routes it takes. */
export function listenerHosts(mesh: Mesh, owner: MeshObject, { hostname, allowedRoutes }: GatewayListener): string[] {
  // K8 pilot/pkg/config/kube/gateway/conversion.go buildHostnameMatch
  const host = hostname?.value || '*';
  const from = allowedRoutes?.namespaces?.from?.value ?? 'Same';
  if (from === 'Same') return [`${owner.namespace}/${host}`];
  if (from === 'All' || !allowedRoutes?.namespaces?.selector) return [`*/${host}`];
  const known = mesh.all('Namespace').map((it) => it.name);
  if (known.length === 0) return [`*/${host}`];
  const isSelected = (it: string): boolean => isAllowed(mesh, allowedRoutes.namespaces, owner.namespace, it) === true;
  const selected = known.filter(isSelected).sort();
  if (selected.length > 0) return selected.map((it) => `${it}/${host}`);
  // it may select namespaces that are not among the manifests
  const ofRoutes = routesWithParent(mesh, owner).map((it) => it.namespace);
  const allowed = [...new Set(ofRoutes)].filter(
    (it) => isAllowed(mesh, allowedRoutes.namespaces, owner.namespace, it) !== false,
  );
  // a server needs a host, even where no route may be attached
  return allowed.length > 0 ? allowed.sort().map((it) => `${it}/${host}`) : [`~/${host}`];
}
