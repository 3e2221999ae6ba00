import type { Server } from '../../model/gateway';
import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import type { MeshObject } from '../../workspace/mesh';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';

/** The Gateways that a reference names: which pods they configure, and what those listen for. */
export function describeGateway(name: Extract<Name, { kind: 'gateway' }>, { mesh }: Spot): string {
  const found = mesh.find('Gateway', name.namespace, name.name);
  if (found.length > 0) return found.map(gatewayText).join('\n\n');
  const written = name.namespace ? `${name.namespace}/${name.name}` : name.name;
  return `**${code(written)}** is a Gateway that this workspace does not have.`;
}

export function gatewayText(gateway: MeshObject<'Gateway'>): string {
  const { selector, servers } = gateway.resource.spec;
  const pods = [...(selector ?? [])].map(([key, { value }]) => `${key}=${value}`);
  const title = `**${code(label(gateway))}**${pods.length > 0 ? ` on pods with ${codes(pods)}` : ''}`;
  return servers.length > 0 ? [title, '', ...servers.map(serverLine)].join('\n') : title;
}

function serverLine({ port, hosts, tls }: Server): string {
  const parts = [
    `port ${code(String(port?.number?.value ?? '?'))}`,
    port?.protocol ? code(port.protocol.value) : '',
    tls?.mode ? `TLS mode ${code(tls.mode.value)}` : '',
    hosts.length > 0 ? `for ${codes(hosts.map((it) => it.value))}` : '',
  ];
  return `- ${parts.filter((it) => it !== '').join(' ')}`;
}
