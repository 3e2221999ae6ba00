import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, http80, httpTo, meshConfig, object, routes, tcp5432, tls443, together } from '../../manifests';
import { reported } from '../../reported';
import { inShort, leftOut, traced } from '../../traced';

const api = 'api.example.com';
const url = `http://${api}/`;

/** A namespace, with labels in YAML. */
const namespace = (name: string, labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { kubernetes.io/metadata.name: ${name}, ${labels} } }\n`;
const ambient = 'istio.io/dataplane-mode: ambient';

const fromAll = 'allowedRoutes: { namespaces: { from: All } }';
const hbone = 'name: mesh, port: 15008, protocol: HBONE';
/** A waypoint in namespace `infra`; what its listener takes, and its labels. */
const waypoint = (listener = `${hbone}, ${fromAll}`, labels = '', gatewayClass = 'istio-waypoint'): string =>
  object(
    'KubernetesGateway',
    'egress',
    `  gatewayClassName: ${gatewayClass}\n  listeners: [{ ${listener} }]`,
    'infra',
    labels && `labels: { ${labels} }`,
  );

const bound = 'istio.io/use-waypoint: egress, istio.io/use-waypoint-namespace: infra';
/** A ServiceEntry with labels, that of the waypoint if nothing else is said. */
const bind = (source: string, labels = bound): string =>
  source.replace(/(namespace: \w+) \}/, `$1, labels: { ${labels} } }`);
const ambientShop = namespace('shop', ambient);
/** A client in ambient mode, the waypoint, and what is given. */
const world = (...more: string[]): string => together(ambientShop, waypoint(), ...more);
const external = bind(entry(api, `${http80}, ${tls443}, ${tcp5432}`));

const to = (source: string, request = url, from = 'shop'): string => inShort(traced(source, from, request));
const tunnel = 'ztunnel outbound|15008||egress.infra.svc.cluster.local HBONE(host)';
const atWaypoint = (port = 80, protocol = 'http', host = api): string =>
  `${tunnel} > waypoint inbound-vip|${port}|${protocol}|${host}`;
const past = `ztunnel outbound|80||${api} > direct`;

describe('pods in ambient mode', () => {
  test('A1: a label of the ServiceEntry, or of its namespace, sends to the waypoint', () => {
    assert.equal(to(world(external)), `${atWaypoint()} > gateway`);
    const byNamespace = together(namespace('shop', `${ambient}, ${bound}`), waypoint(), entry(api));
    assert.equal(to(byNamespace), `${atWaypoint()} > gateway`);
    assert.equal(to(world(entry(api))), past);
    const own = 'istio.io/use-waypoint: egress';
    const near = together(ambientShop, waypoint(hbone).replace('infra', 'shop'), bind(entry(api), own));
    assert.match(to(near), /egress\.shop\.svc.* > gateway$/);
  });

  test('A1: none says that there is no waypoint, and the object counts before its namespace', () => {
    const out = together(
      namespace('shop', `${ambient}, ${bound}`),
      waypoint(),
      bind(entry(api), 'istio.io/use-waypoint: none'),
    );
    assert.equal(to(out), past);
  });

  test('A1: a waypoint that is not there leaves the way as it was', () => {
    const missing = together(ambientShop, waypoint().replace('name: egress', 'name: other'), external);
    assert.equal(to(missing), past);
    assert.deepEqual(reported(missing, 'ServiceEntry', 'api-example-com'), ['WaypointBound WaypointIsNotReady']);
  });

  test('A1: only pods of ambient mode are led there; a pod can be left out, and one with a sidecar is', () => {
    const direct = `sidecar outbound|80||${api} > direct`;
    assert.equal(to(world(external), url, 'shop/istio.io/dataplane-mode=none'), direct);
    assert.equal(to(world(external), url, 'shop/sidecar.istio.io/inject=true'), direct);
    const other = together(world(external), namespace('billing', 'istio-injection: enabled'));
    assert.equal(to(other, url, 'billing'), direct);
    assert.equal(to(other, url, 'billing/istio.io/dataplane-mode=ambient'), `${atWaypoint()} > gateway`);
  });

  test('A2: a waypoint takes the services of its own namespace, and of others if its listener says so', () => {
    const with_ = (listener: string, labels = ''): string =>
      together(namespace('shop', `${ambient}${labels}`), waypoint(listener), external);
    const team = 'allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: a } } } }';
    assert.equal(to(with_(hbone)), past);
    assert.equal(to(with_(`${hbone}, ${team}`)), past);
    assert.equal(to(with_(`${hbone}, ${team}`, ', team: a')), `${atWaypoint()} > gateway`);
    assert.deepEqual(reported(with_(hbone), 'ServiceEntry', 'api-example-com'), ['WaypointBound AttachmentDenied']);
    assert.deepEqual(reported(with_(`${hbone}, ${fromAll}`), 'ServiceEntry', 'api-example-com'), ['fine']);
    assert.deepEqual(leftOut(traced(with_(hbone), 'shop', url)), [
      'A2 api-example-com metadata.labels.istio.io/use-waypoint',
    ]);
  });

  test('A3: waypoint-for says what a waypoint is for, services if nothing does', () => {
    const for_ = (what: string): string =>
      together(ambientShop, waypoint(undefined, `istio.io/waypoint-for: ${what}`), external);
    assert.equal(to(for_('all')), `${atWaypoint()} > gateway`);
    assert.equal(to(for_('service')), `${atWaypoint()} > gateway`);
    for (const what of ['workload', 'none']) {
      assert.equal(to(for_(what)), past);
      assert.deepEqual(reported(for_(what), 'ServiceEntry', 'api-example-com'), [
        'WaypointBound UnsupportedTrafficType',
      ]);
    }
    const byClass = together(
      ambientShop,
      object(
        'GatewayClass',
        'odd',
        '  controllerName: istio.io/mesh-controller',
        'x',
        'labels: { istio.io/waypoint-for: workload }',
      ).replace(', namespace: x', ''),
      waypoint(undefined, '', 'odd'),
      external,
    );
    assert.equal(to(byClass), past);
  });

  test('A4: a waypoint is reached on port 15008, and through pods that take tunnels', () => {
    const elsewhere = together(ambientShop, waypoint(`name: mesh, port: 15009, protocol: HBONE, ${fromAll}`), external);
    assert.equal(to(elsewhere), past); // its listener is not the one that says who may bind
    const near = waypoint('name: mesh, port: 15009, protocol: HBONE').replace('infra', 'shop');
    assert.equal(
      to(together(ambientShop, near, bind(entry(api), 'istio.io/use-waypoint: egress'))),
      'ztunnel outbound|15008||egress.shop.svc.cluster.local HBONE(host) > waypoint > failed no-listener',
    );
    const ordinary = together(ambientShop, waypoint(undefined, '', 'istio'), external);
    assert.match(to(ordinary), /failed no-listener$/);
  });

  test('A4: a listener that waypoints don’t have is told so, and the waypoint is accepted', () => {
    const status = (listener: string): string[] => reported(waypoint(listener), 'KubernetesGateway', 'egress');
    assert.deepEqual(status('name: mesh, port: 80, protocol: HTTP'), ['fine', 'mesh: Accepted UnsupportedProtocol']);
    assert.deepEqual(status('name: mesh, port: 80, protocol: UDP'), [
      'Accepted ListenersNotValid',
      'mesh: Accepted UnsupportedProtocol',
    ]);
  });

  test('A5: a ztunnel knows a service by its address, that it has or that Istio gives it', () => {
    const none = bind(entry(api, http80, 'resolution: NONE'));
    assert.equal(to(world(none)), 'ztunnel PassthroughCluster > passthrough');
    assert.deepEqual(leftOut(traced(world(none), 'shop', url)), ['A5 api-example-com spec.resolution']);
    const written = bind(entry(api, http80, 'resolution: NONE\n  addresses: [10.1.2.3]'));
    assert.match(to(world(written)), /^ztunnel outbound\|15008\|\|egress/);
    // what Istio gives is known by name only through DNS that ztunnel answers, as it does by itself
    assert.equal(to(world(external)), `${atWaypoint()} > gateway`);
  });

  test('A5: REGISTRY_ONLY is nothing to a ztunnel', () => {
    const files = world(external, meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }\n'));
    assert.equal(to(files, 'http://other.example.com/'), 'ztunnel PassthroughCluster > passthrough');
  });

  test('A6: a host with * needs a waypoint', () => {
    const any = '*.example.com';
    const dynamic = entry(any, `${http80}, ${tls443}`, 'resolution: DYNAMIC_DNS');
    assert.equal(to(world(bind(dynamic))), `${atWaypoint(80, 'http', any)} > gateway`);
    assert.equal(to(world(dynamic)), 'ztunnel PassthroughCluster > passthrough');
    assert.deepEqual(reported(world(dynamic), 'ServiceEntry', 'any-example-com'), [
      'WaypointMissing NoWaypointForWildcardService',
    ]);
    const alone = entry(any, http80, 'resolution: DYNAMIC_DNS');
    assert.deepEqual(reported(together(waypoint(), alone), 'ServiceEntry', 'any-example-com'), []);
  });

  test('A6: of names with * a waypoint passes on HTTP and no TLS', () => {
    const any = bind(entry('*.example.com', `${http80}, ${tls443}`, 'resolution: DYNAMIC_DNS'));
    assert.equal(to(world(any), `https://${api}/`), `${tunnel} > waypoint > failed no-filter-chain`);
    assert.equal(to(world(bind(entry(api, tls443))), `https://${api}/`), `${atWaypoint(443, 'tcp')} > gateway`);
  });

  test('A6: with names looked up on the way, only what has such a name in its Host is answered', () => {
    const domain = (source: string): string | undefined => traced(source, 'shop', url).hops[1]?.domain;
    const dynamic = bind(entry('*.example.com', http80, 'resolution: DYNAMIC_DNS'));
    assert.equal(domain(world(dynamic)), '*.example.com');
    assert.equal(domain(world(dynamic, routes('*.example.com', httpTo(api)))), '*.example.com');
    assert.equal(domain(world(external)), '*');
  });

  test('A7: routes of several VirtualServices decide at the waypoint, each after the other', () => {
    const route = (name: string, path: string, status: number): string =>
      routes(api, `  http: [{ match: [{ uri: { prefix: ${path} } }], directResponse: { status: ${status} } }]`, name);
    const files = world(external, route('first', '/a', 201), route('second', '/b', 202));
    assert.match(to(files, `${url}a`), /answered 201$/);
    assert.match(to(files, `${url}b`), /answered 202$/);
    assert.match(to(files, `${url}c`), /failed no-route$/);
  });

  test('A7: those of other namespaces than the waypoint’s and the service’s are left out', () => {
    const answer = '  http: [{ directResponse: { status: 201 } }]';
    for (const its of ['shop', 'infra'])
      assert.match(to(world(external, routes(api, answer, 'routes', its))), /answered 201$/);
    const far = traced(world(external, routes(api, answer, 'routes', 'billing')), 'shop', url);
    assert.equal(inShort(far), `${atWaypoint()} > gateway`);
    assert.ok(leftOut(far).includes('A7 routes spec.hosts'), leftOut(far).join());
  });

  test('A7: an HTTPRoute whose parent is the ServiceEntry decides too', () => {
    const route = object(
      'HTTPRoute',
      'route',
      `  parentRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }]\n  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: www.example.com } }] }]`,
    );
    assert.match(to(world(external, route)), /answered 302$/);
  });

  test('A7: the routes of a service whose waypoint is another controller’s are that one’s', () => {
    const route = (its: string): string =>
      object(
        'HTTPRoute',
        'route',
        '  parentRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }]\n  rules: [{ backendRefs: [{ group: example.org, kind: Backend, name: own }] }]',
        its,
      );
    const foreign = together(
      object('GatewayClass', 'theirs', '  controllerName: example.org/controller', 'x').replace(', namespace: x', ''),
      waypoint(undefined, '', 'theirs'),
      external,
      route('shop'),
    );
    assert.deepEqual(reported(foreign, 'HTTPRoute', 'route'), []);
    assert.deepEqual(reported(world(external, route('shop')), 'HTTPRoute', 'route'), [
      'ServiceEntry/shop/api-example-com: ResolvedRefs InvalidKind',
    ]);
  });

  test('A7: routes for TLS count if they name the host of the service alone, and none that asks for labels', () => {
    const tls = (match: string): string =>
      routes(api, `  tls: [{ match: [${match}], route: [{ destination: { host: ${api}, port: { number: 5432 } } }] }]`);
    const at = (match: string): string => to(world(external, tls(match)), `https://${api}/`);
    assert.equal(at(`{ sniHosts: [${api}] }`), `${atWaypoint(5432, 'tcp')} > gateway`);
    assert.equal(at(`{ sniHosts: [${api}, www.example.com] }`), `${atWaypoint(443, 'tcp')} > gateway`);
    assert.equal(at('{ sniHosts: ["*.example.com"] }'), `${atWaypoint(443, 'tcp')} > gateway`);
    assert.equal(at(`{ sniHosts: [${api}], sourceLabels: { app: web } }`), `${atWaypoint(443, 'tcp')} > gateway`);
    const http = (labels: string): string =>
      routes(
        api,
        `  http: [{ match: [{ sourceLabels: { ${labels} } }], directResponse: { status: 201 } }, { directResponse: { status: 202 } }]`,
      );
    assert.match(to(world(external, http('app: web')), url, 'shop/app=web'), /answered 202$/);
  });

  test('A7: a destination without a waypoint is reached by the name that sidecars have for it', () => {
    const other = world(external, entry('www.example.com'), routes(api, httpTo('www.example.com')));
    assert.equal(to(other), `${tunnel} > waypoint outbound|80||www.example.com > gateway`);
    const same = world(external, bind(entry('www.example.com')), routes(api, httpTo('www.example.com')));
    assert.equal(to(same), `${atWaypoint(80, 'http', 'www.example.com')} > gateway`);
  });

  test('A7: without a waypoint nobody follows a VirtualService', () => {
    const answer = traced(
      together(ambientShop, entry(api), routes(api, '  http: [{ directResponse: { status: 201 } }]')),
      'shop',
      url,
    );
    assert.equal(inShort(answer), past);
    assert.ok(leftOut(answer).includes('A7 routes spec.hosts'), leftOut(answer).join());
  });

  test('A8: TLS that a DestinationRule makes is made at the waypoint, and ISTIO_MUTUAL is not', () => {
    const rule = (mode: string, its: string, name = 'tls'): string =>
      object('DestinationRule', name, `  host: ${api}\n  trafficPolicy: { tls: { mode: ${mode} } }`, its);
    const originates = bind(entry(api, '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }'));
    assert.equal(to(world(originates, rule('SIMPLE', 'shop'))), `${atWaypoint()} SIMPLE(host) > gateway`);
    assert.equal(to(world(originates, rule('SIMPLE', 'infra'))), `${atWaypoint()} SIMPLE(host) > gateway`);
    const nearer = world(originates, rule('DISABLE', 'infra', 'own'), rule('SIMPLE', 'shop'));
    assert.equal(to(nearer), `${atWaypoint()} > failed plaintext-to-tls`);
    assert.equal(to(world(bind(entry(api)), rule('ISTIO_MUTUAL', 'shop'))), `${atWaypoint()} > gateway`);
  });

  test('A8: a DestinationRule for some pods is nothing to a waypoint', () => {
    const some = object(
      'DestinationRule',
      'tls',
      `  host: ${api}\n  workloadSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: egress } }\n  trafficPolicy: { tls: { mode: SIMPLE } }`,
      'infra',
    );
    assert.equal(to(world(external, some)), `${atWaypoint()} > gateway`);
  });

  test('A9: Sidecars are nothing to pods in ambient mode', () => {
    const closed = object(
      'Sidecar',
      'closed',
      '  egress: [{ hosts: ["./*"] }]\n  outboundTrafficPolicy: { mode: REGISTRY_ONLY }',
    );
    const through = traced(world(closed), 'shop', url);
    assert.equal(inShort(through), 'ztunnel PassthroughCluster > passthrough');
    assert.ok(leftOut(through).includes('A9 closed spec'), leftOut(through).join());
  });

  test('A9: an AuthorizationPolicy is asked at the waypoint for what it is attached to', () => {
    const policy = (target: string, its: string): string =>
      object(
        'AuthorizationPolicy',
        'nobody',
        `  action: DENY\n  targetRefs: [{ ${target} }]\n  rules: [{ to: [{ operation: { paths: ["/admin"] } }] }]`,
        its,
      );
    const entryNamed = (name: string): string => `group: networking.istio.io, kind: ServiceEntry, name: ${name}`;
    const gatewayNamed = 'group: gateway.networking.k8s.io, kind: Gateway, name: egress';
    const classNamed = 'group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint';
    for (const denied of [
      policy(entryNamed('api-example-com'), 'shop'),
      policy(gatewayNamed, 'infra'),
      policy(classNamed, 'istio-system'),
    ]) {
      assert.match(to(world(external, denied), `${url}admin`), /blocked denied$/);
      assert.match(to(world(external, denied)), /gateway$/);
    }
    for (const idle of [
      policy(entryNamed('other'), 'shop'),
      policy(entryNamed('api-example-com'), 'infra'),
      policy(gatewayNamed, 'shop'),
      policy(classNamed, 'shop'),
      object(
        'AuthorizationPolicy',
        'nobody',
        '  action: DENY\n  rules: [{ to: [{ operation: { paths: ["/admin"] } }] }]',
        'infra',
      ),
    ])
      assert.match(to(world(external, idle), `${url}admin`), /gateway$/);
  });

  test('A9: a waypoint knows who calls', () => {
    const shops = (its: string): string =>
      object(
        'AuthorizationPolicy',
        'shops',
        `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }]\n  rules: [{ from: [{ source: { namespaces: [${its}] } }] }]`,
      );
    assert.match(to(world(external, shops('shop'))), /gateway$/);
    assert.match(to(world(external, shops('billing'))), /blocked denied$/);
  });

  test('A10: sidecars don’t go through waypoints', () => {
    const files = together(namespace('shop', 'istio-injection: enabled'), waypoint(), external);
    assert.equal(to(files), `sidecar outbound|80||${api} > direct`);
  });
});
