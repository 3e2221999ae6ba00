import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { found } from '../check';
import {
  entry,
  gateway,
  gatewayService,
  http80,
  https443,
  meshConfig,
  object,
  server,
  tcp5432,
  tls443,
  together,
} from '../manifests';
import { inShort, traced } from '../traced';

/*
 * What looks wrong, and is right: the traps of our notes on Istio's semantics (7.10, in their order) and on scenarios (A-T).
 * Nothing is said of any at warning or above. Most have a request that arrives, so that it is plain that they are right.
 */

/** Errors and warnings; other findings name their severity. */
const loud = (files: string): string[] =>
  found(files).filter((it) => !/^(?:\S+: )?\S+ \((?:hint|information)\):/.test(it));

interface Trap {
  readonly files: string;
  /** What arrives, as `namespace url`, and how. */
  readonly arrives?: Readonly<Record<string, string | RegExp>>;
}

function trap(title: string, { files, arrives = {} }: Trap): void {
  test(title, () => {
    assert.deepEqual(loud(files), []);
    for (const [request, way] of Object.entries(arrives)) {
      const [from = '', url = ''] = request.split(' ');
      const answer = inShort(traced(files, from, url));
      if (typeof way === 'string') assert.equal(answer, way);
      else assert.match(answer, way);
    }
  });
}

const api = 'api.books.example';
const viaGateway = (port: number, outside = port, host = api): string =>
  `sidecar outbound|${port}||${gatewayService} > gateway outbound|${outside}||${host} > gateway`;
const toHost = (host: string, port: number): string =>
  `[{ destination: { host: ${host}, port: { number: ${port} } } }]`;
const toGateway = (port: number, subset = ''): string =>
  `[{ destination: { host: ${gatewayService}, port: { number: ${port} }${subset && `, subset: ${subset}`} } }]`;
const meshLeg = (port: number, subset = ''): string =>
  `  - match: [{ gateways: [mesh], port: ${port} }]\n    route: ${toGateway(port, subset)}\n`;
const gatewayLeg = (port: number, host = api, outside = port): string =>
  `  - match: [{ gateways: [egress], port: ${port} }]\n    route: ${toHost(host, outside)}\n`;
const tlsLegs = (host = api, subset = ''): string =>
  `  tls:
  - match: [{ gateways: [mesh], port: 443, sniHosts: ["${host}"] }]
    route: ${toGateway(443, subset)}
  - match: [{ gateways: [egress], port: 443, sniHosts: ["${host}"] }]
    route: ${toHost(host, 443)}
`;
const routes = (
  rules: string,
  { hosts = api, gateways = 'mesh, egress', more = '', name = 'books', namespace = 'shop' } = {},
) => object('VirtualService', name, `  hosts: ["${hosts}"]\n  gateways: [${gateways}]\n${more}${rules}`, namespace);
const hop = (tls: string, { namespace = 'shop', more = '', labels = '' } = {}): string =>
  object(
    'DestinationRule',
    'hop',
    `  host: ${gatewayService}\n  subsets: [{ name: books${labels}${tls && `, trafficPolicy: { tls: ${tls} }`} }]\n${more}`,
    namespace,
  );
const originate = (tls: string, { namespace = 'shop', port = 443 } = {}): string =>
  object(
    'DestinationRule',
    'originate',
    `  host: ${api}\n  trafficPolicy: { portLevelSettings: [{ port: { number: ${port} }, tls: ${tls} }] }\n`,
    namespace,
  );
const plainLegs = `  http:\n${meshLeg(80)}${gatewayLeg(80)}`;
const plain = together(entry(api), gateway(server(http80, api)), routes(plainLegs));
const passed = together(entry(api, tls443), gateway(server(tls443, api, 'PASSTHROUGH')), routes(tlsLegs()));

function mutualHop(): string {
  return together(
    entry(api),
    gateway(server('{ number: 80, name: https, protocol: HTTPS }', api, 'ISTIO_MUTUAL')),
    hop(`{ mode: ISTIO_MUTUAL, sni: ${api} }`),
    routes(`  http:\n${meshLeg(80, 'books')}${gatewayLeg(80)}`),
  );
}

describe('the traps of 7.10', () => {
  trap('1: a VirtualService whose hosts are wider than those of the gateway', {
    files: together(entry(api), gateway(server(http80, api)), routes(plainLegs, { hosts: '*.books.example' })),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('2: a subset without labels', {
    files: together(
      entry(api),
      gateway(server(http80, api)),
      hop(''),
      routes(`  http:\n${meshLeg(80, 'books')}${gatewayLeg(80)}`),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80).replace('||', '|books|') },
  });

  const mutual = together(
    entry(api, `${http80}, ${https443}`),
    gateway(server('{ number: 80, name: https, protocol: HTTPS }', api, 'ISTIO_MUTUAL')),
    hop(`{ mode: ISTIO_MUTUAL, sni: ${api} }`),
    originate('{ mode: SIMPLE }'),
    routes(`  http:\n${meshLeg(80, 'books')}${gatewayLeg(80, api, 443)}`),
  );
  trap('3: the SNI of the host outside in the mesh’s own TLS up to the gateway', {
    files: mutual,
    arrives: {
      [`shop http://${api}/`]: /ISTIO_MUTUAL\(api\.books\.example\) > gateway .*443.* SIMPLE\(host\) > gateway$/,
    },
  });

  trap('4: a Gateway in another namespace than its pods, with the Secret beside the pods', {
    files: together(
      entry(api, `${http80}, ${https443}`),
      gateway(server(http80, api)),
      originate('{ mode: MUTUAL, credentialName: client }', { namespace: 'istio-system' }),
      routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, api, 443)}`),
      'apiVersion: v1\nkind: Secret\nmetadata: { name: client, namespace: istio-system }\ndata: { tls.crt: YQ==, tls.key: YQ==, ca.crt: YQ== }\n',
    ),
    arrives: { [`shop http://${api}/`]: /> gateway .* MUTUAL\(.*\) > gateway$/ },
  });

  trap('5: a Sidecar whose hosts leave out the gateway’s Service', {
    files: together(plain, object('Sidecar', 'default', '  egress: [{ hosts: ["./*"] }]')),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('6: several HTTPS servers on one port, for different hosts', {
    files: together(
      entry(api, tls443),
      entry('pay.books.example', tls443),
      gateway(
        server(tls443, api, 'PASSTHROUGH') +
          server('{ number: 443, name: tls-pay, protocol: TLS }', 'pay.books.example', 'PASSTHROUGH'),
      ),
      routes(tlsLegs()),
      routes(tlsLegs('pay.books.example'), { hosts: 'pay.books.example', name: 'pay' }),
    ),
    arrives: {
      [`shop https://${api}/`]: viaGateway(443),
      'shop https://pay.books.example/': viaGateway(443, 443, 'pay.books.example'),
    },
  });

  trap('7: HTTP Gateways with the same host and port', {
    files: together(plain, gateway(server(http80, api), 'egress-too')),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('8: TLS that begins without a CA, as it is verified all the same', {
    files: together(
      entry(api, `${http80}, ${https443}`),
      gateway(server(http80, api)),
      originate('{ mode: SIMPLE }'),
      routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, api, 443)}`),
    ),
    arrives: { [`shop http://${api}/`]: /> gateway .* SIMPLE\(host\) > gateway$/ },
  });

  trap('9: a ServiceEntry that only the gateway sees, where clients have the VirtualService on port 80', {
    files: together(
      entry(api, http80, 'resolution: DNS\n  exportTo: ["."]', 'istio-system'),
      gateway(server(http80, api), 'egress', 'istio-system'),
      routes(plainLegs, { namespace: 'istio-system' }),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('10: resolution NONE where sidecars go out themselves', {
    files: entry('*.books.example', https443, 'resolution: NONE'),
    arrives: { 'shop https://any.books.example/': /direct$/ },
  });

  trap('11: exportTo "." on the rules of an application whose Gateway is in its namespace', {
    files: together(
      entry(api),
      gateway(server(http80, api)),
      hop('', { more: '  exportTo: ["."]\n' }),
      routes(`  http:\n  - match: [{ gateways: [mesh], port: 80 }]\n    route: ${toGateway(80, 'books')}\n`, {
        gateways: 'mesh',
        more: '  exportTo: ["."]\n',
      }),
      routes(`  http:\n${gatewayLeg(80)}`, { gateways: 'egress', name: 'out' }),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80).replace('||', '|books|') },
  });

  trap('12: rules under tls and under http in one VirtualService, over different ports', {
    files: together(
      entry(api, `${http80}, ${tls443}`),
      gateway(server(http80, api) + server(tls443, api, 'PASSTHROUGH')),
      routes(plainLegs + tlsLegs()),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80), [`shop https://${api}/`]: viaGateway(443) },
  });

  trap('13: a ServiceEntry for a wildcard that looks up its endpoints', {
    files: entry('*.books.example', tls443, 'resolution: DNS\n  endpoints: [{ address: www.books.example }]'),
    arrives: { 'shop https://any.books.example/': /direct$/ },
  });

  trap('14: a server for all hosts that passes TLS on by the SNI in the VirtualService', {
    files: together(entry(api, tls443), gateway(server(tls443, '"*"', 'PASSTHROUGH')), routes(tlsLegs())),
    arrives: { [`shop https://${api}/`]: viaGateway(443) },
  });
});

describe('the legitimate patterns of A-T', () => {
  trap('T1: a subset that is nothing but a name', {
    files: together(
      entry(api, tls443),
      gateway(server(tls443, api, 'PASSTHROUGH')),
      hop(''),
      routes(tlsLegs(api, 'books')),
    ),
    arrives: { [`shop https://${api}/`]: viaGateway(443).replace('||', '|books|') },
  });

  trap('T2: no DestinationRule and no subset on the way to the gateway', {
    files: plain,
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('T3: a TLS server without a mode', {
    files: passed.replace('tls: { mode: PASSTHROUGH }', 'tls: {}'),
    arrives: { [`shop https://${api}/`]: viaGateway(443) },
  });

  trap('T4: a wildcard with NONE and no VirtualService', {
    files: entry('*.cloud.example', `${http80}, ${https443}`, 'location: MESH_EXTERNAL\n  resolution: NONE'),
    arrives: { 'shop https://storage.cloud.example/': /direct$/ },
  });

  trap('T5: a VirtualService for a host inside the mesh, which has a Service and no ServiceEntry', {
    files: together(
      object('Service', 'ledger', '  selector: { app: ledger }\n  ports: [{ name: http, port: 80 }]', 'bank'),
      gateway(server(http80, 'ledger.bank.svc.cluster.local')),
      routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, 'ledger.bank.svc.cluster.local')}`, {
        hosts: 'ledger.bank.svc.cluster.local',
      }),
    ),
    arrives: {
      'shop http://ledger.bank.svc.cluster.local/': /^sidecar .*istio-egressgateway.* > gateway outbound\|80\|\|ledger/,
    },
  });

  trap('T6: a VirtualService for the gateway alone, to which a ServiceEntry’s endpoint leads', {
    files: together(
      object(
        'ServiceEntry',
        'books',
        `  hosts: [${api}]\n  location: MESH_INTERNAL\n  ports: [${http80}]\n  resolution: DNS\n  endpoints: [{ address: ${gatewayService} }]\n  exportTo: ["."]`,
      ),
      entry(api, http80, 'resolution: DNS\n  exportTo: ["."]', 'istio-system'),
      gateway(server(http80, api), 'egress', 'istio-system'),
      routes(`  http:\n${gatewayLeg(80)}`, { gateways: 'egress', namespace: 'istio-system' }),
    ),
  });

  trap('T7: a leg in each of two VirtualServices', {
    files: together(
      entry(api),
      gateway(server(http80, api)),
      routes(`  http:\n${meshLeg(80)}`, { gateways: 'mesh' }),
      routes(`  http:\n${gatewayLeg(80)}`, { gateways: 'egress', name: 'out' }),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  trap('T8: a destination that only keeps a listener alive', {
    files: together(
      gateway(server('{ number: 8443, name: tls, protocol: TLS }', '"*"', 'ISTIO_MUTUAL')),
      object(
        'VirtualService',
        'keep',
        '  hosts: ["*"]\n  gateways: [egress]\n  tcp:\n  - match: [{ port: 8443 }]\n    route: [{ destination: { host: dummy.local, port: { number: 443 } } }]',
      ),
    ),
  });

  trap('T9: the same objects in several files of one folder, to be applied one at a time', {
    files: `#- gateway-http.yaml\n${plain}#- gateway-https.yaml\n${passed}`,
  });

  trap('T10: HTTP rules that lead to a port declared as HTTPS, where TLS begins', {
    files: together(
      entry(api, `${http80}, ${https443}`),
      gateway(server(http80, api)),
      originate('{ mode: SIMPLE }'),
      routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, api, 443)}`),
    ),
    arrives: { [`shop http://${api}/`]: /> gateway outbound\|443\|.* SIMPLE\(host\) > gateway$/ },
  });

  trap('T11: TLS of mode SIMPLE without a CA, at the sidecar', {
    files: together(
      entry(api, '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }'),
      originate('{ mode: SIMPLE }', { port: 80 }),
    ),
    arrives: { [`shop http://${api}/`]: /SIMPLE\(host\) > direct$/ },
  });

  trap('T12: TLS that begins by a DestinationRule in the gateway’s namespace, not the VirtualService’s', {
    files: together(
      entry(api, `${http80}, ${https443}`),
      gateway(server(http80, api)),
      originate('{ mode: SIMPLE }', { namespace: 'istio-system' }),
      routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, api, 443)}`),
    ),
    arrives: { [`shop http://${api}/`]: /> gateway .* SIMPLE\(host\) > gateway$/ },
  });

  trap('T13: no namespaces anywhere', {
    files: together(
      entry(api, `${http80}, ${https443}`),
      gateway(server('{ number: 80, name: https, protocol: HTTPS }', api, 'ISTIO_MUTUAL')),
      hop(`{ mode: ISTIO_MUTUAL, sni: ${api} }`),
      originate('{ mode: SIMPLE }'),
      routes(`  http:\n${meshLeg(80, 'books')}${gatewayLeg(80, api, 443)}`),
    ).replaceAll(/, namespace: [\w-]+/g, ''),
    arrives: { [`default http://${api}/`]: /ISTIO_MUTUAL\(.*\) > gateway .* SIMPLE\(host\) > gateway$/ },
  });

  trap('T14: a server on the port of the pod, which the Service has under another number', {
    files: together(
      entry(api, tls443),
      object(
        'Service',
        'istio-egressgateway',
        '  selector: { istio: egressgateway }\n  ports: [{ name: tls, port: 443, targetPort: 8443 }]',
        'istio-system',
      ),
      object(
        'Deployment',
        'istio-egressgateway',
        '  selector: { matchLabels: { istio: egressgateway } }\n  template: { metadata: { labels: { istio: egressgateway } }, spec: { containers: [{ name: istio-proxy, image: auto }] } }',
        'istio-system',
      ),
      gateway(server('{ number: 8443, name: tls, protocol: TLS }', api, 'PASSTHROUGH')),
      routes(tlsLegs().replace(`[egress], port: 443`, '[egress], port: 8443')),
    ),
  });

  trap('T15: hosts of a Gateway with the namespace that may bind to them', {
    files: together(
      entry(api),
      gateway(server(http80, '"./*"')),
      routes(plainLegs),
      gateway(server('{ number: 8080, name: http-too, protocol: HTTP }', `shop/${api}`), 'named', 'istio-system'),
      object(
        'VirtualService',
        'named',
        `  hosts: [${api}]\n  gateways: [istio-system/named]\n  http: [{ route: ${toHost(api, 80)} }]`,
      ),
    ),
    arrives: { [`shop http://${api}/`]: viaGateway(80) },
  });

  for (const placeholder of [
    '<my-host>',
    '$HOST',
    'SERVICE_URL',
    '__HOST__',
    '{{ .Values.host }}',
    '${HOST}',
    '((host))',
  ])
    trap(`T16: ${placeholder} where somebody will write the host`, {
      files: together(
        object('ServiceEntry', 'books', `  hosts: ["${placeholder}"]\n  ports: [${http80}]\n  resolution: DNS`),
        gateway(server(http80, `"${placeholder}"`)),
        routes(`  http:\n${meshLeg(80)}${gatewayLeg(80, `"${placeholder}"`)}`, { hosts: placeholder }),
      ),
    });

  trap('T17: a VirtualService without its Gateway', { files: routes(plainLegs) });
  trap('T17: a Gateway without its VirtualService', { files: gateway(server(http80, api)) });

  trap('T18: a subset on the way to the gateway, and none on the way out', {
    files: mutualHop(),
    arrives: { [`shop http://${api}/`]: /\|books\|.* > gateway outbound\|80\|\|api\.books\.example > gateway$/ },
  });

  trap('T19: TCP on port 443 to addresses, for a proxy that is asked to CONNECT', {
    files: entry(
      'proxy.books.example',
      '{ number: 443, name: tcp, protocol: TCP }',
      'addresses: [203.0.113.7]\n  location: MESH_EXTERNAL\n  resolution: NONE',
    ),
    arrives: { 'shop tcp://203.0.113.7:443': /direct$/ },
  });

  trap('T20: several hosts in one ServiceEntry with NONE and TCP', {
    files: object(
      'ServiceEntry',
      'databases',
      `  hosts: [one.db.example, two.db.example]\n  addresses: [203.0.113.0/24]\n  location: MESH_EXTERNAL\n  ports: [${tcp5432}]\n  resolution: NONE`,
    ),
    arrives: { 'shop tcp://203.0.113.7:5432': /direct$/ },
  });
});

describe('what is near to a trap is said', () => {
  const said = (files: string): string[] => loud(files).map((it) => it.replace(/:.*/, ''));

  test('1: hosts that the gateway does not have at all', () =>
    assert.deepEqual(said(plain.replace(`hosts: ["${api}"]\n  gateways`, 'hosts: ["pay.other.example"]\n  gateways')), [
      'virtual-service-host-not-in-gateway',
    ]));
  test('2: a subset that no DestinationRule has', () =>
    assert.deepEqual(said(plain.replace('number: 80 } }', 'number: 80 }, subset: books }')), ['subset-not-found']));
  test('3: another SNI than the gateway takes', () =>
    assert.deepEqual(said(mutualHop().replace(`sni: ${api}`, 'sni: pay.books.example')), [
      'istio-mutual-sni-not-in-server-hosts',
    ]));
  test('10: NONE behind the gateway', () =>
    assert.deepEqual(said(plain.replace('resolution: DNS', 'resolution: NONE')), [
      'service-entry-none-behind-gateway',
    ]));
  test('T17: a Gateway that is not there, where the namespace’s other objects are', () =>
    assert.deepEqual(said(together(entry(api), routes(plainLegs))), ['virtual-service-gateway-not-found']));
  test('in a mesh that lets nothing out by itself the traps are right as well', () =>
    assert.deepEqual(said(together(plain, meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }'))), []));
});
