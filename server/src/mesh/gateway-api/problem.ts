import type { Evidence } from '../evidence';

/** Why Istio does not take a part of an object as it is meant, with the reason that it reports in the object's status. */
export interface Problem extends Evidence {
  readonly reason: Reason;
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
  | 'TargetNotFound'
  | 'Conflicted'
  | 'IgnoredByIstio';
