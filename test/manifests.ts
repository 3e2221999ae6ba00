/*
 * Manifests in few words, for tests that need many. A spec is YAML, indented by two.
 */

/** The host of the Service that the usual egress gateway has. */
export const gatewayService = 'istio-egressgateway.istio-system.svc.cluster.local';

/** An object of Istio, or of Kubernetes; `KubernetesGateway` is the Gateway of the Gateway API. */
export const object = (kind: string, name: string, spec: string, namespace = 'shop', metadata = ''): string =>
  `apiVersion: ${apiVersions[kind] ?? 'networking.istio.io/v1'}\nkind: ${kind.replace('KubernetesGateway', 'Gateway')}\nmetadata: { name: ${name}, namespace: ${namespace}${metadata && `, ${metadata}`} }\nspec:\n${spec.replace(/^\n/, '').replace(/\s+$/, '')}\n`;

const gatewayApi = 'gateway.networking.k8s.io/v1';

const apiVersions: Readonly<Record<string, string>> = {
  Service: 'v1',
  Deployment: 'apps/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  KubernetesGateway: gatewayApi,
  GatewayClass: gatewayApi,
  ListenerSet: gatewayApi,
  HTTPRoute: gatewayApi,
  GRPCRoute: gatewayApi,
  TLSRoute: gatewayApi,
  TCPRoute: gatewayApi,
  BackendTLSPolicy: gatewayApi,
  ReferenceGrant: 'gateway.networking.k8s.io/v1beta1',
};

/** Objects in one file. */
export const together = (...objects: readonly string[]): string => objects.join('---\n');

export const http80 = '{ number: 80, name: http, protocol: HTTP }';
export const https443 = '{ number: 443, name: https, protocol: HTTPS }';
export const tls443 = '{ number: 443, name: tls, protocol: TLS }';
export const tcp5432 = '{ number: 5432, name: tcp, protocol: TCP }';

/** A ServiceEntry, called like its host. */
export const entry = (host: string, ports = http80, more = 'resolution: DNS', namespace = 'shop'): string =>
  object(
    'ServiceEntry',
    host.replace(/^\*\.?/, 'any-').replaceAll('.', '-'),
    `  hosts: ["${host}"]\n  ports: [${ports}]\n  ${more}`,
    namespace,
  );

/** One item of a Gateway's `servers`. */
export const server = (port: string, hosts: string, tls = ''): string =>
  `  - port: ${port}\n    hosts: [${hosts}]\n${tls && `    tls: { mode: ${tls} }\n`}`;

/** A Gateway on the pods of the usual egress gateway. */
export const gateway = (servers: string, name = 'egress', namespace = 'shop'): string =>
  object('Gateway', name, `  selector: { istio: egressgateway }\n  servers:\n${servers}`, namespace);

/** A VirtualService for one host. */
export const routes = (host: string, spec: string, name = 'routes', namespace = 'shop', metadata = ''): string =>
  object('VirtualService', name, `  hosts: ["${host}"]\n${spec.replace(/^\n/, '')}`, namespace, metadata);

/** An `http` section that sends everything to one host. */
export const httpTo = (host: string, port = 80): string =>
  `  http: [{ route: [{ destination: { host: ${host}, port: { number: ${port} } } }] }]`;

/** The mesh's configuration, as istiod reads it. */
export const meshConfig = (yaml: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n${yaml.replace(/^/gm, '    ')}\n`;

/** The host of the Service that Istio makes for the Kubernetes Gateway `egress` in namespace `infra`. */
export const kubernetesGatewayService = 'egress-istio.infra.svc.cluster.local';

export const fromAll = 'allowedRoutes: { namespaces: { from: All } }';

/** One item of a Kubernetes Gateway's `listeners`, called like its protocol; for routes of all namespaces. */
export const listener = (protocol: string, port: number, more = '', routes = fromAll): string =>
  `  - { name: ${protocol.toLowerCase()}-${port}, protocol: ${protocol}, port: ${port}${more && `, ${more}`}${routes && `, ${routes}`} }\n`;

/** The Kubernetes Gateway `egress` in namespace `infra`. */
export const kubernetesGateway = (listeners: string, more = '  gatewayClassName: istio', metadata = ''): string =>
  object('KubernetesGateway', 'egress', `${more}\n  listeners:\n${listeners}`, 'infra', metadata);

/** An item of `parentRefs`: that Gateway, or the ServiceEntry for a host. */
export const toEgress = (more = ''): string => `{ name: egress, namespace: infra${more && `, ${more}`} }`;
export const toEntry = (host: string, more = ''): string =>
  `{ group: networking.istio.io, kind: ServiceEntry, name: ${host.replaceAll('.', '-')}${more && `, ${more}`} }`;

/** An item of `backendRefs`: the Service of that Gateway, or a host outside. */
export const egressPort = (port: number): string => `{ name: egress-istio, namespace: infra, port: ${port} }`;
export const hostname = (host: string, port = 80): string =>
  `{ group: networking.istio.io, kind: Hostname, name: ${host}, port: ${port} }`;

/** Rules of a route with nothing but backends. */
export const sendTo = (...backends: readonly string[]): string => `[{ backendRefs: [${backends.join(', ')}] }]`;

/** A route of the Gateway API. */
export const kubernetesRoute = (
  kind: string,
  name: string,
  parents: string,
  rules: string,
  { hostnames = '', namespace = 'shop', metadata = '' } = {},
): string =>
  object(
    kind,
    name,
    `  parentRefs: [${parents}]\n${hostnames && `  hostnames: [${hostnames}]\n`}  rules: ${rules}`,
    namespace,
    metadata,
  );
