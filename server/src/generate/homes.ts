import { destinationRulesFor } from '../mesh/destination-rules';
import { isBound } from '../mesh/legs';
import { isExportedTo } from '../mesh/visibility';
import { resolveHost, sameHost } from '../model/host';
import { type Kind, kindDefinition } from '../model/kinds';
import { meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import type { EgressRequest } from './egress-request';
import { fieldOf } from './merge';

/** The object that is there already and is to say what another one would; `undefined` where that is to be a new one. */
export function homeOf(mesh: Mesh, request: EgressRequest, wanted: Value): MeshObject | undefined {
  const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
  const kind = kindDefinition(text(fieldOf(wanted, 'apiVersion')), text(fieldOf(wanted, 'kind')))?.name as
    | Kind
    | undefined;
  if (!kind) return undefined;
  const metadata = fieldOf(wanted, 'metadata');
  const namespace = text(fieldOf(metadata, 'namespace')) || request.namespace;
  return homes[kind]?.(mesh, request, wanted) ?? mesh.find(kind, namespace, text(fieldOf(metadata, 'name')))[0];
}

type FindHome = (mesh: Mesh, request: EgressRequest, wanted: Value) => MeshObject | undefined;

/** Where another object than one of the same name may be the one that counts. */
const homes: { readonly [K in Kind]?: FindHome } = {
  /** The ServiceEntry by which the clients know the host. */
  ServiceEntry: (mesh, request, wanted) => {
    const [host] = hostsOf(wanted);
    return mesh
      .withHost('ServiceEntry', host ?? '')
      .find(
        ({ resource: { spec }, namespace }) =>
          spec.hosts.some((it) => sameHost(it.value, host ?? '')) &&
          isExportedTo(spec.exportTo, namespace, clientOf(request)),
      );
  },
  /** The rule that the clients' sidecars apply: a second one in their namespace would hide it, beside it be merged. */
  DestinationRule: (mesh, request, wanted) => {
    const host = fieldOf(fieldOf(wanted, 'spec'), 'host');
    return typeof host === 'string' ? destinationRulesFor(mesh, host, clientOf(request))[0] : undefined;
  },
  /** Of two VirtualServices for a host sidecars use only one. */
  VirtualService: (mesh, request) =>
    mesh.withHost('VirtualService', request.host).find((it) => {
      const { hosts, exportTo } = it.resource.spec;
      return (
        hosts.some(({ value }) => sameHost(resolveHost(value, it.namespace), request.host)) &&
        isBound(it, meshGateway) &&
        isExportedTo(exportTo, it.namespace, clientOf(request))
      );
    }),
};

const clientOf = ({ clients, namespace }: EgressRequest): string => clients?.[0] ?? namespace;

function hostsOf(wanted: Value): string[] {
  const hosts = fieldOf(fieldOf(wanted, 'spec'), 'hosts');
  return Array.isArray(hosts) ? hosts.map(String) : [];
}
