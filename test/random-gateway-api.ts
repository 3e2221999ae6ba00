import type { RandomSource } from './random-mesh';

/** A kind of object with its `metadata` beside name and namespace, and its spec. */
export interface RandomSpec {
  readonly kind: string;
  readonly apiVersion: string;
  /** `undefined` for a name of its own. */
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata: string;
  readonly spec: string;
}

const api = 'gateway.networking.k8s.io/v1';
const protocols = ['HTTP', 'HTTP', 'HTTPS', 'TLS', 'TCP', 'Http', 'UDP', 'HBONE'];
const modes = ['MUTUAL', 'ISTIO_MUTUAL', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'];
const fromAll = 'allowedRoutes: { namespaces: { from: All } }';
const usualListeners = `  listeners:
  - { name: l0, port: 80, protocol: HTTP, ${fromAll} }
  - { name: l1, port: 443, protocol: TLS, tls: { mode: Passthrough }, ${fromAll} }
  - { name: l2, port: 5432, protocol: TCP, ${fromAll} }
`;
const routeKinds = ['HTTPRoute', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Objects of the Gateway API, and what has to do with it: right ones, wrong ones, and such as nobody has thought of. */
export function randomGatewayApi({
  pick,
  entryName,
  maybe,
  random,
  hosts,
  namespaces,
  ports,
}: RandomSource): readonly (() => RandomSpec)[] {
  const namespace = (): string => maybe(`, namespace: ${pick(namespaces)}`);
  const allowed = (): string =>
    pick([
      '',
      `, ${fromAll}`,
      `, ${fromAll}`,
      ', allowedRoutes: { namespaces: { from: Same }, kinds: [{ kind: HTTPRoute }] }',
      ', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: blue } } } }',
    ]);
  const tls = (): string =>
    pick([
      '',
      ', tls: { mode: Passthrough }',
      `, tls: { mode: Terminate, certificateRefs: [{ name: cert${namespace()} }] }`,
      `, tls: { mode: Terminate, options: { gateway.istio.io/tls-terminate-mode: ${pick(modes)} } }`,
    ]);
  const listener = (index: number): string =>
    `  - { name: l${index}, port: ${pick([...ports, 15008])}, protocol: ${pick(protocols)}${maybe(`, hostname: "${pick(hosts)}"`)}${tls()}${allowed()} }\n`;
  const listeners = (): string => {
    if (random(2) === 0) return usualListeners;
    const own = Array.from({ length: random(4) }, (_, index) => listener(index));
    return own.length > 0 ? `  listeners:\n${own.join('')}` : '  listeners: []\n';
  };
  const gatewayParent = (): string =>
    pick([
      '{ name: way-out, namespace: egress }',
      '{ name: way-out, namespace: egress }',
      `{ name: ${pick(['way-out', 'other'])}${namespace()}${maybe(`, sectionName: l${random(3)}`)}${maybe(`, port: ${pick(ports)}`)} }`,
      `{ kind: ListenerSet, name: more${namespace()} }`,
      `{ kind: ${pick(['ServiceEntry', 'Anything'])}, name: nobody }`,
    ]);
  const meshParent = (): string =>
    pick([
      `{ group: networking.istio.io, kind: ServiceEntry, name: ${entryName()}, namespace: ${pick(namespaces)} }`,
      `{ group: networking.istio.io, kind: ServiceEntry, name: ${entryName()}, namespace: ${pick(namespaces)} }`,
      `{ group: networking.istio.io, kind: ServiceEntry, name: ${entryName()}${maybe(`, port: ${pick(ports)}`)} }`,
      `{ group: "", kind: Service, name: egress${namespace()} }`,
    ]);
  const toGateway = (): string =>
    pick([
      'name: way-out-istio, namespace: egress',
      'name: way-out-istio, namespace: egress',
      `name: way-out-istio${namespace()}`,
      `name: egress${namespace()}`,
    ]);
  const toOutside = (): string =>
    pick([
      `group: networking.istio.io, kind: Hostname, name: "${pick(hosts)}"`,
      `group: networking.istio.io, kind: Hostname, name: "${pick(hosts)}"${maybe(namespace())}`,
      `group: networking.istio.io, kind: ServiceEntry, name: ${entryName()}`,
      'name: egress.egress',
    ]);
  const backend = (where: () => string): string =>
    `{ ${random(10) === 0 ? pick([toGateway, toOutside])() : where()}${random(12) === 0 ? '' : `, port: ${pick(ports)}`}${maybe(`, weight: ${random(3)}`)} }`;
  const match = (): string =>
    pick([
      `{ path: { type: ${pick(['PathPrefix', 'Exact', 'RegularExpression', 'Glob'])}, value: ${pick(['/', '/v1', '/v1/.*'])} } }`,
      '{ method: GET }',
      '{ headers: [{ name: x, value: "1" }] }',
    ]);
  const filter = (): string =>
    pick([
      '{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x, value: "1" }] } }',
      `{ type: RequestRedirect, requestRedirect: { hostname: "${pick(hosts)}" } }`,
      `{ type: URLRewrite, urlRewrite: { hostname: "${pick(hosts)}", path: { type: ReplacePrefixMatch, replacePrefixMatch: /v2 } } }`,
      `{ type: RequestMirror, requestMirror: { backendRef: ${backend(toOutside)} } }`,
      '{ type: ExtensionRef }',
    ]);
  const rule = (kind: string, where: () => string): string => {
    const isHttp = kind === 'HTTPRoute' || kind === 'GRPCRoute';
    const matches = kind === 'HTTPRoute' ? maybe(`matches: [${match()}], `) : '';
    const filters = isHttp && random(5) === 0 ? `filters: [${filter()}], ` : '';
    return `{ ${matches}${filters}backendRefs: [${Array.from({ length: 1 + random(2) }, () => backend(where)).join(', ')}] }`;
  };
  const list = (item: () => string, atLeast: number): string =>
    Array.from({ length: atLeast + random(2) }, item).join(', ');
  const target = (): string =>
    pick([
      `{ group: networking.istio.io, kind: ServiceEntry, name: ${entryName()}${maybe(`, sectionName: p${pick(ports)}`)} }`,
      '{ group: "", kind: Service, name: way-out-istio }',
      '{ group: "", kind: Service, name: egress }',
    ]);
  return [
    () => ({
      kind: 'Gateway',
      apiVersion: api,
      name: pick(['way-out', 'way-out', 'other']),
      namespace: pick(['egress', ...namespaces]),
      metadata: maybe(`, annotations: { gateway.istio.io/name-override: ${pick(['egress', 'own'])} }`),
      spec: `  gatewayClassName: ${pick(['istio', 'istio', 'istio', 'istio', 'istio', 'istio-remote', 'istio-waypoint', 'own', '{{ .Values.class }}'])}\n${maybe(`  addresses: [{ type: Hostname, value: ${pick(['egress', 'egress.egress.svc.cluster.local'])} }]\n`)}${maybe(`  allowedListeners: { namespaces: { from: ${pick(['All', 'Same'])} } }\n`)}${listeners()}`,
    }),
    () => ({
      kind: 'ListenerSet',
      apiVersion: api,
      name: pick(['more', 'more', 'way-out']),
      metadata: '',
      spec: `  parentRef: { name: way-out${namespace()} }\n${listeners()}`,
    }),
    () => {
      const kind = pick(routeKinds);
      const isMesh = random(2) === 0;
      const rules = list(() => rule(kind, isMesh ? toGateway : toOutside), random(8) === 0 ? 0 : 1);
      const parents =
        random(12) === 0 ? `${meshParent()}, ${gatewayParent()}` : list(isMesh ? meshParent : gatewayParent, 1);
      const hostnames = kind === 'TCPRoute' ? '' : maybe(`  hostnames: [${list(() => `"${pick(hosts)}"`, 1)}]\n`);
      return {
        kind,
        apiVersion: api,
        metadata: maybe(`, creationTimestamp: "2025-0${1 + random(9)}-01T00:00:00Z"`),
        spec: `  parentRefs: [${parents}]\n${hostnames}  rules: [${rules}]\n`,
      };
    },
    () => ({
      kind: 'ReferenceGrant',
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      metadata: '',
      spec: `  from: [{ group: gateway.networking.k8s.io, kind: ${pick([...routeKinds, 'Gateway'])}, namespace: ${pick(namespaces)} }]\n  to: [{ group: "", kind: ${pick(['Service', 'Secret'])} }]\n`,
    }),
    () => ({
      kind: 'BackendTLSPolicy',
      apiVersion: api,
      metadata: '',
      spec: `  targetRefs: [${list(target, 1)}]\n  validation: { hostname: api.example.com, ${pick(['wellKnownCACertificates: System', 'caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }]', 'caCertificateRefs: [{ group: "", kind: Secret, name: ca }]'])} }\n`,
    }),
    () => ({
      kind: 'Namespace',
      apiVersion: 'v1',
      name: pick(namespaces),
      namespace: '',
      metadata: `, labels: { ${pick(['team: blue', 'team: red', 'istio.io/use-waypoint: way-out', 'istio.io/dataplane-mode: ambient'])} }`,
      spec: '  {}\n',
    }),
    () => ({
      kind: 'GatewayClass',
      apiVersion: api,
      name: 'own',
      namespace: '',
      metadata: '',
      spec: `  controllerName: ${pick(['istio.io/gateway-controller', 'example.com/controller'])}\n`,
    }),
  ];
}
