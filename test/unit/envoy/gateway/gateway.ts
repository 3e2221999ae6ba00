import assert from 'node:assert/strict';
import { gatewayPort } from '../../../../server/src/envoy/gateway/listener';
import { parseRequest } from '../../../../server/src/envoy/request';
import {
  dialledPort,
  type GatewayWorkload,
  gatewaysBehindService,
} from '../../../../server/src/mesh/gateway-workloads';
import { scopeOf } from '../../../../server/src/mesh/scope';
import { decide } from '../../../../server/src/trace/at-proxy';
import type { Mesh } from '../../../../server/src/workspace/mesh';
import { fixture } from '../../../fixture';

export const gatewayHost = 'egress.infra.svc.cluster.local';

export function meshOf(source: string): Mesh {
  const { workspace, main } = fixture(source);
  const [document] = workspace.documents(main);
  assert.ok(document);
  const [first] = workspace.meshesOf(document);
  assert.ok(first);
  return first.mesh;
}

const documents = (...all: readonly string[]): string => all.map((it) => it.trim()).join('\n---\n');

/** A Deployment of gateway pods and its Service, `egress` in namespace `infra`. */
export const pods = (
  ports = '[ { name: http2, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 } ]',
  { labels = 'istio: egress', env = '[]', serviceLabels = '{}' } = {},
): string =>
  documents(
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: egress, namespace: infra }
spec:
  template:
    metadata: { labels: { ${labels} }, annotations: { inject.istio.io/templates: gateway } }
    spec: { containers: [ { name: istio-proxy, env: ${env}, ports: [ { name: web, containerPort: 9080 } ] } ] }`,
    `
apiVersion: v1
kind: Service
metadata: { name: egress, namespace: infra, labels: ${serviceLabels} }
spec: { selector: { istio: egress }, ports: ${ports} }`,
  );

interface Written {
  readonly name?: string;
  readonly namespace?: string;
  readonly created?: string;
}

/** A Gateway; each server in flow style. */
export const gateway = (
  servers: string,
  {
    name = 'way-out',
    namespace = 'infra',
    created = '',
    selector = '{ istio: egress }',
  }: Written & { selector?: string } = {},
): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace}${created && `, creationTimestamp: "${created}"`} }
spec: { selector: ${selector}, servers: [ ${servers} ] }`;

/** A server: `HTTP 80`, `HTTPS 443 SIMPLE`, with its hosts. */
export function server(protocol: string, hosts = '"*"', rest = ''): string {
  const [kind = '', number = '', mode] = protocol.split(' ');
  const tls = mode ? `, tls: { mode: ${mode}, credentialName: cert }` : '';
  const name = `${kind.toLowerCase()}-${number}`;
  return `{ port: { number: ${number}, name: ${name}, protocol: ${kind} }, hosts: [ ${hosts} ]${tls}${rest && `, ${rest}`} }`;
}

/** A VirtualService bound to the Gateway of `gateway()`. */
export const virtualService = (
  hosts: string,
  rules: string,
  {
    name = 'v',
    namespace = 'shop',
    created = '',
    gateways = 'infra/way-out',
    exportTo = '',
  }: Written & {
    gateways?: string;
    exportTo?: string;
  } = {},
): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created && `, creationTimestamp: "${created}"`} }
spec: { hosts: [ ${hosts} ], gateways: [ ${gateways} ]${exportTo && `, exportTo: [ ${exportTo} ]`}, ${rules} }`;

/** Rules that send to a host, or with a match. */
export const http = (host: string, match = '', port = 80): string =>
  `http: [ { ${match && `match: [ ${match} ], `}route: [ { destination: { host: ${host}, port: { number: ${port} } } } ] } ]`;
export const tls = (host: string, match: string): string =>
  `tls: [ { match: [ ${match} ], route: [ { destination: { host: ${host}, port: { number: 443 } } } ] } ]`;
export const tcp = (host: string, match = ''): string =>
  `tcp: [ { ${match && `match: [ ${match} ], `}route: [ { destination: { host: ${host}, port: { number: 9000 } } } ] } ]`;

export interface Call {
  /** Of the Service; that of the pods is `bound`. */
  readonly port?: number;
  readonly bound?: number;
  /** What the gateway sees: `http://…` in plaintext, `https://…` and `tls://…` with TLS, `tcp://…` bytes. */
  readonly url: string;
  readonly sni?: string;
  readonly by?: 'application' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly host?: string;
}

/** What a gateway makes of a connection. */
export interface Found {
  readonly listener: string | undefined;
  readonly routes: string | undefined;
  readonly virtualHost: string | undefined;
  /** A cluster, or the reason why there is none. */
  readonly to: string;
  /** Facts of what was passed over, with the object's name. */
  readonly passedOver: readonly string[];
  readonly texts: readonly string[];
}

export function call(mesh: Mesh, { url, port, bound, sni, by = 'application', host = gatewayHost }: Call): Found {
  const [workload] = gatewaysBehindService(mesh, host);
  assert.ok(workload, 'there is no gateway');
  return callOf(mesh, workload, url, bound ?? dialledPort(workload, host, port ?? 80), sni, by);
}

function callOf(
  mesh: Mesh,
  workload: GatewayWorkload,
  url: string,
  port: number | undefined,
  sni: string | undefined,
  by: 'application' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL',
): Found {
  const request = parseRequest(url);
  assert.ok(typeof request !== 'string', String(request));
  const isTls = request.protocol === 'https' || request.protocol === 'tls';
  const seen = isTls ? (sni ?? request.host) : undefined;
  const scope = scopeOf(mesh, workload.proxy);
  const nothing = { listener: undefined, routes: undefined, virtualHost: undefined };
  if (port === undefined) return { ...nothing, to: 'no-port', passedOver: [], texts: [] };
  const asked = { host: request.host, sni: seen || undefined };
  const { listener, reasons } = gatewayPort(scope, workload, port, asked);
  if (!listener) return { ...nothing, to: 'no-listener', ...shown(reasons) };
  const layers = isTls ? [{ by, sni: seen || undefined }] : [];
  const decision = decide(listener, { request, layers }, undefined);
  return {
    listener: listener.name,
    routes: decision.routeConfiguration,
    virtualHost: decision.virtualHost,
    to: decision.cause?.reason ?? decision.clusters.map((it) => it.name).join(' '),
    ...shown(decision.passedOver),
  };
}

const shown = (
  evidence: readonly { fact: string; text: string; object?: { name: string } }[],
): Pick<Found, 'passedOver' | 'texts'> => ({
  passedOver: [...new Set(evidence.map((it) => `${it.fact} ${it.object?.name ?? ''}`))].sort(),
  texts: evidence.map((it) => it.text),
});

/** The manifests as one mesh. */
export const manifests = (...all: readonly string[]): Mesh => meshOf(documents(...all));
