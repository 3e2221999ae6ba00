import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  httpTo,
  meshConfig,
  object,
  routes,
  server,
  tcp5432,
  tls443,
  together,
} from '../../manifests';
import { inShort, leftOut, traced } from '../../traced';

const api = 'api.example.com';
const unknown = /PassthroughCluster > passthrough/;

describe('what a ServiceEntry makes of itself', () => {
  test('S8: addresses are what TCP and TLS are told apart by, and a range is as good as an address', () => {
    const files = together(
      entry('a.example.net', tcp5432, 'resolution: DNS\n  addresses: [198.51.100.1]'),
      entry('b.example.net', tcp5432, 'resolution: DNS\n  addresses: [203.0.113.0/24]'),
    );
    assert.match(inShort(traced(files, 'shop', 'tcp://198.51.100.1:5432')), /outbound\|5432\|\|a.example.net/);
    const ranged = traced(files, 'shop', 'tcp://203.0.113.9:5432');
    assert.match(inShort(ranged), /outbound\|5432\|\|b.example.net/);
    assert.equal(ranged.hops[0]?.match.destination, '203.0.113.0/24');
    assert.match(inShort(traced(files, 'shop', 'tcp://192.0.2.1:5432')), unknown);
  });

  test('S9: TCP without an address takes whatever comes to its port, and a second one gets nothing', () => {
    const files = together(entry('a.example.net', tcp5432), entry('b.example.net', tcp5432));
    const answer = traced(files, 'shop', 'tcp://b.example.net:5432');
    assert.match(inShort(answer), /outbound\|5432\|\|a.example.net/);
    assert.ok(answer.hops[0]?.passedOver.some((it) => it.fact === 'S9' && it.object?.name === 'b-example-net'));
    assert.match(inShort(traced(files, 'shop', 'tcp://192.0.2.1:5432')), /outbound\|5432\|\|a.example.net/);
  });

  test('S10: a ProxyConfig says whether sidecars answer DNS: of the pods, else of the namespace, else of the mesh', () => {
    const config = (namespace: string, value: boolean, selector = ''): string =>
      object(
        'ProxyConfig',
        `dns-${value}`,
        `  environmentVariables: { ISTIO_META_DNS_CAPTURE: "${value}" }${selector && `\n  selector: { matchLabels: { ${selector} } }`}`,
        namespace,
      );
    const entries = together(entry('a.example.net', tcp5432), entry('b.example.net', tcp5432));
    const answers = (from: string, ...configs: string[]): boolean =>
      /\|b\.example\.net > direct/.test(
        inShort(traced(together(entries, ...configs), from, 'tcp://b.example.net:5432')),
      );
    assert.equal(answers('shop'), false);
    assert.equal(answers('shop', config('istio-system', true)), true);
    assert.equal(answers('shop', config('billing', true)), false);
    assert.equal(answers('shop', config('istio-system', true), config('shop', false)), false);
    const ofPods = [config('shop', false), config('shop', true, 'app: web')];
    assert.equal(answers('shop', ...ofPods), false);
    assert.equal(answers('shop/app=web', ...ofPods), true);
  });

  test('S10: where sidecars answer DNS each has an address of its own', () => {
    const capture = meshConfig('defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" } }');
    const files = together(entry('a.example.net', tcp5432), entry('b.example.net', tcp5432));
    assert.match(
      inShort(traced(together(capture, files), 'shop', 'tcp://b.example.net:5432')),
      /\|b.example.net > direct/,
    );
    const refused = files.replaceAll(
      'namespace: shop }',
      'namespace: shop, labels: { networking.istio.io/enable-autoallocate-ip: "false" } }',
    );
    assert.match(
      inShort(traced(together(capture, refused), 'shop', 'tcp://b.example.net:5432')),
      /\|a.example.net > direct/,
    );
  });

  test('S11: exportTo, the mesh’s default and what its administrator allows', () => {
    const own = (exportTo: string): string => entry(api, http80, `resolution: DNS\n  exportTo: [${exportTo}]`);
    const to = (client: string, files: string): string => inShort(traced(files, client, `http://${api}/`));
    assert.match(to('shop', own('"."')), /outbound\|80\|\|api.example.com > direct/);
    assert.match(to('billing', own('"."')), unknown);
    assert.match(to('shop', own('"~"')), unknown);
    assert.match(to('billing', together(meshConfig('defaultServiceExportTo: ["."]'), entry(api))), unknown);
    const limited = meshConfig('serviceEntryVisibility:\n  applyToSidecars: true\n  defaultVisibility: NAMESPACE');
    assert.match(to('billing', together(limited, entry(api))), unknown);
    assert.match(to('shop', together(limited, entry(api))), /> direct$/);
  });

  test('S12: of several namespaces the client’s own counts, then a Service, then the oldest', () => {
    const ports = (number: number): string => `{ number: ${number}, name: http, protocol: HTTP }`;
    const files = together(
      entry(api, `${http80}, ${ports(81)}`, 'resolution: DNS', 'billing'),
      entry(api, `${http80}, ${ports(82)}`, 'resolution: DNS', 'shop'),
    );
    assert.match(inShort(traced(files, 'shop', `http://${api}:82/`)), /outbound\|82/);
    assert.match(inShort(traced(files, 'shop', `http://${api}:81/`)), unknown);
    assert.match(inShort(traced(files, 'elsewhere', `http://${api}:81/`)), /outbound\|81/);
    const hiding = entry(api, ports(82), 'resolution: DNS', 'shop');
    for (const beside of [entry(api, ports(81), 'resolution: DNS', 'billing'), files]) {
      const answer = traced(
        together(hiding, beside, entry('other.example.com', ports(81))),
        'shop',
        `http://${api}:81/`,
      );
      assert.equal(answer.verdict, 'passthrough');
      assert.ok(leftOut(answer).includes('S12 api-example-com metadata.namespace'), leftOut(answer).join());
    }
  });

  test('S12: a gateway takes the first one, be another in its own namespace', () => {
    const port = '{ number: 8080, name: http, protocol: HTTP }';
    const own = entry(api, `${http80}, ${port}`, 'resolution: DNS', 'istio-system');
    const leg = routes(
      api,
      `  gateways: [mesh, egress]\n  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]\n  - match: [{ gateways: [egress] }]\n    route: [{ destination: { host: ${api}, port: { number: 8080 } } }]`,
    );
    const files = (other: string): string =>
      together(own, entry(api, http80, 'resolution: DNS', other), gateway(server(http80, api)), leg);
    const url = `http://${api}/`;
    assert.equal(traced(files('billing'), 'shop', url).cause?.reason, 'no-cluster');
    assert.equal(traced(files('zebra'), 'shop', url).verdict, 'gateway');
  });

  test('S14: protocols are read in any case, and one that is none is found out', () => {
    const files = (protocol: string): string => entry(api, `{ number: 9000, name: p, protocol: ${protocol} }`);
    assert.equal(traced(files('hTTp'), 'shop', `http://${api}:9000/`).hops[0]?.routeConfiguration, '9000');
    assert.equal(traced(files('gopher'), 'shop', `http://${api}:9000/`).hops[0]?.routeConfiguration, '9000');
    assert.match(inShort(traced(files('gopher'), 'shop', `tcp://${api}:9000`)), /outbound\|9000/);
  });

  test('S15: without the port, or without ports at all, it is as if it were not there', () => {
    assert.match(inShort(traced(entry(api), 'shop', `http://${api}:8080/`)), unknown);
    const files = together(entry(api, '').replace('  ports: []\n', ''), entry('other.example.com'));
    assert.match(inShort(traced(files, 'shop', `http://${api}/`)), unknown);
  });

  test('S16: endpoints may be the gateway’s Service, without a VirtualService for sidecars', () => {
    const files = together(
      entry(api, http80, `resolution: DNS\n  endpoints: [{ address: ${gatewayService} }]\n  exportTo: [shop]`),
      entry(api, http80, 'resolution: DNS\n  exportTo: [istio-system]', 'egress'),
      gateway(server(http80, api)),
      routes(api, `  gateways: [egress]\n${httpTo(api)}`),
    );
    assert.match(
      inShort(traced(files, 'shop', `http://${api}/`)),
      /^sidecar outbound\|80\|\|api.example.com > gateway outbound\|80/,
    );
  });
});

describe('what happens to what nobody knows', () => {
  const known = together(entry('known.example.com'), entry('known-tls.example.com', tls443));
  const to = (mode: string, url: string, sidecar = ''): string =>
    inShort(
      traced(
        together(meshConfig(`outboundTrafficPolicy: { mode: ${mode} }`), known, ...(sidecar ? [sidecar] : [])),
        'shop',
        url,
      ),
    );

  test('3.9 ALLOW_ANY: it leaves from the sidecar, past any gateway', () => {
    assert.match(to('ALLOW_ANY', 'http://x.org/'), unknown);
    assert.match(to('ALLOW_ANY', 'https://x.org/'), unknown);
    assert.match(to('ALLOW_ANY', 'tcp://x.org:99'), unknown);
  });

  test('3.9 REGISTRY_ONLY: HTTP is answered with 502, the rest is dropped', () => {
    assert.equal(to('REGISTRY_ONLY', 'http://x.org/'), 'sidecar > blocked registry-only');
    assert.match(to('REGISTRY_ONLY', 'https://x.org/'), /BlackHoleCluster > blocked registry-only/);
    assert.match(to('REGISTRY_ONLY', 'http://x.org:99/'), /BlackHoleCluster > blocked registry-only/);
  });

  test('3.9 ALLOW_ANY_DYNAMIC_DNS: HTTP goes where its Host says, the rest where it wanted', () => {
    assert.match(to('ALLOW_ANY_DYNAMIC_DNS', 'http://x.org/'), /AllowAnyDynamicDNSCluster > passthrough/);
    assert.match(to('ALLOW_ANY_DYNAMIC_DNS', 'http://x.org:99/'), /AllowAnyDynamicDNSCluster > passthrough/);
    assert.match(to('ALLOW_ANY_DYNAMIC_DNS', 'https://x.org/'), unknown);
  });

  test('3.9 Sidecar: its own policy goes before the mesh’s, and one without a mode is REGISTRY_ONLY', () => {
    const sidecar = (policy: string): string => object('Sidecar', 'default', `  outboundTrafficPolicy: ${policy}`);
    assert.match(to('ALLOW_ANY', 'https://x.org/', sidecar('{}')), /blocked registry-only/);
    assert.match(to('REGISTRY_ONLY', 'https://x.org/', sidecar('{ mode: ALLOW_ANY }')), unknown);
    const proxy = sidecar('{ mode: ALLOW_ANY, egressProxy: { host: known.example.com, port: { number: 80 } } }');
    assert.match(to('REGISTRY_ONLY', 'https://x.org/', proxy), /outbound\|80\|\|known.example.com/);
  });
});

describe('services that meet on one port', () => {
  const on = (protocol: string, host: string, name = 'p'): string =>
    entry(host, `{ number: 9000, name: ${name}, protocol: ${protocol} }`);

  test('3.10 HTTP and TCP: the bytes decide, whichever came first', () => {
    for (const [first, second] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const files = together(on('HTTP', `${first}.example.com`), on('TCP', `${second}.example.com`));
      assert.match(
        inShort(traced(files, 'shop', `http://${first}.example.com:9000/`)),
        new RegExp(`\\|${first}.example`),
      );
      assert.match(
        inShort(traced(files, 'shop', `https://${first}.example.com:9000/`)),
        new RegExp(`\\|${second}.example`),
      );
    }
  });

  test('3.10 TCP and TCP: the first has the port', () => {
    const files = together(on('TCP', 'a.example.com'), on('TCP', 'b.example.com'));
    assert.match(inShort(traced(files, 'shop', 'tcp://b.example.com:9000')), /\|a.example.com/);
  });

  test('3.10 MONGO and MYSQL: they share a port with nothing else', () => {
    const files = together(on('MONGO', 'a.example.com'), on('HTTP', 'b.example.com'));
    const answer = traced(files, 'shop', 'http://b.example.com:9000/');
    assert.match(inShort(answer), /outbound\|9000\|\|a.example.com/);
  });

  test('3.10 TLS and TLS: names tell them apart', () => {
    const files = together(on('TLS', 'a.example.com'), on('TLS', 'b.example.com'));
    assert.match(inShort(traced(files, 'shop', 'https://b.example.com:9000/')), /\|b.example.com > direct/);
  });
});

describe('the classic pattern, leg by leg', () => {
  const files = (mesh: string, egress: string): string =>
    together(
      entry(api),
      gateway(server(http80, api)),
      routes(api, `  gateways: [mesh, egress]\n  http:\n${mesh}${egress}`),
    );
  const leg = (match: string, host: string): string =>
    `  - ${match && `match: [{ ${match} }]\n    `}route: [{ destination: { host: ${host}, port: { number: 80 } } }]\n`;
  const first = leg('gateways: [mesh]', gatewayService);
  const second = leg('gateways: [egress]', api);
  const to = (mesh: string, egress: string): string => inShort(traced(files(mesh, egress), 'shop', `http://${api}/`));

  test('3.11 both legs: it goes through the gateway', () => {
    assert.match(to(first, second), /> gateway outbound\|80\|\|api.example.com > gateway$/);
  });

  test('3.11 loop: a first rule for everybody makes the gateway send to itself', () => {
    assert.match(to(leg('', gatewayService), second), /> failed loop$/);
  });

  test('3.11 bypass: a last rule for everybody that comes first keeps sidecars from the gateway', () => {
    assert.match(to(leg('', api), first), /^sidecar outbound\|80\|\|api.example.com > direct$/);
  });

  test('3.11 only the first leg: the gateway has no route for it', () => {
    assert.match(to(first, ''), /> gateway > failed no-route$/);
  });

  test('3.11 only the second leg: nothing goes to the gateway', () => {
    assert.match(to(second, ''), /^sidecar outbound\|80\|\|api.example.com > direct$/);
  });

  test('3.11 two objects: the legs may be in one each', () => {
    const split = together(
      entry(api),
      gateway(server(http80, api)),
      routes(api, httpTo(gatewayService), 'mesh-leg'),
      routes(api, `  gateways: [egress]\n${httpTo(api)}`, 'gateway-leg'),
    );
    assert.match(
      inShort(traced(split, 'shop', `http://${api}/`)),
      /> gateway outbound\|80\|\|api.example.com > gateway$/,
    );
  });
});

describe('what a Sidecar lets in', () => {
  const sidecar = (spec: string, name = 'default', namespace = 'shop'): string =>
    object('Sidecar', name, spec, namespace);
  const egress = (hosts: string): string => `  egress: [{ hosts: [${hosts}] }]`;
  const to = (client: string, ...files: string[]): string =>
    inShort(traced(together(entry(api, http80, 'resolution: DNS', 'egress'), ...files), client, `http://${api}/`));
  const direct = /outbound\|80\|\|api.example.com > direct/;

  test('C1: one that selects the pod goes before the namespace’s, and that before the root namespace’s', () => {
    const selected = sidecar(`  workloadSelector: { labels: { app: web } }\n${egress('"egress/*"')}`, 'web');
    const closed = sidecar(egress('"./*"'));
    const root = sidecar(egress('"./*"'), 'default', 'istio-system');
    assert.match(to('shop/app=web', selected, closed), direct);
    assert.match(to('shop/app=other', selected, closed), unknown);
    assert.match(to('shop', root), unknown);
    assert.match(to('shop', root, sidecar(egress('"egress/*"'))), direct);
  });

  test('C2: gateways have none', () => {
    const files = [
      gateway(server(http80, api)),
      routes(api, httpTo(gatewayService), 'mesh-leg', 'egress'),
      routes(api, `  gateways: [shop/egress]\n${httpTo(api)}`, 'gateway-leg', 'egress'),
      sidecar(egress('"./*"'), 'default', 'istio-system'),
      sidecar(egress('"*/*"')),
    ];
    assert.match(to('shop', ...files), /> gateway outbound\|80\|\|api.example.com > gateway$/);
  });

  test('C3: by the ServiceEntry’s namespace and only under the name, not above it', () => {
    assert.match(to('shop', sidecar(egress('"egress/*.example.com"'))), direct);
    assert.match(to('shop', sidecar(egress('"shop/*"'))), unknown);
    const above = together(
      entry('*.com', http80, 'resolution: NONE', 'egress'),
      sidecar(egress('"egress/*.example.com"')),
    );
    assert.match(inShort(traced(above, 'shop', `http://${api}/`)), unknown);
  });

  test('C4: a VirtualService by its own namespace', () => {
    const files = [
      entry('other.example.com', http80, 'resolution: DNS', 'egress'),
      routes(api, httpTo('other.example.com'), 'routes', 'istio-system'),
    ];
    assert.match(to('shop', ...files, sidecar(egress('"egress/*"'))), direct);
    assert.match(to('shop', ...files, sidecar(egress('"egress/*", "istio-system/*"'))), /\|other.example.com/);
  });

  test('C5: where an imported VirtualService sends to need not be imported', () => {
    const files = [
      entry('other.example.com', http80, 'resolution: DNS', 'elsewhere'),
      routes(api, httpTo('other.example.com'), 'routes', 'egress'),
    ];
    assert.match(to('shop', ...files, sidecar(egress('"egress/*"'))), /outbound\|80\|\|other.example.com > direct/);
  });

  test('C5: so does where its delegate sends to, and a port that another listener leaves out', () => {
    const files = [
      entry(
        'other.example.com',
        `${http80}, { number: 81, name: more, protocol: HTTP }`,
        'resolution: DNS',
        'elsewhere',
      ),
      routes(api, '  http: [{ delegate: { name: rest, namespace: elsewhere } }]', 'root', 'egress'),
      object('VirtualService', 'rest', `${httpTo('other.example.com')}`, 'elsewhere'),
    ];
    const ports = '  egress:\n  - port: { number: 81, name: p, protocol: HTTP }\n    hosts: ["elsewhere/*"]\n';
    for (const spec of [egress('"egress/*"'), `${ports}  - hosts: ["egress/*"]`])
      assert.match(to('shop', ...files, sidecar(spec)), /outbound\|80\|\|other.example.com > direct/);
  });

  test('C6: without the ServiceEntry the VirtualService has no listener to be on', () => {
    const files = together(
      entry(api, tls443, 'resolution: DNS', 'egress'),
      routes(
        api,
        `  tls: [{ match: [{ sniHosts: [${api}] }], route: [{ destination: { host: ${gatewayService}, port: { number: 443 } } }] }]`,
      ),
      sidecar(egress('"shop/*"')),
    );
    const answer = traced(files, 'shop', `https://${api}/`);
    assert.match(inShort(answer), unknown);
  });

  test('C7: what begins with ~ is kept out', () => {
    assert.match(to('shop', sidecar(egress(`"*/*", "~egress/${api}"`))), unknown);
    assert.match(to('shop', sidecar(egress(`"*/*", "~/${api}"`))), unknown);
    assert.match(to('shop', sidecar(egress('"*/*", "~egress/other.example.com"'))), direct);
  });

  test('C8: a listener with a port is for that port, with its own protocol', () => {
    const files = together(
      entry(api, `${http80}, { number: 81, name: more, protocol: HTTP }`, 'resolution: DNS', 'egress'),
      sidecar('  egress:\n  - port: { number: 80, name: http, protocol: HTTP }\n    hosts: ["egress/*"]'),
    );
    assert.match(inShort(traced(files, 'shop', `http://${api}/`)), direct);
    assert.match(inShort(traced(files, 'shop', `http://${api}:81/`)), unknown);
  });
});
