import type { Read } from '../yaml/read';
import { argoApplication } from './argo-application';
import { authorizationPolicy } from './authorization-policy';
import { backendTlsPolicy } from './backend-tls-policy';
import { configMap } from './config-map';
import { destinationRule } from './destination-rule';
import { envoyFilter } from './envoy-filter';
import { gateway } from './gateway';
import { gatewayClass } from './gateway-class';
import { grpcRoute } from './grpc-route';
import { helmChart } from './helm-chart';
import { helmRelease } from './helm-release';
import { helmValuesFile } from './helm-values';
import { httpRoute } from './http-route';
import { istioControlPlane } from './istio-control-plane';
import { istioOperator } from './istio-operator';
import type { KindDefinition } from './kind';
import { kubernetesGateway } from './kubernetes-gateway';
import { kustomization } from './kustomization';
import { tcpRoute, tlsRoute } from './l4-route';
import { listenerSet } from './listener-set';
import { namespaceObject } from './namespace-object';
import { networkPolicy } from './network-policy';
import { otherNetworkPolicy } from './other-network-policy';
import { peerAuthentication } from './peer-authentication';
import { proxyConfig } from './proxy-config';
import { referenceGrant } from './reference-grant';
import { removedKind } from './removed-kind';
import { secret } from './secret';
import { service } from './service';
import { serviceEntry } from './service-entry';
import { sidecar } from './sidecar';
import { telemetry } from './telemetry';
import { virtualService } from './virtual-service';
import { workload } from './workload';
import { workloadEntry } from './workload-entry';

export const kinds = [
  serviceEntry,
  gateway,
  virtualService,
  destinationRule,
  sidecar,
  workloadEntry,
  authorizationPolicy,
  peerAuthentication,
  service,
  workload,
  namespaceObject,
  kustomization,
  networkPolicy,
  otherNetworkPolicy,
  secret,
  configMap,
  istioOperator,
  istioControlPlane,
  helmRelease,
  kubernetesGateway,
  gatewayClass,
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  referenceGrant,
  backendTlsPolicy,
  listenerSet,
  envoyFilter,
  telemetry,
  proxyConfig,
  argoApplication,
  helmValuesFile,
  helmChart,
  removedKind,
] as const;

type Kinds = { [D in (typeof kinds)[number] as D['name']]: Read<D['spec']> };
export type Kind = keyof Kinds;
export type Spec<K extends Kind> = Kinds[K];

const byType = new Map<string, KindDefinition>();
for (const definition of kinds)
  for (const group of definition.groups)
    for (const kind of (definition as KindDefinition).kinds ?? [definition.name])
      byType.set(`${group}/${kind}`, definition as KindDefinition);

/** How an object with this `apiVersion` and `kind` is read; `undefined` for kinds that mean nothing to us. */
export const kindDefinition = (apiVersion: string, kind: string): KindDefinition | undefined =>
  byType.get(`${apiGroup(apiVersion)}/${kind}`);

/** `networking.istio.io` of `networking.istio.io/v1`; empty for the core group. */
export const apiGroup = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));

/** `v1beta1` of `networking.istio.io/v1beta1`. */
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
