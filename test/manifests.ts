/*
 * Manifests in few words, for tests that need many. A spec is YAML, indented by two.
 */

/** The host of the Service that the usual egress gateway has. */
export const gatewayService = 'istio-egressgateway.istio-system.svc.cluster.local';

/** An Istio object. */
export const object = (kind: string, name: string, spec: string, namespace = 'shop', metadata = ''): string =>
  `apiVersion: ${apiVersions[kind] ?? 'networking.istio.io/v1'}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace}${metadata && `, ${metadata}`} }\nspec:\n${spec.replace(/^\n/, '').replace(/\s+$/, '')}\n`;

const apiVersions: Readonly<Record<string, string>> = {
  Service: 'v1',
  Deployment: 'apps/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
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
