import { namedGateways } from '../mesh/egress';
import { sectionOf, serverKind } from '../mesh/gateway-protocol';
import { serves } from '../mesh/gateways';
import { gatewayName, type Leg, legs, takesPort } from '../mesh/legs';
import { resolveHost } from '../model/host';
import { meshGateway, type Section } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isUntakenAtGateway, untakenServer } from './failure';
import { type HopServer, hopServerAt } from './hop-server';

type VirtualService = MeshObject<'VirtualService'>;

/** A rule for servers of a Gateway none of which reads the section that it is in. */
export interface UnreadLeg {
  readonly leg: Leg;
  /** The first of the servers. */
  readonly at: HopServer;
  readonly reads: Section | undefined;
}

/** The rules of a VirtualService that the servers which they are for do not read. */
export const unreadLegs = (mesh: Mesh, virtualService: VirtualService): readonly UnreadLeg[] =>
  (isToBeFilledIn(mesh, virtualService) ? [] : namedGateways(mesh, virtualService)).flatMap((gateway) =>
    legs(virtualService, gatewayName(gateway))
      .filter((it) => isForGatewaysOnly(virtualService, it))
      .flatMap((leg): UnreadLeg[] => {
        const servers = serversFor(virtualService, gateway, leg);
        const [at] = servers;
        if (!at || servers.some((it) => sectionOf(it.server) === leg.section)) return [];
        // beside a rule that the server reads this one does no harm
        if (isRead(virtualService, gateway, at)) return [];
        return [{ leg, at, reads: sectionOf(at.server) }];
      }),
  );

const isRead = (virtualService: VirtualService, gateway: MeshObject<'Gateway'>, { server }: HopServer): boolean =>
  legs(virtualService, gatewayName(gateway)).some(
    (it) => it.section === sectionOf(server) && takesPort(it, server.port?.number?.value),
  );

function serversFor({ resource, namespace }: VirtualService, gateway: MeshObject<'Gateway'>, leg: Leg): HopServer[] {
  const hosts = resource.spec.hosts.map((it) => resolveHost(it.value, namespace));
  return gateway.resource.spec.servers.flatMap((server, index) => {
    const protocol = server.port?.protocol?.value ?? '';
    const mode = server.tls?.mode?.value ?? '';
    const isKnown = protocol !== '' && !hasPlaceholder(protocol) && !hasPlaceholder(mode);
    const isMeant = isKnown && takesPort(leg, server.port?.number?.value);
    const at = hopServerAt({ object: gateway, path: ['spec', 'servers', index] });
    return at && isMeant && hosts.some((it) => serves(server, gateway, it, namespace)) ? [at] : [];
  });
}

/** Whether it is not plain yet which servers are meant. */
const isToBeFilledIn = (mesh: Mesh, { resource, namespace }: VirtualService): boolean =>
  mesh.hasHidden('Gateway') || hasPlaceholder(namespace) || resource.spec.hosts.some((it) => hasPlaceholder(it.value));

/** A rule that sidecars have too may be meant for them alone. */
const isForGatewaysOnly = (virtualService: VirtualService, { path }: Leg): boolean =>
  !legs(virtualService, meshGateway).some((it) => it.path.join() === path.join());

/** Whether a rule for TLS meets a server that opens TLS and forwards bytes. */
export const isForTls = ({ leg, at }: UnreadLeg): boolean =>
  leg.section === 'tls' && serverKind(at.server) === 'tls-tcp';

/** Whether a gateway does not take a request because the rule for it is for TLS, which its server opens. */
export function isOpened(failure: Failure, mesh: Mesh): boolean {
  const place = isUntakenAtGateway(failure) ? untakenServer(failure) : undefined;
  return (
    place !== undefined &&
    mesh
      .withHost('VirtualService', failure.host)
      .some((it) => unreadLegs(mesh, it).some((unread) => unread.at.server === place.server && isForTls(unread)))
  );
}
