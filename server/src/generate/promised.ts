import type { Client, Trace, Verdict, Wire } from '../trace/answer';
import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import type { EgressRequest } from './egress-request';
import { isInCluster } from './istio-api';

/** The client that an egress route is tried with, one for each namespace of applications. */
export const clientsOf = ({ clients, namespace }: EgressRequest): Client[] =>
  (clients ?? [namespace || 'default']).map((it) => ({ namespace: it, labels: new Map() }));

/** What becomes of a client's request for the host. */
export function tried(mesh: Mesh, request: EgressRequest, client: Client): Trace {
  const { application, port, host, server, addresses = [] } = request;
  const name = host.startsWith('*.') ? (server ?? host.replace('*', 'any')) : host;
  const [address] = addresses;
  return trace(mesh, client, requestTo(name, application, port, address?.replace(/\/\d+$/, '')));
}

/** Whether the clients' requests already go the way that is asked for, in the encryption that is asked for. */
export const isPromised = (mesh: Mesh, request: EgressRequest): boolean =>
  clientsOf(request).every((client) => {
    const { verdict, hops } = tried(mesh, request, client);
    const wanted = layersOf(request);
    return (
      verdict === verdictOf(request) &&
      hops.length >= (request.api === 'sidecar' ? 1 : 2) &&
      JSON.stringify(hops.slice(0, wanted.length).map((it) => it.wire.layers)) === JSON.stringify(wanted)
    );
  });

const verdictOf = (request: EgressRequest): Verdict =>
  isInCluster(request) ? 'mesh' : request.api === 'sidecar' ? 'direct' : 'gateway';

/** The layers of encryption on each leg, outermost last; a Service of the mesh is reached as the mesh has it. */
function layersOf(request: EgressRequest): Wire['layers'][] {
  const own: Wire['layers'] = request.application === 'https' ? ['application'] : [];
  const outside: Wire['layers'] = { same: own, tls: ['SIMPLE'] as const, mtls: ['MUTUAL'] as const }[request.outside];
  if (request.api === 'sidecar') return [outside];
  if (request.api === 'ambient') return [[...own, 'HBONE'], outside];
  return [request.hop === 'mtls' ? [...own, 'ISTIO_MUTUAL'] : own, ...(isInCluster(request) ? [] : [outside])];
}
