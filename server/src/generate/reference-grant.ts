import type { Referred } from '../model/object-reference';
import type { MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { kubernetesObject } from './objects';

/** Lets objects of the kind and namespace of one refer to another one by name. */
export function referenceGrant({ resource, namespace, name }: MeshObject, to: Referred): Value {
  const spec = {
    from: [{ group: 'gateway.networking.k8s.io', kind: resource.type, namespace }],
    to: [{ group: to.group, kind: to.kind, name: to.name }],
  };
  // v1 is served only from Gateway API 1.5 on
  const apiVersion = 'gateway.networking.k8s.io/v1beta1';
  return kubernetesObject(
    apiVersion,
    'ReferenceGrant',
    { name: `${name}-to-${to.name}`, namespace: to.namespace },
    spec,
  );
}
