import { namedGateways } from '../mesh/egress';
import { routeKinds } from '../mesh/gateway-api/routes';
import { sectionOf } from '../mesh/gateway-protocol';
import { gatewayName, legs, takesPort } from '../mesh/legs';
import { servicesMatching } from '../mesh/services';
import { hostWithin } from '../model/host';
import type { Premise } from '../model/validation/repair';
import { meshGateway } from '../model/virtual-service';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { isWrapped } from './client-tls';

/** Whether the other objects speak for a repair, or at least not against it. */
export function isMeant(mesh: Mesh, object: MeshObject, premise: Premise | undefined): boolean {
  if (!premise) return true;
  if ('hosts' in premise)
    return (
      premise.hosts.every((host) => servicesMatching(mesh, host).some((it) => hostWithin(host, it.host))) &&
      (!premise.isForSidecars || isForSidecars(object))
    );
  if ('routes' in premise) return routesTo(mesh, object).every((it) => premise.routes.includes(it.resource.kind));
  return !isOfKind(object, 'Gateway') || isNeeded(mesh, object, premise);
}

const isForSidecars = (object: MeshObject): boolean =>
  isOfKind(object, 'VirtualService') && object.resource.spec.gateways.every((it) => it.value === meshGateway);

const routesTo = (mesh: Mesh, { name }: MeshObject) =>
  routeKinds
    .flatMap((kind) => mesh.all(kind))
    .filter((route) => route.resource.spec.parentRefs.some((it) => it.name?.value === name));

/** Whether all rules for a server are in the section that it would read, and their clients speak the TLS that it would end. */
function isNeeded(mesh: Mesh, gateway: MeshObject<'Gateway'>, wanted: Extract<Premise, { server: number }>): boolean {
  const server = gateway.resource.spec.servers[wanted.server];
  if (!server?.port?.number) return false;
  const { number } = server.port;
  const bound = mesh.all('VirtualService').filter((it) => namedGateways(mesh, it).includes(gateway));
  const rules = bound.flatMap((it) => legs(it, gatewayName(gateway)).filter((leg) => takesPort(leg, number.value)));
  // without rules there is TLS to be passed on, or that of the mesh
  if (rules.length === 0) return wanted.mode !== undefined;
  const located = (value: string) => ({ value, span: number.span });
  const tls = wanted.mode === undefined ? undefined : { ...noTls, ...server.tls, mode: located(wanted.mode) };
  const read = sectionOf({
    ...server,
    port: { ...server.port, protocol: located(wanted.protocol) },
    tls,
  } as typeof server);
  const isMutual = bound.some((it) => legs(it, meshGateway).some((leg) => isWrapped(mesh, it, leg)));
  return rules.every((it) => it.section === read) && isMutual === (wanted.mode === 'ISTIO_MUTUAL');
}

const noTls = { credentialNames: [] };
