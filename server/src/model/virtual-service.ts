import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import { integer, list, present, type Read, strings, struct, text } from '../yaml/read';
import { resolveHost } from './host';
import { defineKind, type Identity } from './kind';
import { type Name, uses } from './name';
import { knownNamespace } from './namespace';

const destination = struct({ host: text, subset: text, port: struct({ number: integer }) });
const route = struct({ destination, weight: integer });
const delegate = struct({ name: text, namespace: text });

const httpMatch = struct({
  uri: present,
  scheme: present,
  method: present,
  authority: present,
  headers: present,
  withoutHeaders: present,
  queryParams: present,
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
const http = struct({
  name: text,
  match: list(httpMatch),
  route: list(route),
  redirect: present,
  directResponse: present,
  delegate,
  mirror: destination,
  mirrors: list(route),
});
const tls = struct({ match: list(tlsMatch), route: list(route) });

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
export type TlsRule = Read<typeof tls>;
export type Match = Read<typeof httpMatch> | Read<typeof tlsMatch>;
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
