import { namedGateways } from '../mesh/egress';
import { sectionOf } from '../mesh/gateway-protocol';
import { gatewaysBehind } from '../mesh/gateways';
import { type Service, servicesOf } from '../mesh/services';
import { resolveHost } from '../model/host';
import { meshGateway, resolveGateway, type Section } from '../model/virtual-service';
import type { Located } from '../text/span';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { fieldNames, isOfKind, type Spot, textAt, textsAt } from './spot';

/** A port that an object of the mesh declares. */
export interface DeclaredPort {
  readonly number: Located<number>;
  /** As written, upper case; empty where it is not said. */
  readonly protocol: string;
  /** The rules of a VirtualService that read what comes in there. */
  readonly section: Section | undefined;
  readonly object: MeshObject;
}

/** The fields that name a port of something else, by the names on their path, and the ports that they may name. */
const references: readonly { readonly field: RegExp; ports(spot: Spot): DeclaredPort[] }[] = [
  { field: /\.(?:destination|mirror)\.port\.number$/, ports: (spot) => portsOfHost(spot, hostBeside(spot)) },
  { field: /\.portLevelSettings\.port\.number$/, ports: (spot) => portsOfHost(spot, textAt(spot.node, specHost)) },
  { field: /^spec\.(?:http|tls|tcp)\.match\.port$/, ports: portsOfMatch },
];

const specHost: Path = ['spec', 'host'];
const hostBeside = ({ node, path }: Spot): string | undefined => textAt(node, [...path.slice(0, -2), 'host']);

/** The ports that may be named there, each number once; `undefined` where no port is named. */
export function portsAt(spot: Spot): DeclaredPort[] | undefined {
  const names = fieldNames(spot.path);
  const found = references.find((it) => it.field.test(names))?.ports(spot);
  return found?.filter((it, i) => found.findIndex((other) => other.number.value === it.number.value) === i);
}

function portsOfHost({ mesh, namespace, object }: Spot, written: string | undefined): DeclaredPort[] {
  if (written === undefined) return [];
  const host = resolveHost(written, namespace);
  const declared = servicesOf(mesh, host, namespace).flatMap(portsOfService);
  if (declared.length > 0) return declared;
  // the Service of a gateway is often not in the workspace, but the Gateway with its servers is
  const named = isOfKind(object, 'VirtualService') ? namedGateways(mesh, object) : [];
  return gatewaysBehind(mesh, host, named).flatMap(portsOfGateway);
}

/** What sidecars dial, or what the gateways listen on, as `gateways` of the match or of the VirtualService says. */
function portsOfMatch({ mesh, node, path, namespace }: Spot): DeclaredPort[] {
  const own = textsAt(node, [...path.slice(0, -1), 'gateways']);
  const bound = own.length > 0 ? own : textsAt(node, ['spec', 'gateways']);
  const references = bound.length > 0 ? bound : [meshGateway];
  return references.flatMap((reference) => {
    if (reference === meshGateway)
      return textsAt(node, ['spec', 'hosts']).flatMap((host) =>
        servicesOf(mesh, resolveHost(host, namespace), namespace).flatMap(portsOfService),
      );
    const gateway = resolveGateway(reference, { name: '', namespace });
    return mesh.find('Gateway', gateway.namespace, gateway.name).flatMap(portsOfGateway);
  });
}

const portsOfService = ({ ports, object }: Service): DeclaredPort[] =>
  ports.map(({ number, protocol }) => ({ number, protocol, section: sectionOfProtocol(protocol), object }));

const portsOfGateway = (object: MeshObject<'Gateway'>): DeclaredPort[] =>
  object.resource.spec.servers.flatMap((server) => {
    const { number, protocol } = server.port ?? {};
    return number
      ? [{ number, protocol: protocol?.value.toUpperCase() ?? '', section: sectionOf(server), object }]
      : [];
  });

/** What the sidecars read of a VirtualService for a port of that protocol. */
function sectionOfProtocol(protocol: string): Section {
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol)) return 'http';
  return protocol === 'HTTPS' || protocol === 'TLS' ? 'tls' : 'tcp';
}
