import type { Evidence } from '../../mesh/evidence';
import type { Service } from '../../mesh/services';
import { type ListenerClass, listenerClass, type Protocol } from '../../model/protocol';
import { normalRange } from '../../text/cidr';
import type { FilterChain } from '../config';

/** What one service brings to a listener. */
export interface Incoming {
  readonly service: Service;
  readonly port: { readonly protocol: Protocol };
  readonly http: readonly FilterChain[];
  readonly tcp: readonly FilterChain[];
}

/** A listener while services are added to it, oldest first. */
export interface Entry {
  readonly protocol: Protocol;
  readonly chains: readonly FilterChain[];
  readonly passedOver: readonly Evidence[];
}

/** The HTTP in a plaintext connection, by the names that the inspector gives it. */
export const plaintextHttp: readonly string[] = ['http/1.1', 'h2c'];

/** Adds what a service brings to the listener at its address and port, as Istio settles conflicts between them. */
export function addService(entry: Entry | undefined, incoming: Incoming, isAnyAddress: boolean): Entry {
  const { protocol } = incoming.port;
  const incomingClass = listenerClass(protocol);
  const chains = chainsOf(incoming, incomingClass);
  if (!entry)
    // buildSidecarOutboundListener: HTTP at every address is told from other traffic by its bytes
    return {
      protocol: incomingClass === 'http' && protocol !== 'HTTP_PROXY' && isAnyAddress ? 'UNSUPPORTED' : protocol,
      chains,
      passedOver: [],
    };
  const entryClass = listenerClass(entry.protocol);
  // all HTTP of a port shares one chain
  if (incomingClass === 'http' && entryClass !== 'tls' && entryClass !== 'tcp') return entry;
  // 3.10 pilot/pkg/networking/core/listener.go isConflictWithWellKnownPort
  if (protocol !== entry.protocol && (speaksFirst(protocol) || speaksFirst(entry.protocol)))
    return passOver(entry, incoming, `${protocol} cannot share the port with ${entry.protocol}, which came first.`);
  if (incomingClass === 'auto' && entryClass === 'http') return { ...entry, protocol, chains };
  // listener.go buildSidecarOutboundListener: AutoOverAuto adds only the TCP part
  const added = incomingClass === 'auto' && entryClass === 'auto' ? incoming.tcp : chains;
  const upgraded = isTcp(entryClass) && isTcp(incomingClass) ? entry.protocol : 'UNSUPPORTED';
  return added.reduce((merged, it) => addChain(merged, it, incoming), { ...entry, protocol: upgraded });
}

const chainsOf = ({ http, tcp }: Incoming, own: ListenerClass): readonly FilterChain[] =>
  own === 'http' ? http : own === 'auto' ? [...tcp, ...http] : tcp;

const isTcp = (it: ListenerClass): boolean => it === 'tcp' || it === 'tls';
/** Whether the server of a protocol may send before the client, so that the bytes of a client can't tell what it is. */
export const speaksFirst = (it: Protocol): boolean => it === 'MONGO' || it === 'MYSQL';

function addChain(entry: Entry, chain: FilterChain, incoming: Incoming): Entry {
  // S9 pilot/pkg/networking/core/listener.go mergeTCPFilterChains
  if (entry.chains.some((it) => conflicts(it, chain)))
    return passOver(entry, incoming, 'Another service takes the same connections on this port and came first.');
  return { ...entry, chains: [...entry.chains, chain] };
}

const passOver = (entry: Entry, { service }: Incoming, text: string): Entry => ({
  ...entry,
  passedOver: [...entry.passedOver, { fact: 'S9', text, object: service.object, path: ['spec', 'ports'], byAge: true }],
});

function conflicts({ match: a }: FilterChain, { match: b }: FilterChain): boolean {
  // listener.go filterChainOpts.conflictsWith
  return (
    a.transportProtocol === b.transportProtocol &&
    a.applicationProtocols.join() === b.applicationProtocols.join() &&
    asSet(a.serverNames, '*') === asSet(b.serverNames, '*') &&
    asSet(a.prefixRanges.map(normalRange), '') === asSet(b.prefixRanges.map(normalRange), '')
  );
}

const asSet = (values: readonly string[], ignored: string): string =>
  [...new Set(values.filter((it) => it !== ignored))].sort().join();
