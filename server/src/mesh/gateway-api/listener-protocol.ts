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

/** Why a listener is not as Istio wants it; of `A4` it says so, and takes it all the same. */
interface ProtocolProblem {
  readonly fact: 'L2' | 'A4';
  readonly text: string;
}

/** Why Istio can't speak what a listener asks for, or does not expect it. */
export function protocolProblem(
  controller: Controller,
  owner: MeshObject,
  { protocol, tls }: GatewayListener,
  port: number | undefined,
): ProtocolProblem | undefined {
  const word = protocol?.value ?? '';
  const unspoken =
    owner.resource.kind === 'ListenerSet' && port === undefined
      ? `A listener for ${word} needs a port.`
      : unspokenProtocol(word, controller);
  if (unspoken !== undefined) return { fact: 'L2', text: unspoken };
  // A4 conversion.go unexpectedWaypointListener
  const isTunnel = word === 'HBONE' && port === 15008;
  if (controller === 'waypoint' && !isTunnel)
    return { fact: 'A4', text: 'A waypoint has one listener: port 15008 with protocol HBONE.' };
  if (controller !== 'east-west') return undefined;
  // conversion.go unexpectedEastWestWaypointListener
  const mode = tls && (tls.mode?.value ?? 'Terminate');
  const isExpected = port === 15008 ? isTunnel && mode === 'Terminate' : word === 'TLS' && mode === 'Passthrough';
  const text = 'An east-west gateway ends TLS of HBONE on port 15008, and passes TLS through on others.';
  return isExpected ? undefined : { fact: 'A4', text };
}

function unspokenProtocol(word: string, controller: Controller): string | undefined {
  // L2 conversion.go listenerProtocolToIstio
  if (word === 'HBONE') return controller === 'gateway' ? 'HBONE is only for waypoints.' : undefined;
  if (['HTTP', 'HTTPS', 'TLS', 'TCP'].includes(word)) return undefined;
  const upper = word.toUpperCase();
  const hint = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE'].includes(upper) ? `; ${upper} is` : '';
  return `${word || 'Nothing'} is no protocol that Istio listens for${hint}.`;
}
