import { serviceHost } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import type { Value } from '../yaml/write';
import { type EgressRequest, gatewayServer, hopPort, objectName, outsidePort } from './egress-request';
import { type LegValue, legRule } from './legs';
import { destinationRuleObject, gatewayObject, portTls, virtualServiceObject } from './objects';
import { hostEntry, origination } from './outside-host';

/** The egress route in Istio's own objects, in reading order. */
export function istioObjects(request: EgressRequest): Value[] {
  const name = objectName(request);
  const gateways = [meshGateway, name.name];
  const rules = inSections([toGateway(request), toHost(request)]);
  return [
    hostEntry(request),
    gatewayObject(name, request.selector, [request.host], [gatewayServer(request)]),
    ...hopTls(request),
    ...origination(request),
    virtualServiceObject(name, [request.host], gateways, rules),
  ];
}

const gatewayHost = ({ gateway }: EgressRequest): string => serviceHost(gateway.name, gateway.namespace);

/** The gateway's Service is shared with other hosts, whose SNI is another: each has a subset of its own. */
export const subsetOf = (request: EgressRequest): string => objectName(request).name.replace(/^egress-/, '');

function hopTls(request: EgressRequest): Value[] {
  if (request.hop !== 'mtls') return [];
  const { name, namespace } = objectName(request);
  const trafficPolicy = portTls(hopPort(request), { mode: 'ISTIO_MUTUAL', sni: request.host });
  const subsets = [{ name: subsetOf(request), trafficPolicy }];
  return [destinationRuleObject({ name: `${name}-gateway`, namespace }, gatewayHost(request), { subsets })];
}

/** The section of a VirtualService in which sidecars look for what an application speaks. */
const sections = { http: 'http', https: 'tls', tcp: 'tcp' } as const;

/** What leads sidecars to the gateway; to a subset, where TLS is to begin. */
export function toGateway(request: EgressRequest): LegValue {
  const subset = request.hop === 'mtls' ? { subset: subsetOf(request) } : {};
  return {
    section: sections[request.application],
    gateway: meshGateway,
    matchPort: request.port,
    hosts: [request.host],
    destination: { host: gatewayHost(request), port: hopPort(request), ...subset },
  };
}

/** What leads the gateway to the host. */
export const toHost = (request: EgressRequest): LegValue => ({
  // 3.5.1: a server that terminates TLS without HTTP reads `tcp`
  section: request.application === 'https' && request.hop === 'mtls' ? 'tcp' : sections[request.application],
  gateway: objectName(request).name,
  matchPort: hopPort(request),
  hosts: [request.host],
  destination: { host: request.host, port: outsidePort(request) },
});

function inSections(legs: readonly LegValue[]): { [section: string]: Value } {
  const rules: { [section: string]: Value[] } = {};
  for (const leg of legs) rules[leg.section] = [...(rules[leg.section] ?? []), legRule(leg)];
  return rules;
}
