import type { GatewayListener } from '../../model/kubernetes-gateway';
import { gatewayByDefault } from '../../model/object-reference';
import type { MeshObject } from '../../workspace/mesh';
import type { Controller } from './classes';

/** What a listener says that it speaks. */
export const protocolOf = ({ protocol }: GatewayListener): string => protocol?.value ?? '';

/** That of a ListenerSet may be left out. */
export function portOf(owner: MeshObject, { port, protocol }: GatewayListener): number | undefined {
  // pilot/pkg/config/kube/gatewaycommon/gateway_utils.go ListenerEntryPortNumber
  if (port?.value || owner.resource.kind !== 'ListenerSet') return port?.value;
  return { HTTP: 80, HTTPS: 443 }[protocol?.value ?? ''];
}

const routeKinds: Readonly<Record<string, readonly string[]>> = {
  // L1 pilot/pkg/config/kube/gatewaycommon/conversion.go GenerateGatewaySupportedKinds
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TCP: ['TCPRoute'],
  TLS: ['TLSRoute'],
};

/** The kinds of routes that a listener takes, and whether all that it names are such. */
export function kindsOf({ protocol, tls, allowedRoutes }: GatewayListener): {
  kinds: readonly string[];
  areKnown: boolean;
} {
  const ends = protocol?.value === 'TLS' && tls?.mode?.value === 'Terminate';
  const supported = [...(routeKinds[protocol?.value ?? ''] ?? []), ...(ends ? ['TCPRoute'] : [])];
  const asked = allowedRoutes?.kinds ?? [];
  if (asked.length === 0) return { kinds: supported, areKnown: true };
  const isAsked = (kind: string): boolean =>
    asked.some(
      (it) => it.kind?.value === kind && (it.group?.value ?? gatewayByDefault.group) === gatewayByDefault.group,
    );
  const kinds = supported.filter(isAsked);
  return { kinds, areKnown: kinds.length === asked.length };
}

/** Why Istio can't speak what a listener asks for. */
export function protocolProblem(
  controller: Controller,
  owner: MeshObject,
  { protocol, tls }: GatewayListener,
  port: number | undefined,
): string | undefined {
  const word = protocol?.value ?? '';
  if (owner.resource.kind === 'ListenerSet' && port === undefined) return `A listener for ${word} needs a port.`;
  // A4 conversion.go unexpectedWaypointListener
  if (controller === 'waypoint')
    return word === 'HBONE' && port === 15008
      ? undefined
      : 'A waypoint has one listener: port 15008 with protocol HBONE.';
  if (controller === 'east-west' && port === 15008 && (word !== 'HBONE' || tls?.mode?.value !== 'Terminate'))
    return 'Port 15008 of an east-west gateway speaks HBONE and ends TLS.';
  // L2 conversion.go listenerProtocolToIstio
  if (word === 'HBONE') return controller === 'gateway' ? 'HBONE is only for waypoints.' : undefined;
  if (['HTTP', 'HTTPS', 'TLS', 'TCP'].includes(word)) return undefined;
  const upper = word.toUpperCase();
  const hint = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE'].includes(upper) ? `; ${upper} is` : '';
  return `${word || 'Nothing'} is no protocol that Istio listens for${hint}.`;
}
