import type { Rule } from '../rule';
import { backendTlsPolicyDoubleTls } from './backend-tls-policy-double-tls';
import { backendTlsPolicyTargetInvalid } from './backend-tls-policy-target-invalid';
import { hostnameBackendNamespace } from './hostname-backend-namespace';
import { hostnameBackendNotInRouteNamespace } from './hostname-backend-not-in-route-namespace';
import { kubernetesGatewayClass } from './kubernetes-gateway-class';
import { kubernetesGatewayEgressLoadBalancer } from './kubernetes-gateway-egress-load-balancer';
import { kubernetesGatewayGeneratedName } from './kubernetes-gateway-generated-name';
import { listenerProtocolCase } from './listener-protocol-case';
import { listenerWithoutTls } from './listener-without-tls';
import { meshRouteHostnamesIgnored } from './mesh-route-hostnames-ignored';
import { meshRouteThirdNamespace } from './mesh-route-third-namespace';
import { parentKindIgnored } from './parent-kind-ignored';
import { referenceGrantMissing } from './reference-grant-missing';
import { refusedByIstio } from './refused-by-istio';
import { routeHostnameMismatch } from './route-hostname-mismatch';
import { routeKindListenerProtocol } from './route-kind-listener-protocol';
import { routeNotAllowedByListener } from './route-not-allowed-by-listener';
import { routeParentNotFound } from './route-parent-not-found';
import { serviceBackendDotted } from './service-backend-dotted';
import { tlsPassthroughOnHttps } from './tls-passthrough-on-https';

/** Gateways, listeners and routes of the Gateway API. */
export const gatewayApiRules: readonly Rule[] = [
  routeParentNotFound,
  parentKindIgnored,
  routeNotAllowedByListener,
  routeHostnameMismatch,
  routeKindListenerProtocol,
  listenerProtocolCase,
  listenerWithoutTls,
  tlsPassthroughOnHttps,
  hostnameBackendNamespace,
  hostnameBackendNotInRouteNamespace,
  serviceBackendDotted,
  referenceGrantMissing,
  backendTlsPolicyTargetInvalid,
  backendTlsPolicyDoubleTls,
  meshRouteHostnamesIgnored,
  meshRouteThirdNamespace,
  kubernetesGatewayClass,
  kubernetesGatewayGeneratedName,
  kubernetesGatewayEgressLoadBalancer,
  refusedByIstio,
];
