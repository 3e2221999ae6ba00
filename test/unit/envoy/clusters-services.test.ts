import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  atGateway,
  clusterIn,
  dns,
  entry,
  gatewayObjects,
  lookUp,
  missingIn,
  pods,
  rule,
  service,
  shown,
  tls443,
  workloadEntry,
} from './clusters-world';

const host = 'api.example.com';
const name = `outbound|443||${host}`;
const addresses = (objects: readonly string[], cluster = name): string[] =>
  clusterIn(objects, cluster).endpoints.map((it) => `${it.address}:${it.port}`);

describe('how endpoints are found', () => {
  const type = (spec: string, looking = {}, metadata = '') =>
    clusterIn([entry('shop/api', host, `${spec}${tls443}`, metadata)], name, looking).type;

  test('S1: without a resolution the address that was dialled is meant', () => {
    assert.equal(type(''), 'ORIGINAL_DST');
  });

  test('S2: by the resolution, and for NONE by the proxy', () => {
    const types = ['STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'NONE'].map((it) => type(`resolution: ${it}, `));
    assert.deepEqual(types, ['EDS', 'STRICT_DNS', 'LOGICAL_DNS', 'ORIGINAL_DST']);
    assert.equal(
      type('resolution: DNS, ', {}, ', annotations: { istio.io/connect-strategy: race_first_tcp_connect }'),
      'LOGICAL_DNS',
    );
  });

  test('S2: of Services too', () => {
    const back = 'outbound|80||back.shop.svc.cluster.local';
    const http = 'ports: [ { port: 80, name: http } ]';
    assert.equal(clusterIn([service('shop/back', http)], back).type, 'EDS');
    const headless = [service('shop/back', `clusterIP: None, ${http}`)];
    assert.equal(clusterIn(headless, back).type, 'ORIGINAL_DST');
    assert.equal(clusterIn(headless, back, atGateway).type, 'EDS');
  });

  test('S2: a DestinationRule may ask for the address that was dialled', () => {
    const balancing =
      'trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } }, subsets: [ { name: it, trafficPolicy: { loadBalancer: { simple: RANDOM } } } ]';
    const objects = [entry('shop/api', host, dns), rule('shop/it', host, balancing)];
    assert.deepEqual([clusterIn(objects, name).type, addresses(objects)], ['ORIGINAL_DST', []]);
    assert.equal(clusterIn(objects, `outbound|443|it|${host}`).type, 'ORIGINAL_DST');
    assert.equal(clusterIn(objects, name, atGateway).hasEndpoints, false);
  });

  test('S3: a gateway has nowhere to send to under NONE', () => {
    const objects = [entry('shop/api', host, `resolution: NONE, ${tls443}`)];
    const { cluster, because } = lookUp(objects, name, atGateway);
    assert.deepEqual([cluster?.type, cluster?.hasEndpoints, cluster?.endpoints], ['EDS', false, []]);
    assert.deepEqual(shown(because), ['S3 api spec.resolution']);
    assert.equal(clusterIn(objects, name).hasEndpoints, undefined);
  });

  test('S3: STATIC without endpoints has none for anybody', () => {
    assert.equal(clusterIn([entry('shop/api', host, `resolution: STATIC, ${tls443}`)], name).hasEndpoints, false);
  });

  test('S4: DNS without endpoints looks up the host itself, at the port behind', () => {
    assert.deepEqual(addresses([entry('shop/api', host, dns)]), ['api.example.com:443']);
    const behind = 'resolution: DNS, ports: [ { number: 443, name: tls, protocol: TLS, targetPort: 8443 } ]';
    assert.deepEqual(addresses([entry('shop/api', host, behind)]), ['api.example.com:8443']);
  });

  test('S4: a wildcard is nothing to look up', () => {
    const { cluster, because } = lookUp([entry('shop/all', '*.example.com', dns)], 'outbound|443||*.example.com');
    assert.deepEqual([cluster?.hasEndpoints, shown(because)], [false, ['S4 all spec.hosts']]);
  });

  test('S5: a wildcard with endpoints is', () => {
    const objects = [entry('shop/all', '*.example.com', `${dns}, endpoints: [ { address: all.example.com } ]`)];
    assert.deepEqual(addresses(objects, 'outbound|443||*.example.com'), ['all.example.com:443']);
    assert.equal(clusterIn(objects, 'outbound|443||*.example.com').hasEndpoints, true);
  });

  test('S7: NONE with a targetPort dials that port', () => {
    const objects = [entry('shop/api', host, 'ports: [ { number: 443, name: tls, protocol: TLS, targetPort: 8443 } ]')];
    assert.equal(clusterIn(objects, name).portOverride, 8443);
    assert.equal(clusterIn([entry('shop/api', host, tls443)], name).portOverride, undefined);
    assert.equal(clusterIn(objects, name, atGateway).portOverride, undefined);
  });
});

describe('whatever name fits a wildcard', () => {
  const all = '*.example.com';
  const objects = [
    entry(
      'shop/all',
      all,
      'resolution: DYNAMIC_DNS, subjectAltNames: [ a ], ports: [ { number: 443, name: tls, protocol: TLS }, { number: 5432, name: tcp, protocol: TCP } ]',
    ),
    rule('shop/it', all, 'trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }, subsets: [ { name: it } ]'),
  ];

  test('S6: is looked up by sidecars, and by gateways never', () => {
    const { type, hasEndpoints } = clusterIn(objects, `outbound|443||${all}`);
    assert.deepEqual([type, hasEndpoints], ['dynamic-forward-proxy', undefined]);
    const atGate = lookUp(objects, `outbound|443||${all}`, atGateway);
    assert.deepEqual(
      [atGate.cluster?.hasEndpoints, shown(atGate.because).includes('S6 all spec.resolution')],
      [false, true],
    );
  });

  test('S6: has no subsets, and only protocols with a name in them', () => {
    assert.equal(missingIn(objects, `outbound|443|it|${all}`), 'S6');
    assert.equal(missingIn(objects, `outbound|5432||${all}`), 'S6');
  });

  test('S6: its TLS is for the name of the request', () => {
    assert.deepEqual(clusterIn(objects, `outbound|443||${all}`).tls, {
      mode: 'ISTIO_MUTUAL',
      sni: undefined,
      sans: [],
    });
  });
});

describe('the endpoints of a ServiceEntry', () => {
  const fixed = (at: string, address: string, port = 'number: 443, name: tls, protocol: TLS', more = ''): string =>
    entry(at, host, `resolution: STATIC, ports: [ { ${port} } ], endpoints: [ { address: ${address} } ]${more}`);

  test('S12: those of all with the host and the namespace count, by the name of the port', () => {
    const objects = [
      fixed('shop/a', '192.0.2.1'),
      fixed('shop/b', '192.0.2.2'),
      fixed('shop/c', '192.0.2.3', 'number: 443, name: other, protocol: TLS'),
      fixed('team/d', '192.0.2.4'),
    ];
    assert.deepEqual(addresses(objects), ['192.0.2.1:443', '192.0.2.2:443']);
  });

  test('S12: those that are looked up count by the number of the port', () => {
    const other = 'resolution: DNS, ports: [ { number: 443, name: other, protocol: TLS, targetPort: 8443 } ]';
    assert.deepEqual(addresses([entry('shop/a', host, dns), entry('shop/b', host, other)]), [
      'api.example.com:443',
      'api.example.com:8443',
    ]);
  });

  test('S12: under DNS_ROUND_ROBIN there is one', () => {
    const objects = [
      entry('shop/a', host, `resolution: DNS_ROUND_ROBIN, ${tls443}`),
      entry('shop/b', host, `resolution: DNS_ROUND_ROBIN, ${tls443}, endpoints: [ { address: b.example.org } ]`),
    ];
    assert.deepEqual(addresses(objects), ['api.example.com:443']);
  });

  test('S12: they join the pods of a Service with that host', () => {
    const back = 'back.shop.svc.cluster.local';
    const objects = [
      service('shop/back', 'ports: [ { port: 443, name: tls } ]'),
      entry('shop/more', back, `resolution: STATIC, ${tls443}, endpoints: [ { address: 192.0.2.1 } ]`),
    ];
    assert.deepEqual(addresses(objects, `outbound|443||${back}`), ['192.0.2.1:443']);
  });

  test('S14: a port of any protocol but UDP has a cluster', () => {
    const port = (protocol: string) => [
      entry('shop/a', host, `resolution: DNS, ports: [ { number: 443, name: it, protocol: ${protocol} } ]`),
    ];
    for (const protocol of ['HTTPS', 'TLS', 'TCP', 'MYSQL', '""'])
      assert.ok(lookUp(port(protocol), name).cluster, protocol);
    assert.equal(missingIn(port('UDP'), name), 'S15');
  });

  test('S15: without the port there is no cluster', () => {
    const { because } = lookUp([entry('shop/api', host, dns)], `outbound|80||${host}`);
    assert.deepEqual(shown(because), ['S15 api spec.ports']);
    assert.equal(missingIn([entry('shop/api', host, 'resolution: DNS')], name), 'S15');
  });

  test('S16: an endpoint may be the gateway’s Service, with ports by their name', () => {
    const endpoints = `endpoints: [ { address: egress.istio-system.svc.cluster.local, ports: { tls: 15443 } }, { address: b.example.org } ]`;
    const ports = 'ports: [ { number: 443, name: tls, protocol: TLS, targetPort: 8443 } ]';
    assert.deepEqual(addresses([entry('shop/api', host, `resolution: DNS, ${ports}, ${endpoints}`)]), [
      'egress.istio-system.svc.cluster.local:15443',
      'b.example.org:8443',
    ]);
  });

  test('a selector finds WorkloadEntries of its namespace, by labels of which those of the metadata count first', () => {
    const select = (resolution: string) =>
      entry('shop/api', host, `resolution: ${resolution}, workloadSelector: { labels: { app: vm } }, ${tls443}`);
    const machines = [
      workloadEntry('shop/one', 'address: 192.0.2.1, labels: { app: vm }, ports: { tls: 9443 }'),
      workloadEntry('shop/two', 'address: two.example.org, labels: { app: vm }'),
      workloadEntry('shop/three', 'address: 192.0.2.3', ', labels: { app: vm }'),
      workloadEntry('shop/four', 'address: 192.0.2.4, labels: { app: vm }', ', labels: { app: other }'),
      workloadEntry('team/five', 'address: 192.0.2.5, labels: { app: vm }'),
    ];
    assert.deepEqual(addresses([select('STATIC'), ...machines]), ['192.0.2.1:9443', '192.0.2.3:443']);
    assert.deepEqual(addresses([select('DNS'), ...machines]), [
      '192.0.2.1:9443',
      '192.0.2.3:443',
      'two.example.org:443',
    ]);
    assert.equal(clusterIn([select('STATIC')], name).hasEndpoints, undefined);
  });
});

describe('clusters that are not there', () => {
  const back = 'back.shop.svc.cluster.local';

  test('3.4 missing cluster: the proxy must know the host', () => {
    assert.equal(missingIn([entry('shop/api', host, dns)], 'outbound|443||other.example.com'), '3.4');
    assert.equal(missingIn([entry('team/api', host, `exportTo: [ "." ], ${dns}`)], name), 'S11');
    assert.equal(missingIn([entry('shop/api', host, dns)], 'PassthroughCluster'), '3.4');
  });

  test('3.4 ExternalName: an alias has none of its own', () => {
    const alias = [
      service('shop/back', `type: ExternalName, externalName: ${host}, ports: [ { port: 443, name: tls } ]`),
    ];
    assert.deepEqual(shown(lookUp(alias, `outbound|443||${back}`).because), ['3.4 back spec.externalName']);
  });

  test('a Service that the manifests could not be expected to have is taken to be there', () => {
    const { cluster, assumptions } = lookUp([entry('shop/api', host, dns)], 'outbound|80||back.team.svc.cluster.local');
    assert.deepEqual([cluster?.type, cluster?.hasEndpoints, assumptions.length], ['EDS', undefined, 1]);
    const owned = [service('shop/other', 'ports: [ { port: 80 } ]')];
    assert.equal(missingIn(owned, `outbound|80||${back}`), '3.4');
  });

  test('a gateway’s Service in another namespace than where the manifests have it is not', () => {
    const gateway =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: it, namespace: shop }\nspec: { selector: { app: egress } }\n';
    const egress = (namespace: string): string => `outbound|80||egress.${namespace}.svc.cluster.local`;
    assert.ok(lookUp([gateway], egress('istio-system')).cluster);
    assert.equal(missingIn([gateway, ...gatewayObjects], egress('shop')), '3.4');
  });

  test('S17: a gateway has clusters of all services that it sees, whether a route leads to them or not', () => {
    assert.ok(lookUp([entry('shop/api', host, dns)], name, atGateway).cluster);
    assert.ok(!lookUp([entry('shop/api', host, `exportTo: [ team ], ${dns}`)], name, atGateway).cluster);
  });

  test('a subset has no endpoints where no pod behind the Service has its labels', () => {
    const objects = [
      service('shop/back', 'selector: { app: back }, ports: [ { port: 80, name: http } ]'),
      pods('shop/back', 'app: back, version: v1'),
      rule(
        'shop/back',
        'back',
        'subsets: [ { name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } } ]',
      ),
    ];
    const known = ['v1', 'v2'].map((it) => clusterIn(objects, `outbound|80|${it}|${back}`).hasEndpoints);
    assert.deepEqual(known, [undefined, false]);
  });
});
