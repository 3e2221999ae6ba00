import type { Referred } from '../../model/object-reference';
import type { MeshObject } from '../../workspace/mesh';
import type { Evidence } from '../evidence';

/** Why Istio does not take a part of an object as it is meant, with the reason that it reports in the object's status. */
export interface Problem extends Evidence {
  readonly reason: Reason;
  /** What is referred to in vain. */
  readonly to?: Referred;
  /** Another object that is the reason. */
  readonly other?: MeshObject | undefined;
}

/** The reasons of the Gateway API's conditions and Istio's own. */
export type Reason =
  // routes and their parents
  | 'NoMatchingParent'
  | 'NotAllowedByListeners'
  | 'NoMatchingListenerHostname'
  // what routes and policies refer to
  | 'BackendNotFound'
  | 'RefNotPermitted'
  | 'Invalid'
  | 'InvalidKind'
  | 'InvalidDestination'
  | 'InvalidFilter'
  | 'InvalidConfiguration'
  // listeners
  | 'UnsupportedProtocol'
  | 'ProtocolConflict'
  | 'HostnameConflict'
  | 'InvalidRouteKinds'
  | 'InvalidCertificateRef'
  | 'InvalidCACertificateRef'
  | 'InvalidCACertificateKind'
  | 'NoValidCACertificate'
  | 'Invalid'
  // Gateways and ListenerSets
  | 'ListenersNotValid'
  | 'UnsupportedAddress'
  | 'DeprecatedField'
  | 'InvalidParameters'
  | 'InvalidClientCertificateRef'
  | 'NotAllowed'
  // policies
  // waypoints of services
  | 'WaypointIsNotReady'
  | 'AttachmentDenied'
  | 'UnsupportedTrafficType'
  | 'CrossNamespaceWaypointForbidden'
  | 'NoWaypointForWildcardService'
  | 'TargetNotFound'
  | 'Conflicted'
  | 'IgnoredByIstio';
