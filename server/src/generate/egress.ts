import { serviceHost } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import { renderDocument, type Value } from '../yaml/write';
import { type LegValue, legRule } from './legs';
import {
  destinationRuleObject,
  gatewayObject,
  type ObjectName,
  type Port,
  portTls,
  serviceEntryObject,
  virtualServiceObject,
} from './objects';

/** What a generated egress route is for. */
export interface EgressRequest {
  readonly host: string;
  /** What the application speaks. */
  readonly application: 'http' | 'https';
  /** The port that the application dials. */
  readonly port: number;
  /** What leaves the gateway: the same, or TLS that the gateway originates. */
  readonly outside: 'same' | 'tls';
  /** The sidecar to the gateway: as it is, or inside Istio's mutual TLS. */
  readonly hop: 'plaintext' | 'mtls' | 'passthrough';
  /** Of the new objects; empty for none. */
  readonly namespace: string;
  /** The gateway's Service. */
  readonly gateway: ObjectName;
  /** Labels of the gateway's pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** Of the new objects; made from the host where it is not given. */
  readonly name?: string;
}

/** The usual labels of a gateway's pods: both of Istio's installations derive them from its name. */
export const usualSelector = (gateway: string): Record<string, string> => ({ istio: gateway.replace(/^istio-/, '') });

/** `egress-edition-cnn-com` for `edition.cnn.com`; a long host is cut, as what follows `egress-` is also a subset's name. */
export function egressName(host: string): string {
  const words = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `egress-${words.length > maximumLabel ? `${words.slice(0, maximumLabel - 9)}-${checksum(host)}` : words}`;
}

/** RFC 1123. */
const maximumLabel = 63;

/** Eight hexadecimal digits that keep hosts apart whose names begin alike (FNV-1a). */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The objects that lead an application's requests for a host through the egress gateway, in reading order. */
export function egressObjects(request: EgressRequest): Value[] {
  const { host, namespace, application, outside, hop, gateway } = request;
  const base = request.name ?? egressName(host);
  const name: ObjectName = { name: base, namespace };
  const gatewayHost = serviceHost(gateway.name, gateway.namespace);
  const hopPort = application === 'https' ? 443 : 80;
  const outsidePort = outside === 'tls' ? 443 : request.port;
  const mutual = hop === 'mtls';
  const subset = base.replace(/^egress-/, '');

  const objects = [
    serviceEntryObject(name, [host], entryPorts(request, outsidePort)),
    gatewayObject(name, request.selector, [host], [{ port: serverPort(request, hopPort), tls: serverTls(request) }]),
  ];
  if (mutual) {
    const policy = { subsets: [{ name: subset, trafficPolicy: portTls(hopPort, 'ISTIO_MUTUAL', host) }] };
    objects.push(destinationRuleObject({ name: `${base}-gateway`, namespace }, gatewayHost, policy));
  }
  if (outside === 'tls')
    objects.push(
      destinationRuleObject({ name: `${base}-tls`, namespace }, host, {
        trafficPolicy: portTls(outsidePort, 'SIMPLE', host),
      }),
    );
  const toGateway: LegValue = {
    section: application === 'https' ? 'tls' : 'http',
    gateway: meshGateway,
    matchPort: request.port,
    hosts: [host],
    destination: { host: gatewayHost, port: hopPort, ...(mutual ? { subset } : {}) },
  };
  const toHost: LegValue = {
    // 3.5.1: a server that terminates TLS without HTTP reads `tcp`
    section: application === 'http' ? 'http' : mutual ? 'tcp' : 'tls',
    gateway: base,
    matchPort: hopPort,
    hosts: [host],
    destination: { host, port: outsidePort },
  };
  objects.push(virtualServiceObject(name, [host], [meshGateway, base], sections([toGateway, toHost])));
  return objects;
}

/** Objects as one file. */
export const renderObjects = (objects: readonly Value[]): string => objects.map(renderDocument).join('---\n');

function entryPorts({ application, port, outside }: EgressRequest, outsidePort: number): Port[] {
  const protocol = application === 'https' ? 'TLS' : 'HTTP';
  const dialled: Port = { number: port, name: protocol.toLowerCase(), protocol };
  return outside === 'tls' && outsidePort !== port
    ? [dialled, { number: outsidePort, name: 'https', protocol: 'HTTPS' }]
    : [dialled];
}

function serverPort({ application, hop }: EgressRequest, number: number): Port {
  if (application === 'https') return { number, name: 'tls', protocol: 'TLS' };
  return hop === 'mtls' ? { number, name: 'https', protocol: 'HTTPS' } : { number, name: 'http', protocol: 'HTTP' };
}

function serverTls({ application, hop }: EgressRequest): string | undefined {
  if (hop === 'mtls') return 'ISTIO_MUTUAL';
  return application === 'https' ? 'PASSTHROUGH' : undefined;
}

function sections(legs: readonly LegValue[]): { [section: string]: Value } {
  const rules: { [section: string]: Value[] } = {};
  for (const leg of legs) rules[leg.section] = [...(rules[leg.section] ?? []), legRule(leg)];
  return rules;
}
