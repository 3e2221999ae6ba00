import { destinationRulesFor } from '../mesh/destination-rules';
import { isBound } from '../mesh/legs';
import { isExportedTo } from '../mesh/visibility';
import { resolveHost, sameHost } from '../model/host';
import type { Kind } from '../model/kinds';
import { meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { clientNamespaces, dialledHost, type EgressRequest } from './egress-request';
import { isForOwnNamespace } from './export-to';
import { fieldOf, kindOf, textOf } from './value';

/**
 * The objects that are there already and are to say what another one would, `undefined` among them where there must be a
 * new one for some of the clients, or for all.
 */
export function homesOf(mesh: Mesh, request: EgressRequest, wanted: Value): readonly (MeshObject | undefined)[] {
  const kind = kindOf(wanted);
  if (!kind) return [undefined];
  const namespace = textOf(wanted, 'metadata', 'namespace') || request.namespace;
  const [named] = mesh.find(kind, namespace, textOf(wanted, 'metadata', 'name'));
  const found = homes[kind]?.(mesh, request, wanted) ?? [];
  return found.length > 0 ? [...new Set(found.map((it) => it ?? named))] : [named];
}

type FindHomes = (mesh: Mesh, request: EgressRequest, wanted: Value) => (MeshObject | undefined)[];

/** Where another object than one of the same name may be the one that counts. */
const homes: { readonly [K in Kind]?: FindHomes } = {
  /** The ServiceEntry by which the clients know the host. */
  ServiceEntry: (mesh, request, wanted) => [entryFor(mesh, request, hostsOf(wanted)[0] ?? '')],
  /** The rules that those who send there apply: a second one in their namespace would hide it, beside it be merged. */
  DestinationRule: (mesh, request, wanted) => {
    const host = fieldOf(wanted, 'spec', 'host');
    if (typeof host !== 'string') return [];
    return sendersTo(mesh, request, host).map((it) => destinationRulesFor(mesh, host, it)[0]);
  },
  /** Of two VirtualServices for a host sidecars use only one. */
  VirtualService: (mesh, request) => [
    mesh.withHost('VirtualService', request.host).find((it) => {
      const { hosts, exportTo } = it.resource.spec;
      return (
        hosts.some(({ value }) => sameHost(resolveHost(value, it.namespace), request.host)) &&
        isBound(it, meshGateway) &&
        isExportedTo(exportTo, it.namespace, clientOf(request))
      );
    }),
  ],
};

/** The namespaces of those whom a DestinationRule for the host tells how to speak to it. */
function sendersTo(mesh: Mesh, request: EgressRequest, host: string): readonly string[] {
  const { api, gateway, namespace } = request;
  const clients = clientNamespaces(request);
  if (api === 'sidecar') return clients;
  if (sameHost(host, dialledHost(request))) return [api === 'ambient' ? namespace : gateway.namespace];
  if (isForOwnNamespace(request)) return clients;
  // D1 push_context.go destinationRule: all others look beside the gateway, but for those who have a rule of their own
  const others = mesh.withHost('DestinationRule', host).map((it) => it.namespace);
  return [...clients, ...others, gateway.namespace];
}

/** The ServiceEntry by which the clients know a host. */
export const entryFor = (mesh: Mesh, request: EgressRequest, host: string): MeshObject<'ServiceEntry'> | undefined =>
  mesh
    .withHost('ServiceEntry', host)
    .find(
      ({ resource: { spec }, namespace }) =>
        spec.hosts.some((it) => sameHost(it.value, host)) && isExportedTo(spec.exportTo, namespace, clientOf(request)),
    );

const clientOf = (request: EgressRequest): string => clientNamespaces(request)[0] ?? '';

function hostsOf(wanted: Value): string[] {
  const hosts = fieldOf(wanted, 'spec', 'hosts');
  return Array.isArray(hosts) ? hosts.map(String) : [];
}
