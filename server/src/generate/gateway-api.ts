import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import { serviceHost } from '../model/host';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import type { Value } from '../yaml/write';
import {
  dialledHost,
  type EgressRequest,
  entryName,
  gatewayServer,
  hopPort,
  objectName,
  outsidePort,
} from './egress-request';
import type { GatewayPods } from './gateway-pods';
import { keepingHttp2 } from './http-version';
import { destinationRuleObject, kubernetesObject, type ObjectName, portPolicy } from './objects';
import { hostEntry, origination } from './outside-host';

/** The Service that Istio makes of a Gateway of its class `istio`. */
export const madeService = (gateway: string): string =>
  // 4.5 pilot/pkg/config/kube/gatewaycommon/gateway_utils.go GetDefaultName
  `${gateway}-istio`;

/** The pods that Istio makes of a Gateway; they listen on the ports of their Service. */
export const podsMadeOf = ({ name }: ObjectName, port: number): GatewayPods => ({
  // 4.5 manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml
  labels: { [gatewayNameLabel]: name },
  port,
});

/** Whether Istio makes the gateway's pods in the namespace of the objects, and so of the clients. */
export const isBesideClients = ({ namespace, gateway }: Pick<EgressRequest, 'namespace' | 'gateway'>): boolean =>
  namespace === gateway.namespace;

/**
 * The egress route in objects of Kubernetes' Gateway API, in reading order. TLS is still said by DestinationRules: for the
 * hop the Gateway API has no word, and a BackendTLSPolicy for a ServiceEntry is read only from Istio 1.28 on.
 */
export const gatewayApiObjects = (request: EgressRequest): Value[] => [
  hostEntry(request),
  gatewayValue(request),
  ...hopTls(request),
  ...origination(request),
  routeToGateway(request),
  routeToHost(request),
];

const apiVersion = 'gateway.networking.k8s.io/v1';

/** The kinds of routes, by what an application speaks. */
const routes = {
  http: { kind: 'HTTPRoute', apiVersion },
  grpc: { kind: 'HTTPRoute', apiVersion },
  https: { kind: 'TLSRoute', apiVersion },
  tcp: { kind: 'TCPRoute', apiVersion },
} as const;

/** What leads sidecars to the gateway. */
export function routeToGateway(request: EgressRequest): Value {
  return routeObject(request, `direct-${routeName(request)}`, {
    parentRefs: [{ group: istioGroup, kind: 'ServiceEntry', name: entryName(request), port: request.port }],
    // Gateway API TLSRoute v1: its hostnames are not optional; K2 those of an HTTPRoute for a ServiceEntry count for nothing
    ...(request.application === 'https' ? { hostnames: [request.host] } : {}),
    rules: [{ backendRefs: [{ ...reference(request, madeService(request.gateway.name)), port: hopPort(request) }] }],
  });
}

/** What leads the gateway to the host. */
export function routeToHost(request: EgressRequest): Value {
  const { host, gateway, application } = request;
  return routeObject(request, `forward-${routeName(request)}`, {
    parentRefs: [{ ...reference(request, gateway.name), sectionName: listenerName(request) }],
    ...(application === 'tcp' ? {} : { hostnames: [host] }),
    // B2 pilot/pkg/config/kube/gateway/conversion.go buildDestination: the host is looked up in the route's own namespace
    rules: [
      {
        backendRefs: [{ group: istioGroup, kind: 'Hostname', name: dialledHost(request), port: outsidePort(request) }],
      },
    ],
  });
}

/** Each port that applications dial has routes of its own, which their names say where it is not the usual one. */
export const routeName = (request: EgressRequest): string => {
  const { name } = objectName(request);
  return request.port === usualPorts[request.application] ? name : `${name}-${request.port}`;
};
const usualPorts: Readonly<Record<string, number>> = { http: 80, grpc: 80, https: 443 };

/** The name of the host's listener, where it has none yet; a Gateway for several hosts has many. */
export const listenerName = (request: EgressRequest): string => {
  const { name } = gatewayServer(request).port;
  const own = objectName(request).name;
  return request.serverName ?? (request.gateway.name === own ? name : `${name}-${own.replace(/^egress-/, '')}`);
};

function routeObject(request: EgressRequest, name: string, spec: Value): Value {
  const { kind, apiVersion: version } = routes[request.application];
  return kubernetesObject(version, kind, { name, namespace: request.namespace }, spec);
}

const istioGroup = 'networking.istio.io';

/** A name in the gateway's namespace, as an object of the request refers to it. */
const reference = (request: EgressRequest, name: string): { readonly [key: string]: Value } =>
  isBesideClients(request) ? { name } : { name, namespace: request.gateway.namespace };

/** The gateway, of which Istio makes pods and a Service. */
export function gatewayValue(request: EgressRequest): Value {
  const { port, tls } = gatewayServer(request);
  const listener = {
    name: listenerName(request),
    // a listener for TCP has none
    ...(port.protocol === 'TCP' ? {} : { hostname: request.host }),
    port: port.number,
    protocol: port.protocol === 'GRPC' ? 'HTTP' : port.protocol,
    ...listenerTls(tls),
    allowedRoutes: { namespaces: allowedNamespaces(request) },
  };
  const spec = { gatewayClassName: 'istio', listeners: [listener] };
  // 4.5 without it the Service is of type LoadBalancer: a way in
  return kubernetesObject(apiVersion, 'Gateway', request.gateway, spec, {
    'networking.istio.io/service-type': 'ClusterIP',
  });
}

function listenerTls(mode: string | undefined): { readonly [key: string]: Value } {
  if (mode === 'PASSTHROUGH') return { tls: { mode: 'Passthrough' } };
  // L5 pilot/pkg/config/kube/gateway/conversion.go buildTLS
  return mode ? { tls: { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': mode } } } : {};
}

const allowedNamespaces = (request: EgressRequest): Value =>
  isBesideClients(request)
    ? { from: 'Same' }
    : { from: 'Selector', selector: { matchLabels: { [namespaceNameLabel]: request.namespace } } };

/** The hop's TLS and HTTP, beside the gateway, where the sidecars of every namespace look. */
export function hopTls(request: EgressRequest): Value[] {
  const { application, gateway, hop } = request;
  if (hop !== 'mtls' && application !== 'grpc') return [];
  const name: ObjectName = { name: `${objectName(request).name}-gateway`, namespace: gateway.namespace };
  return [
    destinationRuleObject(name, hopHost(request), {
      trafficPolicy: portPolicy(hopPort(request), {
        ...keepingHttp2(request),
        ...(hop === 'mtls' ? { tls: { mode: 'ISTIO_MUTUAL', sni: dialledHost(request) } } : {}),
      }),
    }),
  ];
}

/** The Service that Istio makes of the Gateway, as a rule beside it names it. */
export function hopHost({ gateway }: EgressRequest): string {
  const service = madeService(gateway.name);
  // R5 a name alone is a Service in the namespace of the rule, wherever that is applied to
  return gateway.namespace ? serviceHost(service, gateway.namespace) : service;
}
