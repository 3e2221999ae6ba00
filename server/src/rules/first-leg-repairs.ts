import { type DocumentEdit, type Fix, fix, insertInto, replace } from '../generate/edit';
import { legRule } from '../generate/legs';
import { destinationRulesFor } from '../mesh/destination-rules';
import { sectionOf } from '../mesh/gateway-protocol';
import { serviceOfGateway } from '../mesh/gateways';
import { gatewayName, isBound, type Leg, legs } from '../mesh/legs';
import type { Server } from '../model/gateway';
import { hostLabel, sameHost } from '../model/host';
import { meshGateway, type Section } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { keepTo } from './keep-to';
import { portsFor } from './legs-not-dialled';
import { settingsOf } from './lost-tls';
import { gatewayDestinations, sectionsTo } from './past-gateway';
import { portDialled } from './way-guesses';

type VirtualService = MeshObject<'VirtualService'>;
type Gateway = MeshObject<'Gateway'>;

/**
 * What makes sidecars send a host to the server of a gateway from which a VirtualService leads it on, by rules of a
 * section: the rule that the gateway has in their place, or a new one.
 */
export function firstLegRepairs(
  mesh: Mesh,
  object: VirtualService,
  gateway: Gateway,
  section: Section,
  host: string,
  server: Server,
): Fix[] {
  const own = misplaced(mesh, object, gateway, server);
  return own ? give(object, own) : added(mesh, object, gateway, section, host, server);
}

/** The rule for sidecars that the gateway has, which would send there what it has got. */
function misplaced(mesh: Mesh, object: VirtualService, gateway: Gateway, server: Server): Leg | undefined {
  return legs(object, gatewayName(gateway)).find(
    (leg) =>
      sectionsTo(server).includes(leg.section) &&
      gatewayDestinations(mesh, object, leg).some((it) => it.gateways.includes(gateway)),
  );
}

/** Gives the rule to the sidecars; not possible where its matches are for several gateways, or for none. */
const give = (object: VirtualService, { matches }: Leg): Fix[] =>
  fix('Give the rule that leads to the gateway to the sidecars', [
    ...matches.map(({ gateways: [only, ...others] }) =>
      only && others.length === 0 ? replace(object, only.span, meshGateway) : undefined,
    ),
    ...bound(object),
  ]);

/** What binds the VirtualService to the sidecars too. */
function bound(object: VirtualService): (DocumentEdit | undefined)[] {
  const { gateways } = object.resource.spec;
  if (isBound(object, meshGateway)) return [];
  // what was for the gateway alone stays so
  const others = gateways.map((it) => it.value);
  return [insertInto(object, ['spec', 'gateways', gateways.length], meshGateway), ...keepTo(object, others)];
}

/** The subset of the gateway’s Service that speaks the mesh’s own TLS for the host, where the server asks for that. */
function subsetFor(
  mesh: Mesh,
  object: VirtualService,
  service: string,
  server: Server,
  host: string,
): { subset?: string } {
  const port = server.port?.number?.value ?? 0;
  if (server.tls?.mode?.value !== 'ISTIO_MUTUAL') return {};
  for (const rule of destinationRulesFor(mesh, service, object.namespace))
    for (const subset of rule.resource.spec.subsets.flatMap(({ name }) => name?.value ?? [])) {
      const tls = settingsOf(rule, { host: service, port, subset });
      if (tls?.mode?.value === 'ISTIO_MUTUAL' && (!tls.sni || sameHost(tls.sni.value, host))) return { subset };
    }
  return {};
}

function added(
  mesh: Mesh,
  object: VirtualService,
  gateway: Gateway,
  section: Section,
  host: string,
  server: Server,
): Fix[] {
  const service = serviceOfGateway(mesh, gateway);
  const port = server.port?.number?.value;
  if (!service || port === undefined) return [];
  // a server that terminates Istio's own TLS reads `tcp`, but the sidecar still sees the application's TLS
  const isWrapped = portsFor(mesh, host, 'tls').length > 0;
  const terminates = section === 'tcp' && sectionOf(server) === 'tcp' && server.tls !== undefined && isWrapped;
  const own = terminates ? 'tls' : section;
  const rule = legRule({
    section: own,
    gateway: meshGateway,
    matchPort: portDialled(mesh, host, own, port),
    hosts: [hostLabel(host)],
    destination: { host: hostLabel(service), port, ...subsetFor(mesh, object, service, server, host) },
  });
  const edits = [insertInto(object, ['spec', own, object.resource.spec[own].length], rule), ...bound(object)];
  return fix(`Add the rule that sends '${hostLabel(host)}' from the sidecars to the gateway`, edits);
}
