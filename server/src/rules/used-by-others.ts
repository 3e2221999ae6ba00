import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import { representativesOf } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';

/** Whether other requests to the host, which come in plaintext, are sent to where this one is sent, in the TLS that it gets. */
export function isUsedByPlaintext({ hop, host, trace: own }: Failure, mesh: Mesh): boolean {
  const clusters = new Set(hop.branches.map((it) => it.cluster));
  const uses = ({ branches }: Hop): boolean => branches.some((it) => clusters.has(it.cluster) || it.hops.some(uses));
  // V17 what a VirtualService says of the host holds for HTTP on port 80, though nothing declares the port
  const plaintext = { ...own.request, protocol: 'http', port: 80 } as const;
  if (own.request.port !== 80 && trace(mesh, own.client, plaintext).hops.some(uses)) return true;
  return representativesOf(mesh, host).some(({ client, request }) => {
    if (request.port === own.request.port || client !== own.client) return false;
    const other = trace(mesh, client, request);
    // where the other one goes wrong, that is to be mended first
    return other.cause !== undefined || other.hops.some(uses);
  });
}

/** Whether applications’ own TLS is sent by a rule to where this request is sent. */
export function isUsedByTls({ hop, host, trace: own }: Failure, mesh: Mesh): boolean {
  const clusters = new Set(hop.branches.map((it) => it.cluster));
  return representativesOf(mesh, host)
    .filter(({ client }) => client === own.client)
    .some(({ client, request }) =>
      trace(mesh, client, request).hops.some(
        (it) => isByTlsRule(it) && it.branches.some(({ cluster }) => clusters.has(cluster)),
      ),
    );
}

/** Whether a proxy sends a request on by a rule for TLS that is not opened. */
export const isByTlsRule = ({ route }: Hop): boolean =>
  route !== undefined && (route.path[1] === 'tls' || route.object.resource.kind === 'TLSRoute');
