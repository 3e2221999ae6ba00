import { agree, namespaceLabel } from '../../model/namespace';
import type { Referred } from '../../model/object-reference';
import { couldEqual } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';

const group = 'gateway.networking.k8s.io';

// B4 pilot/pkg/config/kube/gatewaycommon/references.go ReferenceGrantsCollection
const fromKinds: ReadonlySet<string> = new Set([
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'ListenerSet',
]);
const toKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  '/Service',
  'gateway.networking.x-k8s.io/XBackend',
  'inference.networking.k8s.io/InferencePool',
]);

/** Whether an object may refer to one of another namespace, because a ReferenceGrant there lets it. */
export function isGranted(mesh: Mesh, from: MeshObject, to: Referred): boolean {
  const { type: fromKind } = from.resource;
  if (agree(from.namespace, to.namespace)) return true;
  if (!fromKinds.has(fromKind) || !toKinds.has(`${to.group}/${to.kind}`)) return false;
  // B3 pilot/pkg/config/kube/gatewaycommon/references.go BackendAllowed, SecretAllowed
  return mesh
    .inNamespace('ReferenceGrant', to.namespace)
    .some(
      ({ resource: { spec } }) =>
        spec.from.some(
          (it) =>
            it.group?.value === group &&
            it.kind?.value === fromKind &&
            couldEqual(it.namespace?.value ?? '', from.namespace),
        ) &&
        spec.to.some(
          (it) =>
            (it.group?.value ?? '') === to.group &&
            it.kind?.value === to.kind &&
            (it.name === undefined || couldEqual(it.name.value, to.name)),
        ),
    );
}

/** That a ReferenceGrant is missing, for the end of a sentence. */
export const notGranted = (from: MeshObject, to: Referred): string =>
  `no ReferenceGrant in ${namespaceLabel(to.namespace)} lets ${from.resource.type}s of ${namespaceLabel(from.namespace)} refer to it`;
