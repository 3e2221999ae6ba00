import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import { boolean, integer, list, mapping, number, present, type Read, strings, struct, text } from '../yaml/read';
import { resolveHost } from './host';
import { defineKind, type Identity } from './kind';
import { type Name, uses } from './name';
import { knownNamespace } from './namespace';

const destination = struct({ host: text, subset: text, port: struct({ number: integer }) });
const headerOperations = struct({ set: strings, add: strings, remove: list(text) });
const headers = struct({ request: headerOperations });
const percent = struct({ value: number });
const delegate = struct({ name: text, namespace: text });

const texts = struct({ exact: text, prefix: text, regex: text });
/** A bare text, which the API refuses, is the exact one: so what is half typed, or filled in later, asks for something. */
const stringMatch: typeof texts = (node) => {
  const exact = text(node);
  return exact ? { exact, prefix: undefined, regex: undefined, span: exact.span } : texts(node);
};

const httpMatch = struct({
  name: text,
  uri: stringMatch,
  ignoreUriCase: boolean,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: mapping(stringMatch),
  withoutHeaders: mapping(stringMatch),
  queryParams: mapping(stringMatch),
  port: integer,
  gateways: list(text),
  sourceLabels: strings,
  sourceNamespace: text,
});
const tlsMatch = struct({
  sniHosts: list(text),
  destinationSubnets: list(text),
  port: integer,
  gateways: list(text),
  sourceLabels: strings,
  sourceNamespace: text,
});
const redirect = struct({
  uri: text,
  authority: text,
  port: integer,
  derivePort: text,
  scheme: text,
  redirectCode: integer,
  prefixRewrite: text,
});
const rewrite = struct({
  uri: text,
  authority: text,
  uriRegexRewrite: struct({ match: text, rewrite: text }),
});
const http = struct({
  name: text,
  match: list(httpMatch),
  route: list(struct({ destination, weight: integer, headers })),
  redirect,
  directResponse: struct({ status: integer }),
  delegate,
  rewrite,
  fault: present,
  mirror: destination,
  mirrorPercent: integer,
  mirrorPercentage: percent,
  mirrors: list(struct({ destination, percentage: percent })),
  headers,
});
const tls = struct({ match: list(tlsMatch), route: list(struct({ destination, weight: integer })) });

const spec = struct({
  hosts: list(text),
  gateways: list(text),
  http: list(http),
  tls: list(tls),
  tcp: list(tls),
  exportTo: list(text),
});
export type VirtualServiceSpec = Read<typeof spec>;
export type Destination = Read<typeof destination>;
export type HttpRule = Read<typeof http>;
export type HttpRedirect = Read<typeof redirect>;
export type Headers = Read<typeof headers>;
/** One rule of `tls` or of `tcp`. */
export type TlsRule = Read<typeof tls>;
export type HttpMatch = Read<typeof httpMatch>;
/** The entry of a `match` in `tls` or in `tcp`; a `tcp` one has no `sniHosts`. */
export type TlsMatch = Read<typeof tlsMatch>;
export type Match = HttpMatch | TlsMatch;
/** At most one is written in what Istio accepts; `{}` has none. */
export type StringMatch = Read<typeof stringMatch>;
export type Section = 'http' | 'tls' | 'tcp';

/** The name in `gateways` that stands for every sidecar. */
export const meshGateway = 'mesh';

export const virtualService = defineKind({
  name: 'VirtualService',
  groups: ['networking.istio.io'],
  spec,
  *mentions(spec, identity) {
    for (const host of spec.hosts)
      yield uses(host, { kind: 'host', host: resolveHost(host.value, identity.namespace) });
    for (const reference of gatewayReferences(spec))
      if (reference.value !== meshGateway) yield uses(reference, resolveGateway(reference.value, identity));
    for (const { host, subset } of destinations(spec)) {
      const target = host && resolveHost(host.value, identity.namespace);
      if (host && target !== undefined) yield uses(host, { kind: 'host', host: target });
      if (subset && target !== undefined) yield uses(subset, { kind: 'subset', host: target, name: subset.value });
    }
  },
  *dialled({ tls, tcp }) {
    for (const { match } of [...tls, ...tcp])
      for (const { destinationSubnets } of match) for (const { value } of destinationSubnets) yield { address: value };
  },
});

/** What a gateway reference names: `ns/name`, `./name`, `name` of the own namespace, or the old dotted `name.ns`. */
export function resolveGateway(reference: string, { namespace }: Identity): Extract<Name, { kind: 'gateway' }> {
  // R7 pilot/pkg/model/config.go resolveGatewayName
  const slash = reference.indexOf('/');
  if (slash >= 0) {
    const owner = reference.slice(0, slash);
    return {
      kind: 'gateway',
      namespace: owner === '.' ? namespace : knownNamespace(owner),
      name: reference.slice(slash + 1),
    };
  }
  if (hasPlaceholder(reference)) return { kind: 'gateway', namespace, name: reference };
  const [name = '', owner] = reference.split('.');
  return { kind: 'gateway', namespace: owner ?? namespace, name };
}

/** Every gateway that the object names, in `gateways` and in matches, `mesh` included. */
export function* gatewayReferences({ gateways, http, tls, tcp }: VirtualServiceSpec): Iterable<Located<string>> {
  yield* gateways;
  for (const { match } of [...http, ...tls, ...tcp]) for (const it of match) yield* it.gateways;
}

/** Every destination that the object names, mirrors included. */
export function* destinations({ http, tls, tcp }: VirtualServiceSpec): Iterable<Destination> {
  for (const { route } of [...http, ...tls, ...tcp])
    for (const { destination } of route) if (destination) yield destination;
  for (const { mirror, mirrors } of http) {
    if (mirror) yield mirror;
    for (const { destination } of mirrors) if (destination) yield destination;
  }
}
