import type { Resource } from '../model/document';
import type { Kind } from '../model/kinds';
import type { GatewayListener } from '../model/kubernetes-gateway';
import { type DefaultKind, gatewayByDefault, nothingByDefault, type ObjectReference } from '../model/object-reference';
import type { Section } from '../model/virtual-service';
import type { Located, Span } from '../text/span';

export type SymbolKind = 'object' | 'reference' | 'host' | 'server' | 'route' | 'subset' | 'port';

/** Something in an object that has a name. */
export interface Part {
  readonly kind: SymbolKind;
  /** May be empty. */
  readonly name: string;
  readonly detail?: string;
  readonly span: Span;
  readonly selection?: Span | undefined;
  readonly children?: readonly Part[];
}

/** What the outline shows of each kind. */
const parts: { readonly [K in Kind]?: (spec: Resource<K>['spec']) => readonly Part[] } = {
  ServiceEntry: ({ hosts, ports }) => [
    ...hosts.map(hostPart),
    ...ports.map(({ span, number, protocol }) => portPart(span, number, protocol)),
  ],
  Gateway: ({ servers }) =>
    servers.map(({ span, port, hosts, tls }) => ({
      kind: 'server',
      name: words(port?.number, port?.protocol, tls?.mode),
      span,
      selection: port?.number?.span,
      children: hosts.map(hostPart),
    })),
  VirtualService: ({ hosts, http, tls, tcp }) => [
    ...hosts.map(hostPart),
    ...http.map((rule, index) => routePart('http', index, rule, rule.name)),
    ...tls.map((rule, index) => routePart('tls', index, rule)),
    ...tcp.map((rule, index) => routePart('tcp', index, rule)),
  ],
  DestinationRule: ({ host, subsets }) => [
    ...(host ? [hostPart(host)] : []),
    ...subsets.map(
      ({ name, span }): Part => ({ kind: 'subset', name: name?.value ?? '', span, selection: name?.span }),
    ),
  ],
  Service: ({ ports }) => ports.map(({ span, port, name }) => portPart(span, port, name)),
  KubernetesGateway: ({ listeners }) => listeners.map(listenerPart),
  ListenerSet: ({ parentRef, listeners }) => [
    ...(parentRef ? [referencePart(parentRef, gatewayByDefault)] : []),
    ...listeners.map(listenerPart),
  ],
  HTTPRoute: ({ parentRefs, hostnames, rules }) => routeParts(parentRefs, hostnames, rules),
  GRPCRoute: ({ parentRefs, hostnames, rules }) => routeParts(parentRefs, hostnames, rules),
  TLSRoute: ({ parentRefs, hostnames, rules }) => routeParts(parentRefs, hostnames, rules),
  TCPRoute: ({ parentRefs, rules }) => routeParts(parentRefs, [], rules),
  BackendTLSPolicy: ({ targetRefs, validation }) => [
    ...targetRefs.map(targetPart),
    ...(validation?.hostname ? [hostPart(validation.hostname)] : []),
  ],
  ReferenceGrant: ({ from, to }) => [
    ...from.map(({ kind, namespace, span }) => grantPart('from', span, kind, namespace)),
    ...to.map(({ kind, name, span }) => grantPart('to', span, kind, name)),
  ],
  AuthorizationPolicy: ({ targetRef, targetRefs }) =>
    [...(targetRef ? [targetRef] : []), ...targetRefs].map(targetPart),
  Telemetry: ({ targetRef, targetRefs }) => [...(targetRef ? [targetRef] : []), ...targetRefs].map(targetPart),
  EnvoyFilter: ({ targetRefs }) => targetRefs.map(targetPart),
};

export const partsOf = <K extends Kind>({ kind, spec }: Resource<K>): readonly Part[] => parts[kind as K]?.(spec) ?? [];

const hostPart = ({ value, span }: Located<string>): Part => ({ kind: 'host', name: value, span, selection: span });

const portPart = (span: Span, number: Located<number> | undefined, protocol: Located<string> | undefined): Part => ({
  kind: 'port',
  name: words(number, protocol),
  span,
  selection: number?.span,
});

const listenerPart = ({ span, name, port, protocol, tls, hostname }: GatewayListener): Part => ({
  kind: 'server',
  name: words(name, port, protocol, tls?.mode),
  span,
  selection: name?.span,
  children: hostname ? [hostPart(hostname)] : [],
});

/** `Gateway infra/egress`, with the listener or the port that is meant. */
function referencePart(
  { span, kind, namespace, name, sectionName, port }: ObjectReference,
  byDefault: DefaultKind,
): Part {
  const owner = namespace ? `${namespace.value}/` : '';
  return {
    kind: 'reference',
    name: `${kind?.value ?? byDefault.kind} ${owner}${name?.value ?? ''}`.trim(),
    detail: words(sectionName, port),
    span,
    selection: name?.span,
  };
}

const targetPart = (reference: ObjectReference): Part => referencePart(reference, nothingByDefault);

const grantPart = (
  word: 'from' | 'to',
  span: Span,
  kind: Located<string> | undefined,
  what: Located<string> | undefined,
): Part => ({
  kind: 'reference',
  name: `${word} ${words(kind)}`,
  detail: words(what),
  span,
  selection: kind?.span,
});

interface RouteRule {
  readonly span: Span;
  readonly name?: Located<string> | undefined;
  readonly backendRefs: readonly Pick<ObjectReference, 'name'>[];
}

/** What all kinds of routes of the Gateway API have. */
const routeParts = (
  parents: readonly ObjectReference[],
  hostnames: readonly Located<string>[],
  rules: readonly RouteRule[],
): Part[] => [
  ...parents.map((it) => referencePart(it, gatewayByDefault)),
  ...hostnames.map(hostPart),
  ...rules.map(({ span, name, backendRefs }, index) =>
    rulePart(
      'rules',
      index,
      span,
      backendRefs.map((it) => it.name),
      name,
    ),
  ),
];

interface Rule {
  readonly span: Span;
  readonly route: readonly { readonly destination?: { readonly host?: Located<string> | undefined } | undefined }[];
}

const routePart = (section: Section, index: number, { span, route }: Rule, name?: Located<string>): Part =>
  rulePart(
    section,
    index,
    span,
    route.map(({ destination }) => destination?.host),
    name,
  );

/** `http[0]` with the hosts that it leads to. */
function rulePart(
  section: string,
  index: number,
  span: Span,
  destinations: readonly (Located<string> | undefined)[],
  name: Located<string> | undefined,
): Part {
  const hosts = destinations.flatMap((it) => it?.value ?? []);
  return {
    kind: 'route',
    name: name ? `${section}[${index}] ${name.value}` : `${section}[${index}]`,
    detail: hosts.length > 0 ? `→ ${hosts.join(', ')}` : '',
    span,
    selection: name?.span,
  };
}

/** What is written of it, with spaces between. */
const words = (...written: readonly (Located<string | number> | undefined)[]): string =>
  written.flatMap((it) => it?.value ?? []).join(' ');
