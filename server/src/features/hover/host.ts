import { destinationRulesFor } from '../../mesh/destination-rules';
import { serviceOf } from '../../mesh/gateway-api/generated-services';
import { hostLabel, isWildcard } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { label } from '../../rules/places';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { gatewaysOfHost, hostDefinitions } from '../definitions';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';
import { gatewayText } from './gateway';
import { tlsTexts } from './tls';

/** What a host is: who defines it with which ports, and what clients in the object's namespace apply to it. */
export function describeHost(host: string, spot: Spot): string {
  const { mesh, namespace } = spot;
  const objects = [...new Set(hostDefinitions(mesh, host).map((it) => it.object))];
  const gateways = gatewaysOfHost(spot, host);
  const unknown = objects.length === 0 && gateways.length === 0 && !isWildcard(host);
  const rules = destinationRulesFor(mesh, host, namespace);
  return [
    `**${code(hostLabel(host))}**${unknown ? ' is a host that neither a ServiceEntry nor a Service of this workspace defines.' : ''}`,
    objects
      .slice(0, maximumShown)
      .map((it) => serviceLine(mesh, it))
      .join('\n'),
    rules.length > 0 ? `Clients in namespace ${code(namespaceLabel(namespace))} use` : '',
    rules.map(ruleLine).join('\n'),
    gateways.length > 0 ? 'Behind it listens' : '',
    ...gateways.slice(0, maximumShown).map(gatewayText),
    gateways.length > maximumShown ? `and ${gateways.length - maximumShown} more Gateways` : '',
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

const maximumShown = 5;

/** The ports of a ServiceEntry, and where its hosts are looked for. */
export function serviceEntryText({ resource }: MeshObject<'ServiceEntry'>): string {
  const { ports, resolution, location } = resource.spec;
  const parts = [
    portList(ports.map(({ number, protocol }) => [number?.value, protocol?.value])),
    // networking/v1alpha3/service_entry.proto: the defaults
    `resolution ${code(resolution?.value ?? 'NONE')}`,
    code(location?.value ?? 'MESH_EXTERNAL'),
  ];
  return parts.filter((it) => it !== '').join(', ');
}

function serviceLine(mesh: Mesh, object: MeshObject): string {
  const parts: string[] = [];
  if (isOfKind(object, 'ServiceEntry')) parts.push(serviceEntryText(object));
  else if (isOfKind(object, 'KubernetesGateway')) {
    const ports = serviceOf(mesh, object)?.ports ?? [];
    parts.push(portList(ports.map(({ number, protocol }) => [number.value, protocol])));
    return `- Istio makes it for ${code(label(object))}: ${parts.join('')}`;
  } else if (isOfKind(object, 'Service')) {
    const { ports } = object.resource.spec;
    parts.push(portList(ports.map(({ port, appProtocol, name }) => [port?.value, (appProtocol ?? name)?.value])));
  }
  const known = parts.filter((it) => it !== '');
  return `- ${code(label(object))}${known.length > 0 ? `: ${known.join(', ')}` : ''}`;
}

function portList(ports: readonly (readonly [number | undefined, string | undefined])[]): string {
  const known = ports.flatMap(([number, protocol]) =>
    number === undefined ? [] : [protocol ? `${number} ${protocol}` : String(number)],
  );
  return known.length > 0 ? `${known.length === 1 ? 'port' : 'ports'} ${codes(known)}` : '';
}

function ruleLine(rule: MeshObject<'DestinationRule'>): string {
  const { trafficPolicy, subsets } = rule.resource.spec;
  const names = subsets.flatMap(({ name }) => name?.value ?? []);
  const parts = [...tlsTexts(trafficPolicy), ...(names.length > 0 ? [`subsets ${codes(names)}`] : [])];
  return `- ${code(label(rule))}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`;
}
