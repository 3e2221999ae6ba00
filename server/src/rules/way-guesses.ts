import type { EgressRequest } from '../generate/egress-request';
import type { Section } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Peer } from './hop-tls';
import { portsFor } from './legs-not-dialled';
import { settingsOf } from './lost-tls';

/*
 * What the missing parts of a way through an egress gateway were to be, as far as that is usual.
 */

type Application = EgressRequest['application'];

/** The port that applications dial where nothing says which. */
export const usualPort: Readonly<Record<Application, number | undefined>> = {
  http: 80,
  grpc: 80,
  https: 443,
  tcp: undefined,
};

/** The port of a host that applications dial whose requests, for a section, come to this port of a gateway. */
export function portDialled(mesh: Mesh, host: string, section: Section, port: number): number {
  const known = portsFor(mesh, host, section);
  if (known.includes(port)) return port;
  return known[0] ?? (section === 'http' && port === 443 ? 80 : port);
}

/** Whether a DestinationRule for a gateway speaks the mesh’s TLS to it; `undefined` where it speaks TLS of another mode. */
export function speaksMutual(rule: MeshObject<'DestinationRule'>, gateway: Peer): boolean | undefined {
  const mode = settingsOf(rule, gateway)?.mode?.value ?? 'DISABLE';
  return mode === 'ISTIO_MUTUAL' || (mode === 'DISABLE' ? false : undefined);
}
