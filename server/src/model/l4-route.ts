import { list, type Read, struct, text } from '../yaml/read';
import { backendReference } from './http-route';
import { defineKind } from './kind';
import { mentionsOf, serviceByDefault } from './object-reference';
import { dialledThroughParents, parentReferences, routeMentions } from './route-parent';

const rule = struct({ name: text, backendRefs: list(backendReference) });
export type L4RouteRule = Read<typeof rule>;

/** Stands for the ports of a parent whose port is not named. */
export const anyPort = 0;

const tlsSpec = struct({ parentRefs: parentReferences, hostnames: list(text), rules: list(rule) });

/** Sends TLS connections on by their SNI. */
export const tlsRoute = defineKind({
  name: 'TLSRoute',
  groups: ['gateway.networking.k8s.io'],
  spec: tlsSpec,
  *mentions({ parentRefs, hostnames, rules }, identity) {
    yield* routeMentions(parentRefs, hostnames, identity);
    for (const { backendRefs } of rules) yield* mentionsOf(backendRefs, serviceByDefault, identity);
  },
  *dialled({ parentRefs, hostnames }, identity) {
    yield* dialledThroughParents(parentRefs, hostnames, identity);
    // K3 one with several names may leave a host of its ServiceEntry none of them, which then takes all TLS
    if (hostnames.length > 1)
      for (const { port } of parentRefs) yield { port: port?.value ?? anyPort, listener: 'tls' };
  },
});

const tcpSpec = struct({ parentRefs: parentReferences, rules: list(rule) });

/** Sends bytes on; it has no host names. */
export const tcpRoute = defineKind({
  name: 'TCPRoute',
  groups: ['gateway.networking.k8s.io'],
  spec: tcpSpec,
  *mentions({ parentRefs, rules }, identity) {
    yield* routeMentions(parentRefs, [], identity);
    for (const { backendRefs } of rules) yield* mentionsOf(backendRefs, serviceByDefault, identity);
  },
  dialled: ({ parentRefs }, identity) => dialledThroughParents(parentRefs, [], identity),
});
