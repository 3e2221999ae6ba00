import type { Evidence } from '../../mesh/evidence';
import { gatewayLabel, writtenKind, writtenPart } from '../../mesh/gateway-api/generated';
import { routesInVain } from '../../mesh/gateway-api/in-vain';
import { admits, serverHostText } from '../../mesh/gateway-hosts';
import { gatewaysSelecting } from '../../mesh/gateway-pods';
import { sectionOf } from '../../mesh/gateway-protocol';
import { type GatewayServer, isForeign } from '../../mesh/gateway-servers';
import type { GatewayWorkload } from '../../mesh/gateway-workloads';
import { gatewayName, isBound, type Leg, legs, means } from '../../mesh/legs';
import type { Scope } from '../../mesh/scope';
import { virtualServicesAbout } from '../../mesh/virtual-services';
import { hostsMatch, resolveHost } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { meshGateway, resolveGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import { boundServers } from './bound-servers';

type VirtualService = MeshObject<'VirtualService'>;

/** A VirtualService that is bound to a Gateway, but has no host in common with its server. */
export function noSharedHost(object: VirtualService, { hosts, gateway }: GatewayServer): Evidence {
  const theirs = hosts.map(serverHostText).join(', ');
  const place = { object, path: ['spec', 'hosts'] };
  if (hosts.some((it) => !admits(it, object.namespace)))
    return {
      fact: 'G12',
      text: `The server of ${gatewayLabel(gateway.name)} is for ${theirs} only, and the ${writtenKind(object)} is in namespace ${namespaceLabel(object.namespace)}.`,
      ...place,
    };
  return { fact: 'R4', text: `The server of ${gatewayLabel(gateway.name)} is for ${theirs} only.`, ...place };
}

/** A VirtualService that is for the host and bound, but has no rule for the server. */
export const noRule = (object: VirtualService, { gateway, number }: GatewayServer): Evidence => ({
  fact: 'V11',
  text: `None of its HTTP rules is for port ${number} of ${gatewayLabel(gateway.name)}, so the gateway has nothing of it.`,
  object,
  path: ['spec', 'http'],
});

/** Why a server uses nothing of a VirtualService with rules for it: they are of a section that it doesn't read. */
export function unreadSection(object: VirtualService, { gateway, kind, server }: GatewayServer): Evidence[] {
  // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayTCPBasedFilterChains, createGatewayTCPFilterChainOpts
  const read = sectionOf(server);
  const own = legs(object, gatewayName(gateway)).filter(isMeantFor(object));
  const [first] = own;
  if (object.writtenAt || kind === 'auto-passthrough' || !first || own.some((it) => it.section === read)) return [];
  const text = `The server of ${gatewayLabel(gateway.name)} uses only rules under \`${read}\`, and those of the ${writtenKind(object)} for it are under \`${first.section}\`.`;
  return [{ fact: '3.5.1', text, object, path: ['spec', first.section] }];
}

/** Whether a rule is meant for gateways: it names one, or sidecars have nothing of the VirtualService. */
const isMeantFor =
  (object: VirtualService) =>
  ({ matches }: Leg): boolean =>
    !isBound(object, meshGateway) || matches.some(({ gateways }) => gateways.some((it) => it.value !== meshGateway));

/** VirtualServices and routes for the host that are nothing to these servers, and Gateways that they name in vain. */
export function notBound(
  scope: Scope,
  workload: GatewayWorkload,
  servers: readonly GatewayServer[],
  host: string,
  port: number,
): Evidence[] {
  const gateways = [...new Set(boundServers(scope, servers, [host]).map((it) => it.gateway))];
  const { namespace } = scope.proxy;
  const found: Evidence[] = [];
  const about = virtualServicesAbout(scope.mesh, host).filter(({ resource, namespace: own }) =>
    resource.spec.hosts.some((it) => hostsMatch(resolveHost(it.value, own), host)),
  );
  const isHere = (object: VirtualService): boolean => gateways.some((it) => isBound(object, gatewayName(it)));
  // beside one for the gateway another one for sidecars is as it should be
  const isUsual = (object: VirtualService): boolean => isForSidecars(object) && about.some(isHere);
  for (const object of about) {
    if (!isHere(object)) {
      if (isUsual(object)) continue;
      found.push(boundElsewhere(object, port), ...gatewaysElsewhere(scope, workload, object, gateways, port));
    } else if (!gateways.some((it) => scope.virtualServices(host, gatewayName(it)).includes(object))) {
      // V3 pilot/pkg/model/push_context.go VirtualServicesForGateway
      const text = `The ${writtenKind(object)} is not exported to ${namespaceLabel(namespace)}, the namespace of the gateway’s pods.`;
      found.push({ fact: 'V3', text, object, path: ['spec', 'exportTo'] });
    }
  }
  const owners = servers.flatMap(({ gateway }) => (gateway.writtenAt ? [writtenPart(gateway, []).object] : []));
  return [...found, ...routesInVain(scope.mesh, host, new Set(owners))];
}

function boundElsewhere(object: VirtualService, port: number): Evidence {
  // V1 pilot/pkg/model/push_context.go getGatewayNames
  const references = object.resource.spec.gateways.filter((it) => it.value !== meshGateway);
  if (isForSidecars(object))
    return { fact: 'V1', text: `The ${writtenKind(object)} is for sidecars only.`, object, path: ['spec', 'gateways'] };
  const names = references.map((it) => referenceLabel(it.value)).join(', ');
  const text = `The ${writtenKind(object)} is bound to ${names} only, which has no server on port ${port} of this gateway’s pods.`;
  return { fact: 'V1', text, object, path: ['spec', 'gateways'] };
}

const isForSidecars = ({ resource }: VirtualService): boolean =>
  resource.spec.gateways.every((it) => it.value === meshGateway);

/** As it is written, unless Istio wrote it. */
const referenceLabel = (reference: string): string =>
  reference.includes('~') ? gatewayLabel(reference.slice(reference.indexOf('/') + 1)) : reference;

/** Why the Gateways that a VirtualService names have no server there. */
function gatewaysElsewhere(
  { mesh, proxy }: Scope,
  workload: GatewayWorkload,
  object: VirtualService,
  present: readonly MeshObject<'Gateway'>[],
  port: number,
): Evidence[] {
  return object.resource.spec.gateways.flatMap(({ value }): Evidence[] => {
    if (value === meshGateway || hasPlaceholder(value)) return [];
    const { namespace, name } = resolveGateway(value, object);
    const selected = gatewaysSelecting(mesh, proxy.labels);
    return mesh.find('Gateway', namespace, name).flatMap((gateway): Evidence[] => {
      if (present.includes(gateway) || !means(value, gatewayName(gateway), object)) return [];
      if (selected.includes(gateway) && isForeign(mesh, gateway, workload)) {
        const text = `On pods that Istio runs for a Kubernetes Gateway, Gateways of other namespaces than ${namespaceLabel(proxy.namespace)} count for nothing.`;
        return [{ fact: 'G4', text, object: gateway, path: ['metadata', 'namespace'] }];
      }
      if (selected.includes(gateway)) {
        const text = `The Gateway has no server on port ${port} of the gateway’s pods.`;
        return [{ fact: 'G5', text, object: gateway, path: ['spec', 'servers'] }];
      }
      const wanted = [...(gateway.resource.spec.selector ?? [])].map(([key, it]) => `${key}=${it.value}`).join(', ');
      // G1 pilot/pkg/model/push_context.go mergeGateways
      const text = `The Gateway is for pods with the labels ${wanted}, which the gateway’s pods don't have.`;
      return [{ fact: 'G1', text, object: gateway, path: ['spec', 'selector'] }];
    });
  });
}
