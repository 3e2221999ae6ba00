import { type RandomSpec, randomGatewayApi } from './random-gateway-api';

/** One object of a random mesh: a document of its own. */
export interface RandomObject {
  readonly name: string;
  readonly text: string;
}

/** Numbers that are the same for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** Chances, and what the objects of a random mesh are about. */
export interface RandomSource {
  random(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** The text, or in two of three cases nothing. */
  maybe(text: string): string;
  /** A name that a ServiceEntry may have. */
  entryName(): string;
  readonly hosts: readonly string[];
  readonly namespaces: readonly string[];
  readonly ports: readonly number[];
}

const namespaces = ['shop', 'billing', 'istio-system', 'egress'];
const hosts = ['api.example.com', 'pay.example.com', '*.example.com', 'db.example.net', '*.net', 'www.acme.org'];
const gatewayHosts = [
  'egress.egress.svc.cluster.local',
  'istio-egressgateway.istio-system.svc.cluster.local',
  'way-out-istio.egress.svc.cluster.local',
];
const ports = [80, 443, 5432];
const waypoint = ', labels: { istio.io/use-waypoint: way-out }';

/** The requests that are worth following through any random mesh. */
export const randomRequests: readonly { readonly from: string; readonly to: string }[] = ['shop', 'billing'].flatMap(
  (from) =>
    ['http://api.example.com/', 'https://pay.example.com/', 'https://x.example.com/', 'http://x.example.com:443/']
      .concat([
        'tcp://db.example.net:5432',
        'tls://db.example.net:443',
        'http://www.acme.org/v1',
        'https://elsewhere.org/',
      ])
      .map((to) => ({ from, to })),
);

/**
 * A few hundred objects about few hosts, so that they meet: right ones, wrong ones and such as fight each other; of each
 * hundred, that many are of the Gateway API.
 */
export function randomMesh(seed: number, count: number, share = 0): RandomObject[] {
  const random = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const maybe = (text: string): string => (random(3) === 0 ? text : '');
  const port = (number: number): string =>
    `{ number: ${number}, name: p${number}, protocol: ${pick(['HTTP', 'HTTPS', 'TLS', 'TCP', 'GRPC'])} }`;
  const destination = (): string =>
    `{ host: "${pick([...hosts.filter((it) => !it.startsWith('*')), ...gatewayHosts])}"${maybe(', subset: one')}${maybe(`, port: { number: ${pick(ports)} }`)} }`;
  const match = (): string =>
    `match: [{ ${[`port: ${pick(ports)}`, `gateways: [${pick(['mesh', 'egress', 'egress/egress'])}]`].slice(random(3)).join(', ')} }]`;
  const sni = (): string =>
    `match: [{ sniHosts: ["${pick(hosts)}"]${maybe(', gateways: [mesh]')}${maybe(', port: 443')} }]`;
  const exportTo = (): string => maybe(`  exportTo: ["${pick(['.', '*', 'shop', 'egress'])}"]\n`);
  const kinds: readonly (() => readonly [string, string])[] = [
    () => [
      'ServiceEntry',
      `  hosts: ["${pick(hosts)}"]\n  ports: [${port(pick(ports))}]\n  resolution: ${pick(['DNS', 'NONE', 'STATIC'])}\n${maybe('  addresses: [198.51.100.4]\n')}${maybe('  endpoints: [{ address: 198.51.100.9 }]\n')}${exportTo()}`,
    ],
    () => [
      'Gateway',
      `  selector: { istio: ${pick(['egress', 'egressgateway'])} }\n  servers:\n  - port: ${port(pick(ports))}\n    hosts: ["${pick([...hosts, '*'])}"]\n${maybe(`    tls: { mode: ${pick(['PASSTHROUGH', 'ISTIO_MUTUAL', 'SIMPLE'])} }\n`)}`,
    ],
    () => [
      'VirtualService',
      `  hosts: ["${pick(hosts)}"]\n  gateways: [${pick(['mesh', 'mesh, egress', 'egress/egress', 'mesh, egress/egress'])}]\n  http:\n  - ${match()}\n    route: [{ destination: ${destination()} }]\n${maybe(`  - route: [{ destination: ${destination()} }]\n`)}  tls:\n  - ${sni()}\n    route: [{ destination: ${destination()} }]\n${exportTo()}`,
    ],
    () => [
      'DestinationRule',
      `  host: "${pick([...hosts, ...gatewayHosts])}"\n${maybe('  subsets: [{ name: one }]\n')}  trafficPolicy: { tls: { mode: ${pick(['SIMPLE', 'ISTIO_MUTUAL', 'DISABLE'])}${maybe(', sni: api.example.com')} } }\n${exportTo()}`,
    ],
    () => [
      'Sidecar',
      `  egress: [{ hosts: ["${pick(['*/*', './*', 'egress/*'])}", "istio-system/*"] }]\n${maybe('  outboundTrafficPolicy: { mode: REGISTRY_ONLY }\n')}`,
    ],
    () => [
      'Service',
      `  selector: { istio: ${pick(['egress', 'egressgateway'])} }\n  ports: [{ port: ${pick(ports)}, name: http }]\n`,
    ],
  ];
  const weights = share > 0 ? [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 5] : [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5];
  const entryName = (): string => `entry-${random(4)}`;
  const gatewayApi = randomGatewayApi({ random, pick, maybe, entryName, hosts, namespaces, ports });
  const apiWeights = [0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6];
  return Array.from({ length: count }, (_, index) => {
    if (share > 0 && random(100) < share) return objectOf((gatewayApi[pick(apiWeights)] as () => RandomSpec)(), index);
    const [kind, spec] = (kinds[pick(weights)] as (typeof kinds)[number])();
    const isService = kind === 'Service';
    const name =
      kind === 'Gateway' || isService
        ? pick(['egress', 'egress', `other-${index}`])
        : share > 0 && kind === 'ServiceEntry'
          ? entryName()
          : `${kind.toLowerCase()}-${index}`;
    const apiVersion = isService ? 'v1' : 'networking.istio.io/v1';
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${pick(namespaces)}${share > 0 ? maybe(waypoint) : ''} }\nspec:\n${spec}`;
    return { name: `${kind} ${name}`, text };
  });

  function objectOf({ kind, apiVersion, spec, metadata, ...own }: RandomSpec, index: number): RandomObject {
    const name = own.name ?? `${kind.toLowerCase()}-${index}`;
    const namespace = own.namespace ?? pick(namespaces);
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${namespace && `, namespace: ${namespace}`}${metadata} }\nspec:\n${spec}`;
    return { name: `${kind} ${name}`, text };
  }
}
