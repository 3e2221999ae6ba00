import { type Server, serverHost } from '../model/gateway';
import { hostsMatch, serviceHost, serviceName } from '../model/host';
import { agree, unnamed } from '../model/namespace';
import { podLabels } from '../model/workload';
import { couldEqual, hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { servicesOf } from './services';

type Labels = ReadonlyMap<string, Located<string>>;

/**
 * The Gateways whose servers listen behind a Service. Where the workspace has the Service and its pods, their labels
 * decide; else the labels that Istio's own installations give to a gateway of that name. Where neither says anything,
 * `named` (those that the VirtualService itself names) are taken, if the host is called like a gateway.
 */
export function gatewaysBehind(
  mesh: Mesh,
  host: string,
  named: readonly MeshObject<'Gateway'>[] = [],
): readonly MeshObject<'Gateway'>[] {
  const service = serviceName(host);
  if (!service) return [];
  const found = mesh.remember(`gateways behind ${host}`, () => selectedGateways(mesh, host));
  if (found.length > 0 || !/gateway|egress/.test(service.name)) return found;
  const labels = labelsBehind(mesh, host);
  return named.filter((it) => couldSelect(it, labels));
}

function selectedGateways(mesh: Mesh, host: string): readonly MeshObject<'Gateway'>[] {
  const labels = labelsBehind(mesh, host);
  const candidates = [...labels].flatMap(([key, value]) => mesh.with('Gateway', { kind: 'label', key, value }));
  return [...new Set(candidates)].filter((it) => selects(it, labels));
}

/** Labels of the pods behind a Service, as far as they are known or usual. */
function labelsBehind(mesh: Mesh, host: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const service = serviceName(host);
  if (!service) return labels;
  const objects = mesh.find('Service', service.namespace, service.name);
  if (objects.length === 0) {
    // 3.14 manifests/charts/gateway/templates/_helpers.tpl: both labels come from the name of the release
    labels.set('app', service.name).set('istio', service.name.replace(/^istio-/, ''));
  }
  for (const { resource, namespace } of objects) {
    for (const [key, { value }] of resource.spec.selector ?? []) labels.set(key, value);
    for (const pods of workloads(mesh, resource.spec.selector, namespace))
      for (const [key, { value }] of podLabels(pods.resource.spec) ?? []) labels.set(key, value);
  }
  return labels;
}

function workloads(mesh: Mesh, selector: Labels | undefined, namespace: string): MeshObject<'Workload'>[] {
  const [first] = selector ?? [];
  if (!first || !selector) return [];
  const [key, { value }] = first;
  return mesh.with('Workload', { kind: 'label', key, value }).filter((it) => {
    const labels = podLabels(it.resource.spec);
    return (
      agree(it.namespace, namespace) &&
      [...selector].every(([k, v]) => couldEqual(labels?.get(k)?.value ?? '', v.value))
    );
  });
}

/** Whether every label that the Gateway asks for is there. */
function selects({ resource }: MeshObject<'Gateway'>, labels: ReadonlyMap<string, string>): boolean {
  // G1 pilot/pkg/model/push_context.go mergeGateways: the namespace of the pods does not matter
  const selector = [...(resource.spec.selector ?? [])];
  return selector.length > 0 && selector.every(([key, { value }]) => couldEqual(labels.get(key) ?? '', value));
}

/** Whether no label that both know speaks against it. */
const couldSelect = ({ resource }: MeshObject<'Gateway'>, labels: ReadonlyMap<string, string>): boolean =>
  [...(resource.spec.selector ?? [])].every(
    ([key, { value }]) => !labels.has(key) || couldEqual(labels.get(key) ?? '', value),
  );

/** The host of a Service that leads to the Gateway's pods: one of the workspace, else the usual name for its selector. */
export function serviceOfGateway(mesh: Mesh, gateway: MeshObject<'Gateway'>): string | undefined {
  const selector = gateway.resource.spec.selector;
  for (const [key, { value }] of selector ?? []) {
    const services = mesh.with('Service', { kind: 'label', key, value });
    const service = services.find((it) => gatewaysBehind(mesh, serviceHost(it.name, it.namespace)).includes(gateway));
    if (service) return serviceHost(service.name, service.namespace);
  }
  const [configuredNamespace = unnamed, configured = ''] = mesh.settings.gateway.split('/');
  const usual = serviceHost(configured, configuredNamespace);
  return gatewaysBehind(mesh, usual).includes(gateway) ? usual : undefined;
}

/** The namespaces where the Gateway's pods run, as far as the workspace says; empty where it does not. */
export function podNamespaces(mesh: Mesh, gateway: MeshObject<'Gateway'>): string[] {
  const pods = workloads(mesh, gateway.resource.spec.selector, unnamed).map((it) => it.namespace);
  if (pods.length > 0) return [...new Set(pods)];
  const service = serviceOfGateway(mesh, gateway);
  const namespace = service && serviceName(service)?.namespace;
  return namespace ? [namespace] : [];
}

/** Whether a server takes requests for a host from VirtualServices of a namespace. */
export function serves(
  server: Server,
  gateway: MeshObject<'Gateway'>,
  host: string,
  virtualServiceNamespace: string,
): boolean {
  return server.hosts.some(({ value }) => {
    const { namespace, host: own } = serverHost(value);
    // G12 pilot/pkg/model/gateway.go sanitizeServerHostNamespace
    const owner = namespace === '.' ? gateway.namespace : namespace;
    const admitted = owner === '*' || hasPlaceholder(owner) || agree(owner, virtualServiceNamespace);
    return admitted && hostsMatch(own, host);
  });
}

/** What a server reads of a VirtualService that is bound to it; `undefined` for nothing. */
export function sectionOf({ port, tls }: Server): 'http' | 'tls' | 'tcp' | undefined {
  // 3.5.1 pkg/config/gateway/gateway.go IsHTTPServer, IsPassThroughServer, IsHTTPSServerWithTLSTermination
  const protocol = port?.protocol?.value.toUpperCase() ?? '';
  const mode = tls?.mode?.value ?? 'PASSTHROUGH';
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol)) return 'http';
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return 'tcp';
  if (mode === 'PASSTHROUGH') return 'tls';
  if (mode === 'AUTO_PASSTHROUGH') return undefined;
  return protocol === 'HTTPS' ? 'http' : 'tcp';
}

/** Whether dialling a port of the Service reaches the server. */
export function isReachedBy(mesh: Mesh, service: string, port: number, server: Server): boolean {
  const number = server.port?.number?.value;
  if (number === undefined || number === port) return true;
  const ports = servicesOf(mesh, service, unnamed).flatMap((it) => it.ports);
  // G5 pilot/pkg/model/gateway.go resolvePorts: a number that no Service port has is the container's own port
  if (ports.some((it) => it.number.value === number)) return false;
  if (ports.length > 0) return ports.some((it) => it.number.value === port && it.targetPort === number);
  return usualTargetPorts.get(port) === number;
}

// 3.14 manifests/charts/gateways/istio-egress
const usualTargetPorts: ReadonlyMap<number, number> = new Map([
  [80, 8080],
  [443, 8443],
]);
