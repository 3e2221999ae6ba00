import { serviceHost, serviceName } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import type { Value } from '../yaml/write';
import {
  dialledHost,
  type EgressRequest,
  gatewayServer,
  hopPort,
  isHttp,
  objectName,
  outsidePort,
} from './egress-request';
import { isForOwnNamespace } from './export-to';
import { keepingHttp2 } from './http-version';
import { type LegValue, legRule } from './legs';
import {
  destinationRuleObject,
  gatewayObject,
  type ObjectName,
  portPolicy,
  portTls,
  virtualServiceObject,
} from './objects';
import { hostEntry, origination } from './outside-host';

/** The egress route in Istio's own objects, in reading order. */
export function istioObjects(request: EgressRequest): Value[] {
  const name = objectName(request);
  const rules = sections([toGateway(request), toHost(request)]);
  return [
    ...(isInCluster(request) ? [] : [hostEntry(request)]),
    gatewayObject(takerOf(request), request.selector, [request.host], [gatewayServer(request)]),
    ...hopRule(request),
    ...origination(request),
    ...directTls(request),
    virtualServiceObject(name, [request.host], [meshGateway, takerReference(request)], rules),
  ];
}

/** Whether the host is a Service of the cluster, which needs no ServiceEntry. */
export const isInCluster = ({ host }: EgressRequest): boolean => serviceName(host) !== undefined;

const takerOf = (request: EgressRequest): ObjectName => request.taker ?? objectName(request);

/** The Gateway as the VirtualService refers to it. */
function takerReference(request: EgressRequest): string {
  const { name, namespace } = takerOf(request);
  return namespace === request.namespace ? name : `${namespace}/${name}`;
}

export const gatewayHost = ({ gateway }: EgressRequest): string => serviceHost(gateway.name, gateway.namespace);

/** The gateway's Service is shared with other hosts, whose SNI is another: each has a subset of its own. */
export const subsetOf = (request: EgressRequest): string =>
  request.subset ?? objectName(request).name.replace(/^egress-/, '');

/** The subset by which sidecars send to the gateway; `undefined` where nothing needs to be said of the hop. */
export const hopSubset = (request: EgressRequest): string | undefined =>
  request.hop === 'mtls' ? subsetOf(request) : request.application === 'grpc' ? 'grpc' : request.bareSubset;

/** How sidecars speak to the gateway, where something needs to be said of it. */
function hopRule(request: EgressRequest): Value[] {
  const subset = hopSubset(request);
  if (subset === undefined) return [];
  const { name, namespace } = objectName(request);
  const trafficPolicy = portPolicy(hopPort(request), { ...keepingHttp2(request), ...hopTls(request) });
  const subsets = [{ name: subset, trafficPolicy }];
  // D1 push_context.go destinationRule: clients look beside themselves and beside the gateway's Service, nowhere else;
  // whoever sees the VirtualService and not its subset gets nothing but 503
  const where = isForOwnNamespace(request) ? namespace : request.gateway.namespace;
  return [destinationRuleObject({ name: `${name}-gateway`, namespace: where }, gatewayHost(request), { subsets })];
}

function hopTls(request: EgressRequest): { readonly [key: string]: Value } {
  if (request.hop === 'mtls') return { tls: { mode: 'ISTIO_MUTUAL', sni: dialledHost(request) } };
  return request.bareSubset ? { tls: { mode: 'DISABLE' } } : {};
}

/** The application's own TLS to a Service of the mesh would be wrapped in the mesh's, which nobody outside can end. */
function directTls(request: EgressRequest): Value[] {
  if (!isInCluster(request) || request.application !== 'https') return [];
  const { name, namespace } = objectName(request);
  const trafficPolicy = portTls(outsidePort(request), { mode: 'DISABLE' });
  return [destinationRuleObject({ name: `${name}-tls`, namespace }, request.host, { trafficPolicy })];
}

export function toGateway(request: EgressRequest): LegValue {
  const subset = hopSubset(request);
  return {
    section: isHttp(request) ? 'http' : request.application === 'https' ? 'tls' : 'tcp',
    gateway: meshGateway,
    matchPort: request.port,
    hosts: [request.host],
    destination: { host: gatewayHost(request), port: hopPort(request), ...(subset === undefined ? {} : { subset }) },
  };
}

export const toHost = (request: EgressRequest): LegValue => ({
  // 3.5.1: a server that terminates TLS without HTTP reads `tcp`
  section: isHttp(request) ? 'http' : request.application === 'https' && request.hop !== 'mtls' ? 'tls' : 'tcp',
  gateway: takerReference(request),
  matchPort: hopPort(request),
  hosts: [request.host],
  destination: {
    host: dialledHost(request),
    port: outsidePort(request),
    ...(request.outsideSubset ? { subset: request.outsideSubset } : {}),
  },
});

function sections(legs: readonly LegValue[]): { [section: string]: Value } {
  const rules: { [section: string]: Value[] } = {};
  for (const leg of legs) rules[leg.section] = [...(rules[leg.section] ?? []), legRule(leg)];
  return rules;
}
