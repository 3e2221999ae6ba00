import { type Fix, fix, insertInto, removeFrom, valueAt } from '../generate/edit';
import { fieldOf } from '../generate/value';
import { serverHosts } from '../mesh/gateway-hosts';
import type { MeshObject } from '../workspace/mesh';
import type { HopServer } from './hop-server';

/** The fix that gives a host a server of its own beside one that ends TLS, and takes it out of that. */
export function ownServer({ gateway, server, path, label }: HopServer, host: string): Fix[] {
  const index = serverHosts(server, gateway.namespace).findIndex((it) => it.host.toLowerCase() === host);
  const [port, tls] = ['port', 'tls'].map((it) => fieldOf(valueAt(gateway, path), it));
  const { servers } = gateway.resource.spec;
  if (typeof port !== 'object' || !tls) return [];
  const own = { port: { ...port, name: freeName(gateway, server.port?.name?.value ?? 'tls') } };
  return fix(`Give ${host} a server of its own on ${label}`, [
    // G8 of two servers that have the same host Istio drops one
    ...(index < 0 ? [] : [removeFrom(gateway, [...path, 'hosts'], index)]),
    insertInto(gateway, ['spec', 'servers', servers.length], {
      ...own,
      hosts: [server.hosts[index]?.value ?? host],
      tls,
    }),
  ]);
}

/** A name that no other port of the Gateway has. */
function freeName({ resource }: MeshObject<'Gateway'>, name: string): string {
  const taken = new Set(resource.spec.servers.map((it) => it.port?.name?.value));
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
