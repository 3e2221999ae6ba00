import type { GatewayListener } from '../../model/kubernetes-gateway';

/** A listener as far as it can stand in the way of another. */
export interface Place {
  readonly port: number | undefined;
  readonly listener: GatewayListener;
}

/**
 * For each of the listeners of a Gateway, its own before those of ListenerSets, why it can't stand beside an earlier one;
 * `undefined` where it can. Only those that can stand in the way of later ones.
 */
export function conflicts(
  listeners: readonly Place[],
): readonly ('ProtocolConflict' | 'HostnameConflict' | undefined)[] {
  // L7 pilot/pkg/config/kube/gatewaycommon/listener_conflict.go ComputeGatewayListenerConflicts
  const accepted: Place[] = [];
  return listeners.map((it) => {
    const earlier = accepted.find((other) => !areDistinct(it, other));
    if (!earlier) {
      accepted.push(it);
      return undefined;
    }
    const [own, theirs] = [protocolOf(it), protocolOf(earlier)];
    return isBytes(own) && isBytes(theirs)
      ? 'ProtocolConflict'
      : own === theirs
        ? 'HostnameConflict'
        : 'ProtocolConflict';
  });
}

function areDistinct(a: Place, b: Place): boolean {
  // L7 pilot/pkg/config/kube/gatewaycommon/listener_conflict.go listenersDistinct
  if (a.port !== b.port) return true;
  const [own, theirs] = [protocolOf(a), protocolOf(b)];
  if (isBytes(own) && (isBytes(theirs) || hasNames(theirs))) return false;
  if (hasNames(own) && isBytes(theirs)) return false;
  if (hasNames(own) && hasNames(theirs)) return hostnameOf(a) !== hostnameOf(b);
  return own !== theirs;
}

const protocolOf = ({ listener }: Place): string => listener.protocol?.value ?? '';
const hostnameOf = ({ listener }: Place): string => listener.hostname?.value || '*';
const isBytes = (protocol: string): boolean => protocol === 'TCP' || protocol === 'UDP';
const hasNames = (protocol: string): boolean => protocol === 'HTTP' || protocol === 'HTTPS' || protocol === 'TLS';
