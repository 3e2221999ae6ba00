import type { Mesh, MeshObject } from '../workspace/mesh';

type VirtualService = MeshObject<'VirtualService'>;

/** The VirtualServices with a route that is delegated to this one. */
export const rootsOf = (mesh: Mesh, { name, namespace }: VirtualService): readonly VirtualService[] =>
  mesh.remember('roots by delegate', () => byDelegate(mesh)).get(`${namespace}/${name}`) ?? [];

function byDelegate(mesh: Mesh): ReadonlyMap<string, readonly VirtualService[]> {
  const found = new Map<string, VirtualService[]>();
  for (const root of mesh.all('VirtualService'))
    for (const { delegate } of root.resource.spec.http) {
      if (!delegate?.name) continue;
      // V6 pilot/pkg/model/virtualservice_controller.go mergeVirtualServices: else it is in the root's own namespace
      const key = `${delegate.namespace?.value || root.namespace}/${delegate.name.value}`;
      const known = found.get(key) ?? [];
      if (!known.includes(root)) known.push(root);
      found.set(key, known);
    }
  return found;
}
