import { type Fix, fix, insertInto, replace } from '../generate/edit';
import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import type { GatewayListener } from '../model/kubernetes-gateway';
import { unnamed } from '../model/namespace';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** Lets a listener, which is at a path of its object, have what is in another namespace; or in all. */
export function allowNamespace(
  owner: MeshObject,
  path: Path,
  { allowedRoutes }: GatewayListener,
  namespace: string,
): Fix[] {
  if (namespace === unnamed || owner.namespace === unnamed) return [];
  const at = [...path, 'allowedRoutes', 'namespaces'];
  const { from, selector } = allowedRoutes?.namespaces ?? {};
  const values = [owner.namespace, namespace];
  const both = { matchExpressions: [{ key: namespaceNameLabel, operator: 'In', values }] };
  const some = from
    ? [replace(owner, from.span, 'Selector'), insertInto(owner, [...at, 'selector'], both)]
    : [insertInto(owner, at, { from: 'Selector', selector: both })];
  const all = from ? replace(owner, from.span, 'All') : insertInto(owner, at, { from: 'All' });
  return [
    ...(selector ? [] : fix(`Let those of ${namespace} be attached`, some)),
    ...fix('Let those of all namespaces be attached', [all]),
  ];
}
