import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings, fixesOf } from '../../server/src/features/findings';
import { found } from '../check';
import { edited, fixture } from '../fixture';
import {
  entry,
  gateway,
  gatewayService,
  hostname,
  http80,
  https443,
  kubernetesRoute,
  object,
  sendTo,
  server,
  tcp5432,
  tls443,
  toEntry,
  together,
} from '../manifests';
import { traced } from '../traced';

/** A whole way out, of which parts can be left out; rules are parts of a VirtualService. */
interface Chain {
  readonly name: string;
  readonly requests: readonly string[];
  readonly objects: Readonly<Record<string, string>>;
  readonly routes?: { readonly hosts: string; readonly rules: Readonly<Record<string, readonly [string, string]>> };
  /** Pairs of which each is said by itself, or without which nobody can know that there was a way out, and to where. */
  readonly silent?: readonly string[];
}

const host = 'api.payments.example';
const other = 'ledger.payments.example';
const database = 'db.payments.example';
const addresses = 'addresses: [ 192.0.2.7 ]\n  resolution: DNS';
const unrelated = object('DestinationRule', 'unrelated', '  host: carts.shop.svc.cluster.local');

const rule = (match: string, to: string): string =>
  `  - match: [{ ${match} }]\n    route: [{ destination: { ${to} } }]\n`;
const sidecars = (match: string, port: number, subset = ''): string =>
  rule(
    `gateways: [mesh], ${match}`,
    `host: ${gatewayService}, port: { number: ${port} }${subset && `, subset: ${subset}`}`,
  );
const onward = (match: string, to: string, port: number): string =>
  rule(`gateways: [egress], ${match}`, `host: ${to}, port: { number: ${port} }`);
const sni = (name: string): string => `port: 443, sniHosts: [${name}]`;
const hop = (of: string, port: number, name: string): string =>
  object(
    'DestinationRule',
    'hop',
    `  host: ${of}\n  ${name && `subsets:\n  - name: ${name}\n    `}trafficPolicy:\n      portLevelSettings: [{ port: { number: ${port} }, tls: { mode: ISTIO_MUTUAL, sni: ${host} } }]`,
  );
const origination = object(
  'DestinationRule',
  'origination',
  `  host: ${host}\n  trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE } }] }`,
);

const ended = 'tls: { mode: Terminate, options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL } }';
const service = 'partner-egress-istio.shop.svc.cluster.local';
const partner = (name: string, listener: string): string =>
  object(
    'KubernetesGateway',
    'partner-egress',
    `  gatewayClassName: istio\n  listeners: [{ name: out, ${name && `hostname: ${name}, `}${listener} }]`,
    'shop',
    'annotations: { networking.istio.io/service-type: ClusterIP }',
  );
const routesOf = (kind: string, name: string, port: number, to: number) => {
  const hostnames = kind === 'TCPRoute' ? '' : name;
  return {
    first: kubernetesRoute(kind, 'to-gateway', toEntry(name), sendTo(`{ name: partner-egress-istio, port: ${port} }`), {
      hostnames: kind === 'TLSRoute' ? name : '',
    }),
    second: kubernetesRoute(kind, 'from-gateway', '{ name: partner-egress }', sendTo(hostname(name, to)), {
      hostnames,
    }),
  };
};
/** Where neither route is there nothing speaks of a way out. */
const withoutRoutes = 'first, second';

/** Of two hosts a part each. */
const ofBothHosts = ['entry', 'first', 'second'].flatMap((own) =>
  ['entry', 'first', 'second'].map((it) => `${own}, the other ${it}`),
);

const chains: readonly Chain[] = [
  {
    name: 'TLS that is passed through, in Istio’s API',
    requests: [`https://${host}/`],
    objects: {
      entry: entry(host, tls443),
      gateway: gateway(server(tls443, host, 'PASSTHROUGH')),
      unrelated,
    },
    routes: {
      hosts: host,
      rules: { first: ['tls', sidecars(sni(host), 443)], second: ['tls', onward(sni(host), host, 443)] },
    },
    silent: [withoutRoutes],
  },
  {
    name: 'HTTP inside the mesh’s TLS, and TLS to the host, in Istio’s API',
    requests: [`http://${host}/`],
    objects: {
      entry: entry(host, `${http80}, ${https443}`),
      gateway: gateway(server(https443, host, 'ISTIO_MUTUAL')),
      hop: hop(gatewayService, 443, 'payments'),
    },
    routes: {
      hosts: host,
      rules: {
        first: ['http', sidecars('port: 80', 443, 'payments')],
        second: ['http', onward('port: 443', host, 80)],
      },
    },
    silent: [withoutRoutes],
  },
  {
    name: 'two hosts by their SNI, in Istio’s API',
    requests: [`https://${host}/`, `https://${other}/`],
    objects: {
      entry: entry(host, tls443),
      'the other entry': entry(other, tls443),
      gateway: gateway(server(tls443, `${host}, ${other}`, 'PASSTHROUGH')),
      unrelated,
    },
    routes: {
      hosts: `${host}, ${other}`,
      rules: {
        first: ['tls', sidecars(sni(host), 443)],
        second: ['tls', onward(sni(host), host, 443)],
        'the other first': ['tls', sidecars(sni(other), 443)],
        'the other second': ['tls', onward(sni(other), other, 443)],
      },
    },
    silent: [withoutRoutes, 'the other first, the other second', ...ofBothHosts],
  },
  {
    name: 'TCP, in Istio’s API',
    requests: [`tcp://${database}:5432`],
    objects: {
      entry: entry(database, tcp5432, addresses),
      gateway: gateway(server(tcp5432, database)),
      unrelated,
    },
    routes: {
      hosts: database,
      rules: { first: ['tcp', sidecars('port: 5432', 5432)], second: ['tcp', onward('port: 5432', database, 5432)] },
    },
    silent: [withoutRoutes],
  },
  {
    name: 'HTTP, in the Gateway API',
    requests: [`http://${host}/`],
    objects: {
      entry: entry(host),
      gateway: partner(host, 'port: 80, protocol: HTTP'),
      ...routesOf('HTTPRoute', host, 80, 80),
      unrelated,
    },
    silent: [withoutRoutes],
  },
  {
    name: 'HTTP inside the mesh’s TLS, and TLS to the host, in the Gateway API',
    requests: [`http://${host}/`],
    objects: {
      entry: entry(host, `${http80}, ${https443}`),
      gateway: partner(host, `port: 443, protocol: HTTPS, ${ended}`),
      hop: hop(service, 443, ''),
      origination,
      ...routesOf('HTTPRoute', host, 443, 443),
    },
    silent: [withoutRoutes],
  },
  {
    name: 'TLS that is passed through, in the Gateway API',
    requests: [`https://${host}/`],
    objects: {
      entry: entry(host, tls443),
      gateway: partner(host, 'port: 443, protocol: TLS, tls: { mode: Passthrough }'),
      ...routesOf('TLSRoute', host, 443, 443),
      unrelated,
    },
    silent: [withoutRoutes],
  },
  {
    name: 'TCP, in the Gateway API',
    requests: [`tcp://${database}:5432`],
    objects: {
      entry: entry(database, tcp5432, addresses),
      gateway: partner('', 'port: 5432, protocol: TCP'),
      ...routesOf('TCPRoute', database, 5432, 5432),
      unrelated,
    },
    silent: [withoutRoutes, 'entry, second'],
  },
];

const partsOf = ({ objects, routes }: Chain): string[] =>
  [...Object.keys(objects), ...Object.keys(routes?.rules ?? {})].filter((it) => it !== 'unrelated');

function without({ objects, routes }: Chain, left: readonly string[]): string {
  const rules = Object.entries(routes?.rules ?? {}).filter(([name]) => !left.includes(name));
  const sections = [...new Set(rules.map(([, [section]]) => section))].map(
    (section) => `  ${section}:\n${rules.flatMap(([, [own, text]]) => (own === section ? [text] : [])).join('')}`,
  );
  const spec = `  hosts: [${routes?.hosts}]\n  gateways: [mesh, egress]\n${sections.join('')}`;
  return together(
    ...Object.entries(objects).flatMap(([name, text]) => (left.includes(name) ? [] : [text])),
    ...(rules.length > 0 ? [object('VirtualService', 'routes', spec)] : []),
  );
}

const loud = (source: string): string[] => found(source).filter((it) => !/ \((hint|information)\):/.test(it));

/** What the chain’s fix leaves of manifests. */
function completed(source: string): string {
  const opened = fixture(source);
  const findings = new Findings(opened.workspace);
  findings.settle();
  const all = [...opened.files.keys()].flatMap((path) => findings.of(path)).flatMap(fixesOf);
  const fix = all.find((it) => it.title === 'Complete this egress chain');
  assert.ok(fix, 'there is a fix');
  return [...edited(opened, fix.edits).values()].join('');
}

for (const chain of chains)
  describe(chain.name, () => {
    const parts = partsOf(chain);
    const throughGateway = (source: string): string[] => chain.requests.map((it) => traced(source, 'shop', it).verdict);

    test('nothing is found in the whole', () => {
      assert.deepEqual(loud(without(chain, [])), []);
      assert.deepEqual(
        throughGateway(without(chain, [])),
        chain.requests.map(() => 'gateway'),
      );
    });
    for (const [index, one] of parts.entries())
      for (const another of parts.slice(index + 1)) {
        const left = [one, another].sort();
        if (chain.silent?.includes(left.join(', '))) {
          test(`without ${one} and ${another} nothing is said of a whole`, () => {
            assert.ok(!found(without(chain, left)).some((it) => it.startsWith('egress-chain-incomplete')));
          });
          continue;
        }
        test(`without ${one} and ${another} it is said how far it is, and what completes it leads through the gateway`, () => {
          const source = without(chain, left);
          const findings = loud(source);
          const whole = findings.filter((it) => it.startsWith('egress-chain-incomplete'));
          assert.equal(whole.length, 1, findings.join('\n'));
          assert.deepEqual(findings, whole);
          const after = completed(source);
          assert.deepEqual(loud(after), []);
          assert.deepEqual(
            throughGateway(after),
            chain.requests.map(() => 'gateway'),
          );
        });
      }
  });
