import { namedGateways } from '../mesh/egress';
import { gatewaysBehind } from '../mesh/gateways';
import { servicesOf } from '../mesh/services';
import { resolveHost, serviceHost } from '../model/host';
import { referred, section } from '../model/object-reference';
import { meshGateway, resolveGateway } from '../model/virtual-service';
import { isOfKind } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { type DeclaredPort, portsOfGateway, portsOfOwner, portsOfService } from './declared-ports';
import { referenceAt } from './references';
import { fieldNames, type Spot, textAt, textsAt } from './spot';

/** The fields that name a port of something else, by the names on their path, and the ports that they may name. */
const references: readonly { readonly field: RegExp; ports(spot: Spot): DeclaredPort[] }[] = [
  { field: /\.(?:destination|mirror)\.port\.number$/, ports: (spot) => portsOfHost(spot, hostBeside(spot)) },
  { field: /\.portLevelSettings\.port\.number$/, ports: (spot) => portsOfHost(spot, textAt(spot.node, specHost)) },
  { field: /^spec\.(?:http|tls|tcp)\.match\.port$/, ports: portsOfMatch },
  { field: /^spec\.parentRefs\.port$|\.backendRefs?\.port$/, ports: portsOfReference },
];

const specHost: Path = ['spec', 'host'];
const hostBeside = ({ node, path }: Spot): string | undefined => textAt(node, [...path.slice(0, -2), 'host']);

/** The ports that may be named there, each number once; `undefined` where no port is named. */
export function portsAt(spot: Spot): DeclaredPort[] | undefined {
  const names = fieldNames(spot.path);
  const found = references
    .find((it) => it.field.test(names))
    ?.ports(spot)
    .filter((it) => it.number.value > 0);
  return found?.filter((it, i) => found.findIndex((other) => other.number.value === it.number.value) === i);
}

function portsOfHost({ mesh, namespace, object }: Spot, written: string | undefined): DeclaredPort[] {
  if (written === undefined) return [];
  const host = resolveHost(written, namespace);
  const declared = servicesOf(mesh, host, namespace).flatMap((it) => portsOfService(mesh, it));
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
        servicesOf(mesh, resolveHost(host, namespace), namespace).flatMap((it) => portsOfService(mesh, it)),
      );
    const gateway = resolveGateway(reference, { name: '', namespace });
    return mesh.find('Gateway', gateway.namespace, gateway.name).flatMap(portsOfGateway);
  });
}

/** Those of what a reference of the Gateway API names. */
function portsOfReference(spot: Spot): DeclaredPort[] {
  const placed = referenceAt(spot);
  if (!placed) return [];
  const to = referred(placed.reference, placed.field.byDefault, spot.namespace);
  switch (to.type) {
    case 'Service':
    case 'ServiceImport':
      return portsOfHost(spot, serviceHost(to.name, to.namespace));
    case 'Hostname':
      return portsOfHost(spot, to.name);
    case 'ServiceEntry':
    case 'KubernetesGateway':
    case 'ListenerSet':
      return portsOfOwner(spot.mesh, section(to.type, to, ''));
    default:
      return [];
  }
}
