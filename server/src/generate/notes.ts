import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import { clientNamespaces, type EgressRequest, hopPort, objectName } from './egress-request';
import { isForOwnNamespace } from './export-to';
import { isBesideClients, madeService } from './gateway-api';
import { hopSubset } from './istio-api';
import { clientsOf } from './promised';

/** What the objects need besides, a paragraph each. */
export const egressNeeds = (request: EgressRequest): string[] => [
  ...ofGateway(request),
  ...ofRule(request),
  ...ofGatewayApi(request),
  ...ofNetworkPolicy(request),
];

/** What else whoever applies them must know, for those who have no guide. */
export const egressAsides = (request: EgressRequest, mesh: Mesh): string[] => [
  ...ofOtherWays(request, mesh),
  ...ofCheck(request),
];

/** What does not go that way, and whom nothing here binds. */
function ofOtherWays(request: EgressRequest, mesh: Mesh): string[] {
  const { api, host, application, enclosure } = request;
  if (api === 'sidecar') return [];
  const [client] = clientsOf(request);
  const https = requestTo(host, 'https', 443, undefined);
  const isPast =
    application !== 'https' && client && ['direct', 'passthrough'].includes(trace(mesh, client, https).verdict);
  return [
    ...(isPast && application !== 'tcp'
      ? [`HTTPS that applications speak with ${host} themselves still goes out directly.`]
      : []),
    ...(enclosure
      ? []
      : ['A pod that goes around its sidecar is not kept from the host: only a NetworkPolicy does that.']),
  ];
}

/** How to see that it works. */
function ofCheck({ api, gateway, namespace }: EgressRequest): string[] {
  if (api === 'sidecar') return [];
  const [owner, name] =
    api === 'ambient'
      ? [namespace, 'waypoint']
      : [gateway.namespace, api === 'gateway-api' ? madeService(gateway.name) : gateway.name];
  return [
    `To check: each request has a line in the access log, kubectl logs ${owner ? `-n ${owner} ` : ''}deploy/${name}.`,
  ];
}

function ofGateway(request: EgressRequest): string[] {
  const { api, gateway, application, lacksPort, outside, credential } = request;
  const service = `${gateway.namespace}/${gateway.name}`;
  const isUnusual = (application === 'tcp' || ![80, 443].includes(hopPort(request))) && api === 'istio';
  return [
    ...(isUnusual && lacksPort === undefined
      ? [`The Service ${service} must have port ${hopPort(request)}, which gateways are not installed with.`]
      : []),
    ...(outside === 'mtls' && credential
      ? [
          `The Secret ${credential} must be in the namespace of the ${api === 'sidecar' ? 'clients' : "gateway's pods"}, with the keys tls.crt, tls.key and ca.crt.`,
        ]
      : []),
  ];
}

/** Why not all objects are in the namespace that they are for, and how they may be. */
function ofRule(request: EgressRequest): string[] {
  const { api, namespace, gateway } = request;
  const isForOne =
    api === 'istio' && hopSubset(request) !== undefined && clientNamespaces(request).every((it) => it === namespace);
  if (!isForOne || namespace === gateway.namespace || isForOwnNamespace(request)) return [];
  return [
    `The DestinationRule for the gateway's Service is in ${gateway.namespace}, where all namespaces find it. If the objects are exported to ${namespace || '.'} and ${gateway.namespace} alone, it is beside them.`,
  ];
}

function ofGatewayApi(request: EgressRequest): string[] {
  const { api, application, gateway } = request;
  if (api !== 'gateway-api') return [];
  const service = madeService(gateway.name);
  const made = `Istio runs this gateway itself: it makes a Deployment and a Service of it, both called ${service}.`;
  const isShared = gateway.name !== objectName(request).name;
  return [
    isShared
      ? `${made} Applied over a Gateway of that name that is in no file here, it would take its other listeners away.`
      : made,
    ...(application === 'https' ? [tlsRouteVersion] : []),
  ];
}

// 4.1 pkg/config/schema/gatewayapi/minimumversions.go MinimumCRDVersions; Istio 1.29 still read v1alpha2
const tlsRouteVersion =
  'TLSRoute is of version v1, which the Gateway API has from 1.5 on, and Istio reads from 1.30 on.';

function ofNetworkPolicy(request: EgressRequest): string[] {
  const { api, enclosure } = request;
  if (!enclosure) return [];
  const { podPort, controlPlane } = enclosure;
  const namespace = clientNamespaces(request).join(' and ');
  const where = namespace ? `namespace ${namespace}` : 'the namespace that it is applied to';
  const butGateways = api === 'gateway-api' && isBesideClients(request) ? ' but those of Gateways' : '';
  // with another API the gateway is elsewhere, which is not sure where no namespace is named
  const notThere = namespace || api === 'gateway-api' ? '' : ", which must not be the gateway's";
  return [
    `The NetworkPolicy is for all pods of ${where}${butGateways}${notThere}. It holds only if the cluster's network plugin (CNI) enforces NetworkPolicies.`,
    `Besides the gateway it leaves them DNS in kube-system and istiod in ${controlPlane}. What else they call needs a rule of its own: Services of the mesh, DNS on the node or in another namespace.`,
    ...(podPort === hopPort(request)
      ? []
      : [
          `Its ports are those of pods: for port ${hopPort(request)} of their Service, the gateway's listen on ${podPort}.`,
        ]),
  ];
}
