import { list, type Read, struct, text } from '../yaml/read';
import { backendReference, nameMatches, routeFilter, ruleMentions } from './http-route';
import { defineKind } from './kind';
import { dialledThroughParents, parentReferences, routeMentions } from './route-parent';

const match = struct({ method: struct({ type: text, service: text, method: text }), headers: nameMatches });
export type GrpcRouteMatch = Read<typeof match>;

const rule = struct({
  name: text,
  matches: list(match),
  filters: list(routeFilter),
  backendRefs: list(backendReference),
});
export type GrpcRouteRule = Read<typeof rule>;

const spec = struct({ parentRefs: parentReferences, hostnames: list(text), rules: list(rule) });

export const grpcRoute = defineKind({
  name: 'GRPCRoute',
  groups: ['gateway.networking.k8s.io'],
  spec,
  *mentions({ parentRefs, hostnames, rules }, identity) {
    yield* routeMentions(parentRefs, hostnames, identity);
    yield* ruleMentions(rules, identity);
  },
  dialled: ({ parentRefs, hostnames }, identity) => dialledThroughParents(parentRefs, hostnames, identity),
});
