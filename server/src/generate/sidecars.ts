import { type EgressListener, egressListeners } from '../mesh/egress-listeners';
import { sidecarProxy } from '../mesh/proxy';
import { servicesMatching } from '../mesh/services';
import { sidecarOf } from '../mesh/sidecars';
import { hostWithin, serviceHost } from '../model/host';
import { agree } from '../model/namespace';
import type { Client } from '../trace/answer';
import { requestTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { clientNamespaces, dialledHost, type EgressRequest, hopPort } from './egress-request';
import { madeService } from './gateway-api';
import { sidecarObject } from './objects';

type Sidecar = MeshObject<'Sidecar'>;

/** What a Sidecar is to say; a new one where there is none yet. */
export interface SidecarChange {
  readonly home: Sidecar | undefined;
  readonly wanted: Value;
}

/** The Sidecars that keep clients from the host or the gateway, each with what it must import. */
export const sidecarImports = (mesh: Mesh, request: EgressRequest): SidecarChange[] =>
  clientNamespaces(request).flatMap((client) =>
    sidecarsFor(mesh, client).flatMap((home): SidecarChange[] => {
      const egress = missingImports(mesh, request, home, client);
      return egress.length > 0 ? [{ home, wanted: { spec: { egress } } }] : [];
    }),
  );

/** The Sidecars of a namespace, and that of the mesh where pods without one of their own have that. */
function sidecarsFor(mesh: Mesh, client: string): readonly Sidecar[] {
  const applied = sidecarOf(mesh, sidecarProxy(client, new Map()), mesh.settings.rootNamespace).sidecar;
  const own = mesh.inNamespace('Sidecar', client).filter((it) => agree(it.namespace, client));
  return [...new Set([...own, ...(applied ? [applied] : [])])];
}

/** The entries of `egress` that lack hosts, with just those. */
function missingImports(mesh: Mesh, request: EgressRequest, sidecar: Sidecar, client: string): Value[] {
  const listeners = egressListeners(sidecar, client);
  return needed(mesh, request, client).flatMap(({ port, namespace, host }): Value[] => {
    const listener = listenerFor(listeners, port);
    if (listener?.imports.service(host, namespace || client)) return [];
    // a name that is not in any namespace that is known
    const scope = namespace === '' ? '*' : namespace === client ? '.' : namespace;
    const written = listener?.path && sidecar.resource.spec.egress[listener.path.at(-1) as number];
    const own = written?.port?.number === undefined ? {} : { port: { number: written.port.number.value } };
    return [{ ...own, hosts: [`${scope}/${host}`] }];
  });
}

/** C8 the entry for the port, else the one for all others. */
const listenerFor = (listeners: readonly EgressListener[], port: number): EgressListener | undefined =>
  listeners.find((it) => it.port?.number === port) ?? listeners.find((it) => it.port === undefined);

interface Needed {
  readonly port: number;
  readonly namespace: string;
  readonly host: string;
}

/** What sidecars must be told of: the host, the server of a wildcard, the VirtualService for it, and the gateway. */
function needed(mesh: Mesh, request: EgressRequest, client: string): Needed[] {
  const { api, gateway, host, port, namespace } = request;
  const name = api === 'gateway-api' ? madeService(gateway.name) : gateway.name;
  const service = serviceHost(name, gateway.namespace || namespace || client);
  const isHost = (it: string): boolean => it === dialledHost(request);
  const owners = servicesMatching(mesh, dialledHost(request))
    .filter((it) => isHost(it.host))
    .map((it) => it.namespace);
  const rules = mesh
    .withHost('VirtualService', host)
    .filter((it) => it.resource.spec.hosts.some(({ value }) => hostWithin(host, value)));
  const all: Needed[] = [
    ...owners.map((it) => ({ port, namespace: it, host: dialledHost(request) })),
    ...rules.map((it) => ({ port, namespace: it.namespace, host })),
    // C6 sidecar.go: where it is not in the workspace, the VirtualService that sends there brings it
    ...servicesMatching(mesh, service)
      .filter((it) => it.host === service)
      .map((it) => ({ port: hopPort(request), namespace: it.namespace || gateway.namespace, host: service })),
  ];
  return [...new Map(all.map((it) => [JSON.stringify(it), it])).values()];
}

/** The Sidecars that are to refuse what is not known; a new one where the namespace has none. */
export const sidecarRefusals = (mesh: Mesh, request: EgressRequest): SidecarChange[] =>
  clientNamespaces(request).flatMap((client): SidecarChange[] => {
    if (isClosed(mesh, { namespace: client, labels: new Map() })) return [];
    const policy = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    const own = mesh.inNamespace('Sidecar', client).filter((it) => agree(it.namespace, client));
    if (own.length > 0) return own.map((home) => ({ home, wanted: { spec: policy } }));
    const wanted = sidecarObject({ name: 'default', namespace: client }, { egress: [{ hosts: ['*/*'] }], ...policy });
    return [{ home: undefined, wanted }];
  });

/** Whether a client is kept from hosts that are not known to the mesh. */
export const isClosed = (mesh: Mesh, client: Client): boolean =>
  trace(mesh, client, requestTo('host-that-nobody-knows.invalid', 'https', 443, undefined)).verdict !== 'passthrough';
