import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  egressPort,
  entry,
  fromAll,
  hostname,
  http80,
  kubernetesGateway,
  kubernetesGatewayService,
  kubernetesRoute,
  listener,
  object,
  sendTo,
  tcp5432,
  tls443,
  toEgress,
  toEntry,
  together,
} from '../../manifests';
import { reported } from '../../reported';
import { inShort, leftOut, placesInShort, traced } from '../../traced';

const api = 'api.example.com';
const url = `http://${api}/`;
const leg = `sidecar outbound|80||${kubernetesGatewayService}`;
const direct = `sidecar outbound|80||${api} > direct`;
const through = `${leg} > gateway outbound|80||${api} > gateway`;

const http = listener('HTTP', 80);
const toGateway = kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80)));

/** The design with a route to a gateway with these listeners, and one on from there, with what is said of it. */
const design = (listeners: string, more: Parameters<typeof kubernetesRoute>[4] = {}, parents = toEgress()): string =>
  together(
    entry(api),
    kubernetesGateway(listeners),
    toGateway,
    kubernetesRoute('HTTPRoute', 'from-gateway', parents, sendTo(hostname(api)), { hostnames: api, ...more }),
  );

const called = (source: string, from = 'shop', to = url): string => inShort(traced(source, from, to));

describe('what a route is bound to', () => {
  test('K1: a Gateway, a Service, a ServiceEntry or a ListenerSet; of any other parent Istio says nothing', () => {
    assert.equal(called(design(http)), through);
    const set = object(
      'ListenerSet',
      'more',
      `  parentRef: { name: egress, namespace: infra }\n  listeners:\n${listener('HTTP', 8080)}`,
    );
    const withSet = together(
      entry(api),
      kubernetesGateway(http, '  gatewayClassName: istio\n  allowedListeners: { namespaces: { from: All } }'),
      set,
      toGateway.replace('port: 80', 'port: 8080'),
      kubernetesRoute('HTTPRoute', 'from-gateway', '{ kind: ListenerSet, name: more }', sendTo(hostname(api))),
    );
    assert.equal(called(withSet), through.replace('|80||egress', '|8080||egress'));

    const service = together(
      entry(api),
      object('Service', 'cache', '  ports: [{ port: 80, name: http }]'),
      kubernetesRoute('HTTPRoute', 'to-api', '{ group: "", kind: Service, name: cache }', sendTo(hostname(api))),
    );
    assert.equal(called(service, 'shop', 'http://cache/'), direct);

    const withoutGroup = design(http).replace('group: networking.istio.io, kind: ServiceEntry', 'kind: ServiceEntry');
    assert.equal(called(withoutGroup), direct);
    assert.deepEqual(reported(withoutGroup, 'HTTPRoute', 'to-gateway'), []);
  });

  test('K2: for sidecars the hosts of the parent count, and not those of the route', () => {
    const named = kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80)), {
      hostnames: 'www.example.com',
    });
    const files = together(design(http).replace(toGateway, named), entry('www.example.com'));
    assert.equal(called(files), through);
    assert.equal(called(files, 'shop', 'http://www.example.com/'), direct.replace(api, 'www.example.com'));
  });

  test('K3: a port limits it to that port of the service, and a section of a service counts for nothing', () => {
    const files = (more: string): string =>
      together(
        entry(api, `${http80}, { number: 8080, name: http-8080, protocol: HTTP }`),
        kubernetesGateway(http),
        kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api, more), sendTo(egressPort(80))),
        kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(hostname(api)), { hostnames: api }),
      );
    const at8080 = `http://${api}:8080/`;
    assert.equal(called(files('port: 8080')), direct);
    assert.equal(called(files('port: 8080'), 'shop', at8080), through);
    assert.equal(called(files('sectionName: nothing')), through);
    assert.equal(called(files('sectionName: nothing'), 'shop', at8080), through);
    assert.deepEqual(reported(files('sectionName: nothing'), 'HTTPRoute', 'to-gateway'), [
      'ServiceEntry/shop/api-example-com/nothing: fine',
    ]);
  });

  test('K4: a ServiceEntry that is not there, or another section or port, is no parent', () => {
    const missing = design(http).replace(toGateway, toGateway.replace('name: api-example-com', 'name: nobody'));
    assert.equal(called(missing), direct);
    assert.deepEqual(reported(missing, 'HTTPRoute', 'to-gateway'), [
      'ServiceEntry/shop/nobody: Accepted NoMatchingParent',
    ]);
    for (const [more, part] of [
      ['sectionName: nothing', '/nothing'],
      ['port: 8080', ':8080'],
    ] as const) {
      const files = design(http, {}, toEgress(more));
      const answer = traced(files, 'shop', url);
      assert.equal(inShort(answer), `${leg} > gateway > failed no-route`);
      assert.ok(leftOut(answer).includes(`K8 from-gateway spec.parentRefs.0.${more.split(':')[0]}`));
      assert.deepEqual(reported(files, 'HTTPRoute', 'from-gateway'), [
        `Gateway/infra/egress${part}: Accepted NoMatchingParent`,
      ]);
    }
  });

  test('K4: of a Gateway that is not there Istio says nothing at all', () => {
    const files = design(http, {}, '{ name: other, namespace: infra }');
    assert.deepEqual(reported(files, 'HTTPRoute', 'from-gateway'), []);
  });

  test('K5: a route beside the service is for all clients, one beside clients for those, and any other for nobody', () => {
    const at = (namespace: string): string => {
      const parent = toEntry(api, 'namespace: shop');
      const own = kubernetesRoute('HTTPRoute', 'to-gateway', parent, sendTo(egressPort(80)), { namespace });
      return design(http).replace(toGateway, own);
    };
    assert.equal(called(at('shop'), 'shop'), through);
    assert.equal(called(at('shop'), 'billing'), through);
    assert.equal(called(at('billing'), 'billing'), through);
    assert.equal(called(at('billing'), 'shop'), direct);
    assert.equal(called(at('elsewhere'), 'billing'), direct);
    assert.deepEqual(reported(at('elsewhere'), 'HTTPRoute', 'to-gateway'), ['ServiceEntry/shop/api-example-com: fine']);
  });

  test('K5: a TLSRoute and a TCPRoute are for all clients wherever they are', () => {
    for (const [kind, port, to] of [
      ['TLSRoute', tls443, `https://${api}/`],
      ['TCPRoute', tcp5432, `tcp://${api}:5432`],
    ] as const) {
      const files = together(
        entry(api, port),
        entry('other.example.com', port, 'resolution: DNS', 'elsewhere'),
        kubernetesRoute(
          kind,
          'elsewhere',
          toEntry(api, 'namespace: shop'),
          sendTo(hostname('other.example.com', kind === 'TLSRoute' ? 443 : 5432)),
          { namespace: 'elsewhere', hostnames: kind === 'TLSRoute' ? api : '' },
        ),
      );
      assert.match(called(files, 'billing', to), /other\.example\.com > direct$/);
    }
  });

  test('K5: of a ServiceEntry with several hosts the first one has all names of a TLSRoute with one', () => {
    const www = 'www.example.com';
    const others = ['one', 'two'].map((it) => entry(`${it}.example.org`, tls443));
    const route = (name: string, hostnames: string, namespace: string): string =>
      kubernetesRoute(
        'TLSRoute',
        name,
        toEntry('both', 'namespace: shop'),
        sendTo(hostname(`${name}.example.org`, 443)),
        { namespace, hostnames },
      );
    const files = together(
      object('ServiceEntry', 'both', `  hosts: [${www}, ${api}]\n  ports: [${tls443}]\n  resolution: DNS`),
      ...others,
      route('one', www, 'shop'),
      route('two', `${www}, ${api}`, 'billing'),
    );
    // the client's own comes first, but not before those of another host
    assert.match(called(files, 'billing', `https://${www}/`), /one\.example\.org > direct$/);
    assert.match(called(files, 'billing', `https://${api}/`), /two\.example\.org > direct$/);
  });

  test('K6: a route for sidecars may send to other namespaces without a ReferenceGrant', () => {
    assert.equal(called(design(http)), through);
    assert.deepEqual(reported(design(http), 'HTTPRoute', 'to-gateway'), ['ServiceEntry/shop/api-example-com: fine']);
  });

  test('K7: of one route with both parents the backend is that of both, so that the gateway sends to itself', () => {
    const both = (backend: string): string =>
      together(
        entry(api),
        kubernetesGateway(http),
        kubernetesRoute('HTTPRoute', 'both', `${toEntry(api)}, ${toEgress()}`, sendTo(backend)),
        object(
          'ReferenceGrant',
          'to-itself',
          '  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]\n  to: [{ group: "", kind: Service }]',
          'infra',
        ),
      );
    const loop = traced(both(egressPort(80)), 'shop', url);
    assert.equal(loop.cause?.reason, 'loop', inShort(loop));
    assert.deepEqual(placesInShort(loop), ['both spec.rules.0.backendRefs.0']);
    assert.deepEqual(reported(both(egressPort(80)), 'HTTPRoute', 'both'), [
      'ServiceEntry/shop/api-example-com: fine',
      'Gateway/infra/egress: fine',
    ]);
    assert.equal(called(both(hostname(api))), direct);
  });
});

describe('which routes a listener takes', () => {
  const refused = `${leg} > gateway > failed no-route`;

  test('K8: those of its own namespace, unless it says otherwise', () => {
    const own = listener('HTTP', 80, '', '');
    const answer = traced(design(own), 'shop', url);
    assert.equal(inShort(answer), refused);
    assert.deepEqual(leftOut(answer), ['V1 to-gateway spec.parentRefs.0', 'K8 from-gateway spec.parentRefs.0']);
    assert.deepEqual(reported(design(own), 'HTTPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NotAllowedByListeners',
    ]);
    assert.equal(called(design(own, { namespace: 'infra' })), through);
  });

  test('K8: those of namespaces with the labels that it asks for', () => {
    const blue = listener(
      'HTTP',
      80,
      '',
      'allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: blue } } } }',
    );
    const namespace = (name: string, team: string): string =>
      `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${team} } }\n`;
    assert.equal(called(together(design(blue), namespace('shop', 'blue'))), through);
    const files = together(design(blue), namespace('shop', 'red'), namespace('billing', 'blue'));
    assert.equal(called(files), refused);
    assert.deepEqual(reported(files, 'HTTPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NotAllowedByListeners',
    ]);
  });

  test('K8: those of the kinds that it names', () => {
    const grpc = listener('HTTP', 80, '', 'allowedRoutes: { namespaces: { from: All }, kinds: [{ kind: GRPCRoute }] }');
    assert.equal(called(design(grpc)), refused);
    assert.deepEqual(reported(design(grpc), 'HTTPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NotAllowedByListeners',
    ]);
  });

  test('K8: those with a name in common with its own', () => {
    const named = (own: string): string => design(listener('HTTP', 80, `hostname: "${own}"`));
    for (const own of [api, '*.example.com']) assert.equal(called(named(own)), through);
    assert.equal(called(named('*.example.org')), refused);
    assert.deepEqual(reported(named('*.example.org'), 'HTTPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NoMatchingListenerHostname',
    ]);
  });

  test('K9: of listeners on a port the one with the most specific name has the request, with its routes only', () => {
    const wide = kubernetesRoute(
      'HTTPRoute',
      'wide',
      toEgress('sectionName: wide'),
      sendTo(hostname('other.example.com')),
    );
    const files = together(
      entry(api),
      entry('www.example.com'),
      entry('other.example.com'),
      kubernetesGateway(
        `${listener('HTTP', 80, '').replace('http-80', 'wide')}${listener('HTTP', 80, `hostname: ${api}`)}`,
      ),
      wide,
      toGateway,
      toGateway.replaceAll('api-example', 'www-example').replace('to-gateway', 'www-to-gateway'),
    );
    assert.equal(
      called(files, 'shop', 'http://www.example.com/'),
      `${leg} > gateway outbound|80||other.example.com > gateway`,
    );
    const named = together(files.replace('  rules: [{ backendRefs: [{ group', `  hostnames: [${api}]\n$&`));
    assert.equal(called(named), `${leg} > gateway > failed no-route`);
  });

  test('K10: a TLSRoute has of its names those that the listener has too', () => {
    const files = (own: string): string =>
      together(
        entry(api, tls443),
        entry('www.example.com', tls443),
        kubernetesGateway(
          `  - { name: tls, protocol: TLS, port: 443, hostname: "${own}", tls: { mode: Passthrough }, ${fromAll} }\n`,
        ),
        ...[api, 'www.example.com'].map((host) =>
          kubernetesRoute('TLSRoute', `${host.slice(0, 3)}-to-gateway`, toEntry(host), sendTo(egressPort(443)), {
            hostnames: host,
          }),
        ),
        kubernetesRoute('TLSRoute', 'from-gateway', toEgress(), sendTo(hostname(api, 443)), {
          hostnames: '"*.example.com"',
        }),
      );
    const tlsLeg = `sidecar outbound|443||${kubernetesGatewayService}`;
    const arrives = `${tlsLeg} > gateway outbound|443||${api} > gateway`;
    assert.equal(called(files('*.example.com'), 'shop', `https://${api}/`), arrives);
    assert.equal(called(files('*.example.com'), 'shop', 'https://www.example.com/'), arrives);
    assert.equal(called(files(api), 'shop', `https://${api}/`), arrives);
    assert.equal(
      called(files(api), 'shop', 'https://www.example.com/'),
      `${tlsLeg} > gateway > failed no-filter-chain`,
    );
  });
});
