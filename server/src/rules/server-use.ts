import { sectionOf } from '../mesh/gateway-protocol';
import { serves } from '../mesh/gateways';
import { gatewayName, type Leg, legs, takesPort } from '../mesh/legs';
import { resolveHost } from '../model/host';
import { plainLabels, type WrittenLabels } from '../model/labels';
import type { Hop } from '../trace/answer';
import { tracesTo } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { type HopServer, hopServer, hopServerAt } from './hop-server';

type VirtualService = MeshObject<'VirtualService'>;

/** A proxy that sends a request to a server, and what the gateway makes of it there. */
export interface Arrival {
  readonly sender: Hop;
  readonly hop: Hop;
}

/**
 * How the requests that stand for all to a host come to a server; `undefined` where some of them fork, so that it is not
 * known of which part they are.
 */
export function arrivalsAt(mesh: Mesh, host: string, { server }: HopServer): readonly Arrival[] | undefined {
  const traces = tracesTo(mesh, host);
  if (traces.some(({ hops }) => hops.some((it) => it.branches.length > 1))) return undefined;
  return traces.flatMap(({ hops }) =>
    hops.flatMap((hop, index): Arrival[] => {
      const sender = hops[index - 1];
      return sender && hopServer(hop)?.server === server ? [{ sender, hop }] : [];
    }),
  );
}

/** The rules that a server reads. */
export const readBy = (mesh: Mesh, { gateway, server }: HopServer): { object: VirtualService; leg: Leg }[] =>
  mesh
    .all('VirtualService')
    .filter(({ resource, namespace }) =>
      resource.spec.hosts.some((it) => serves(server, gateway, resolveHost(it.value, namespace), namespace)),
    )
    .flatMap((object) =>
      legs(object, gatewayName(gateway))
        .filter((it) => it.section === sectionOf(server) && takesPort(it, server.port?.number?.value))
        .map((leg) => ({ object, leg })),
    );

/** Whether a port is for TLS at all other servers there, or for plaintext at all of them; also where there are no others. */
export const fitsOthers = (mesh: Mesh, { gateway, server }: HopServer, isTls: boolean): boolean =>
  mesh
    .all('Gateway')
    .filter((it) => mayShare(it.resource.spec.selector, gateway.resource.spec.selector))
    .every((object) =>
      object.resource.spec.servers.every((it, index) => {
        if (it === server || it.port?.number?.value !== server.port?.number?.value) return true;
        const at = hopServerAt({ object, path: ['spec', 'servers', index] });
        return at !== undefined && (at.mode !== undefined) === isTls;
      }),
    );

/** Whether pods may have the labels of both. */
const mayShare = (a: WrittenLabels, b: WrittenLabels): boolean =>
  [...plainLabels(a)].every(([key, value]) => (b?.get(key)?.value ?? value) === value);
