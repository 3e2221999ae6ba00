import { kindsOf } from '../mesh/gateway-api/listener-protocol';
import { routeKinds } from '../mesh/gateway-api/routes';
import { listener } from '../model/kubernetes-gateway';
import { agree } from '../model/namespace';
import {
  type DefaultKind,
  gatewayByDefault,
  nothingByDefault,
  type ObjectReference,
  objectReference,
  secretByDefault,
  serviceByDefault,
} from '../model/object-reference';
import { nodeAt } from '../yaml/tree';
import { fieldNames, type Spot } from './spot';
import {
  hasAuthority,
  hasCertificate,
  isAccepted,
  isGatewayPolicyTarget,
  isListenerSetParent,
  needsGrant,
} from './usable';

/** A field by which an object names others, and what Istio knows there. */
export interface ReferenceField {
  /** The kind of the object, and the names on the path to the reference. */
  readonly field: RegExp;
  readonly byDefault: DefaultKind;
  /** The usual one first. */
  kinds(spot: Spot): readonly DefaultKind[];
  /** Only objects of the own namespace can be meant. */
  readonly isLocal?: true;
  /** Only objects of other namespaces need be meant. */
  readonly isForeign?: true;
  /** Whether a ReferenceGrant has to let it refer to other namespaces; it need not where this is missing. */
  needsGrant?(spot: Spot): boolean;
  /** Whether Istio takes such a reference, as far as the workspace says; any where it is missing. */
  isUsable?(spot: Spot, reference: ObjectReference): boolean;
}

const gatewayApi = gatewayByDefault.group;
const routes = routeKinds.map((kind): DefaultKind => ({ group: gatewayApi, kind }));
const listenerSet: DefaultKind = { group: gatewayApi, kind: 'ListenerSet' };
const gatewayClass: DefaultKind = { group: gatewayApi, kind: 'GatewayClass' };
const serviceEntry: DefaultKind = { group: 'networking.istio.io', kind: 'ServiceEntry' };
const hostname: DefaultKind = { group: 'networking.istio.io', kind: 'Hostname' };
const configMap: DefaultKind = { group: '', kind: 'ConfigMap' };

const always = () => true;

/** The first that fits counts. */
const fields: readonly ReferenceField[] = [
  {
    // K1 pilot/pkg/config/kube/gateway/conversion.go toInternalParentReference
    field: /Route spec\.parentRefs$/,
    byDefault: gatewayByDefault,
    kinds: () => [gatewayByDefault, serviceEntry, serviceByDefault, listenerSet],
    isUsable: isAccepted,
  },
  {
    field: /^ListenerSet spec\.parentRef$/,
    byDefault: gatewayByDefault,
    kinds: () => [gatewayByDefault],
    isUsable: isListenerSetParent,
  },
  {
    // B1, B2 pilot/pkg/config/kube/gateway/conversion.go buildDestination
    field: /\.backendRefs?$/,
    byDefault: serviceByDefault,
    kinds: () => [serviceByDefault, hostname],
    needsGrant,
  },
  {
    // Y1 pilot/pkg/config/kube/gateway/backend_policies.go BackendTLSPolicyCollection
    field: /^BackendTLSPolicy spec\.targetRefs$/,
    byDefault: nothingByDefault,
    kinds: () => [serviceEntry, serviceByDefault],
    isLocal: true,
  },
  {
    // pkg/config/validation/validation.go validatePolicyTargetReference
    field: / spec\.targetRefs?$/,
    byDefault: nothingByDefault,
    kinds: ({ mesh, namespace }) => [
      gatewayByDefault,
      serviceEntry,
      serviceByDefault,
      // pilot/pkg/model/policyattachment.go ShouldAttachPolicy
      ...(agree(namespace, mesh.settings.rootNamespace) ? [gatewayClass] : []),
    ],
    isLocal: true,
    isUsable: isGatewayPolicyTarget,
  },
  {
    // Y3 pilot/pkg/config/kube/gateway/backend_policies.go getBackendTLSCredentialName
    field: /^BackendTLSPolicy spec\.validation\.caCertificateRefs$/,
    byDefault: nothingByDefault,
    kinds: () => [configMap],
    isLocal: true,
    isUsable: hasAuthority,
  },
  {
    // L6 pilot/pkg/config/kube/gateway/conversion.go buildCaCertificateReference
    field: /\.caCertificateRefs$/,
    byDefault: nothingByDefault,
    kinds: () => [configMap, secretByDefault],
    needsGrant: always,
    isUsable: hasAuthority,
  },
  {
    // L4 pilot/pkg/config/kube/gateway/conversion.go buildTLS
    field: /\.(?:certificateRefs|clientCertificateRef)$/,
    byDefault: secretByDefault,
    kinds: () => [secretByDefault],
    needsGrant: always,
    isUsable: hasCertificate,
  },
  {
    // 4.5 pilot/pkg/config/kube/gateway/gateway_collection.go validateParametersRef
    field: /^Gateway spec\.infrastructure\.parametersRef$/,
    byDefault: nothingByDefault,
    kinds: () => [configMap],
    isLocal: true,
  },
  { field: /^GatewayClass spec\.parametersRef$/, byDefault: nothingByDefault, kinds: () => [configMap] },
  {
    field: /\.listeners\.allowedRoutes\.kinds$/,
    byDefault: { group: gatewayApi, kind: '' },
    kinds: routesOfListener,
  },
  {
    // B4 pilot/pkg/config/kube/gatewaycommon/references.go ReferenceGrantsCollection
    field: /^ReferenceGrant spec\.from$/,
    byDefault: nothingByDefault,
    kinds: () => [...routes, gatewayByDefault, listenerSet],
    isForeign: true,
  },
  {
    field: /^ReferenceGrant spec\.to$/,
    byDefault: nothingByDefault,
    kinds: () => [serviceByDefault, secretByDefault, configMap],
    isLocal: true,
  },
];

/** The routes that the listener at a place can have. */
function routesOfListener({ node, path }: Spot): readonly DefaultKind[] {
  const written = listener(nodeAt(node, path.slice(0, 3)));
  const kinds = written ? kindsOf({ ...written, allowedRoutes: undefined }).kinds : [];
  return kinds.length > 0 ? routes.filter((it) => kinds.includes(it.kind)) : routes;
}

/** A reference that is being written, or that a place is a part of. */
export interface PlacedReference {
  readonly field: ReferenceField;
  readonly reference: ObjectReference;
}

/** The reference that a place is a field of; `undefined` for any other place. */
export function referenceAt({ kind, node, path }: Spot): PlacedReference | undefined {
  const at = path.slice(0, -1);
  const names = `${kind} ${fieldNames(at)}`;
  const field = fields.find((it) => it.field.test(names));
  const reference = field && objectReference(nodeAt(node, at));
  return reference && { field, reference };
}
