import type { Origin } from '../envoy/config';
import { serverKind } from '../mesh/gateway-protocol';
import type { Server } from '../model/gateway';
import type { Hop } from '../trace/answer';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { serverAt, serverOf } from './failure';
import { label } from './places';

/** The server of a Gateway that is for a request at a gateway. */
export interface HopServer {
  readonly gateway: MeshObject<'Gateway'>;
  readonly server: Server;
  readonly path: Path;
  /** How it ends TLS; `undefined` where it reads plaintext. */
  readonly mode: string | undefined;
  /** Such as `port 443 of Gateway shop/egress`. */
  readonly label: string;
}

/** The server that took a request, or that is there for its host; `undefined` where none is, or a listener of the Gateway API. */
export function hopServer(hop: Hop): HopServer | undefined {
  const evidence = serverOf(hop);
  return evidence && hopServerAt(evidence);
}

/** What is to be known of the server at a place such as `spec.servers[0]`; `undefined` for a listener, and any other place. */
export function hopServerAt(place: Origin): HopServer | undefined {
  const placed = serverAt(place);
  if (!placed || place.object.writtenAt) return undefined;
  const { gateway, server } = placed;
  const kind = serverKind(server);
  const mode = kind === 'http' || kind === 'tcp' ? undefined : (server.tls?.mode?.value ?? 'PASSTHROUGH');
  const { path } = place;
  return { gateway, server, path, mode, label: `port ${server.port?.number?.value} of ${label(gateway)}` };
}
