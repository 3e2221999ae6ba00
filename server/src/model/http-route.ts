import { integer, list, type Read, struct, text } from '../yaml/read';
import { defineKind, type Identity } from './kind';
import type { Mention } from './name';
import { mentionsOf, objectReference, serviceByDefault } from './object-reference';
import { dialledThroughParents, parentReferences, routeMentions } from './route-parent';

const header = struct({ name: text, value: text });
const headerModifier = struct({ set: list(header), add: list(header), remove: list(text) });
const pathModifier = struct({ type: text, replaceFullPath: text, replacePrefixMatch: text });
const nameMatch = struct({ type: text, name: text, value: text });

/** What is done to a request, of HTTP and of gRPC. */
export const routeFilter = struct({
  type: text,
  requestHeaderModifier: headerModifier,
  requestRedirect: struct({ scheme: text, hostname: text, path: pathModifier, port: integer, statusCode: integer }),
  requestMirror: struct({
    backendRef: objectReference,
    percent: integer,
    fraction: struct({ numerator: integer, denominator: integer }),
  }),
  urlRewrite: struct({ hostname: text, path: pathModifier }),
});
export type RouteFilter = Read<typeof routeFilter>;
export type PathModifier = Read<typeof pathModifier>;
export type HeaderModifier = Read<typeof headerModifier>;

/** Headers or parameters that a match asks for. */
export const nameMatches = list(nameMatch);
export type NameMatch = Read<typeof nameMatch>;

/** Where requests are sent, with their share. */
export const backendReference = struct({
  group: text,
  kind: text,
  namespace: text,
  name: text,
  sectionName: text,
  port: integer,
  weight: integer,
  filters: list(routeFilter),
});
export type BackendReference = Read<typeof backendReference>;

const match = struct({
  path: struct({ type: text, value: text }),
  headers: nameMatches,
  queryParams: nameMatches,
  method: text,
});
export type HttpRouteMatch = Read<typeof match>;

const rule = struct({
  name: text,
  matches: list(match),
  filters: list(routeFilter),
  backendRefs: list(backendReference),
});
export type HttpRouteRule = Read<typeof rule>;

const spec = struct({ parentRefs: parentReferences, hostnames: list(text), rules: list(rule) });

export const httpRoute = defineKind({
  name: 'HTTPRoute',
  groups: ['gateway.networking.k8s.io'],
  spec,
  *mentions({ parentRefs, hostnames, rules }, identity) {
    yield* routeMentions(parentRefs, hostnames, identity);
    yield* ruleMentions(rules, identity);
  },
  dialled: ({ parentRefs, hostnames }, identity) => dialledThroughParents(parentRefs, hostnames, identity),
});

/** What the rules of an HTTPRoute or of a GRPCRoute mention: where they send, and where they send a copy. */
export function* ruleMentions(
  rules: readonly Pick<HttpRouteRule, 'filters' | 'backendRefs'>[],
  identity: Identity,
): Iterable<Mention> {
  for (const { filters, backendRefs } of rules) {
    yield* mentionsOf(backendRefs, serviceByDefault, identity);
    const mirrors = filters.map((it) => it.requestMirror?.backendRef);
    yield* mentionsOf(mirrors, serviceByDefault, identity);
  }
}
