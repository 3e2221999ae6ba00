import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  egressPort,
  entry,
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
const service = (name: string, namespace = 'shop'): string =>
  object('Service', name, '  ports: [{ port: 80, name: http }]', namespace);
const backend = (fields: string): string => `{ ${fields} }`;

/** A route for sidecars that sends there. */
const onSidecar = (to: string, kind = 'HTTPRoute'): string =>
  together(
    entry(api, `${http80}, ${tls443}, ${tcp5432}`),
    kubernetesRoute(kind, 'route', toEntry(api), sendTo(to), { hostnames: kind === 'TLSRoute' ? api : '' }),
  );

/** A route for the gateway that sends there, of a request that comes to it. */
const onGateway = (to: string, namespace = 'shop'): string =>
  together(
    entry(api),
    kubernetesGateway(listener('HTTP', 80)),
    kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
    kubernetesRoute('HTTPRoute', 'route', toEgress(), sendTo(to), { namespace, hostnames: api }),
  );

const ofGateway = (source: string): string => inShort(traced(source, 'shop', url)).replace(`${leg} > `, '');
const grant = (from: string, to: string, namespace = 'billing'): string =>
  object(
    'ReferenceGrant',
    'grant',
    `  from: [{ group: gateway.networking.k8s.io, ${from} }]\n  to: [{ group: "", ${to} }]`,
    namespace,
  );

describe('where a route sends to', () => {
  test('B1: a Service by its own name; with a dot in it, or without a port, the whole route is left out', () => {
    const cache = backend('name: cache, port: 80');
    const found = together(onSidecar(cache), service('cache'));
    assert.equal(inShort(traced(found, 'shop', url)), 'sidecar outbound|80||cache.shop.svc.cluster.local > mesh');
    for (const [bad, at] of [
      ['name: cache.shop, port: 80', 'name'],
      ['name: cache', ''],
    ] as const) {
      const place = `B1 route spec.rules.0.backendRefs.0${at && `.${at}`}`;
      const sidecar = traced(onSidecar(backend(bad)), 'shop', url);
      assert.equal(inShort(sidecar), direct);
      assert.ok(leftOut(sidecar).includes(place), leftOut(sidecar).join());
      const atGateway = traced(onGateway(backend(bad)), 'shop', url);
      assert.equal(inShort(atGateway), `${leg} > gateway > failed no-route`);
      assert.ok(leftOut(atGateway).includes(place), leftOut(atGateway).join());
      assert.deepEqual(reported(onGateway(backend(bad)), 'HTTPRoute', 'route'), [
        'Gateway/infra/egress: ResolvedRefs InvalidDestination',
      ]);
    }
  });

  test('B1: one such rule takes the others of its route with it', () => {
    const rules = `[{ matches: [{ path: { value: /v1 } }], backendRefs: [${hostname(api)}] }, { backendRefs: [{ name: cache }] }]`;
    const files = together(
      entry(api),
      entry('other.example.com'),
      kubernetesRoute('HTTPRoute', 'route', toEntry(api), rules.replace(api, 'other.example.com')),
    );
    assert.equal(inShort(traced(files, 'shop', `${url}v1`)), direct);
  });

  test('B1: of a Service that is not there the cluster is used all the same, and is none', () => {
    const files = together(onSidecar(backend('name: cache, port: 80')), service('other'));
    const answer = traced(files, 'shop', url);
    assert.equal(inShort(answer), 'sidecar outbound|80||cache.shop.svc.cluster.local > failed no-cluster');
    assert.deepEqual(placesInShort(answer), ['route spec.rules.0.backendRefs.0']);
    assert.deepEqual(reported(files, 'HTTPRoute', 'route'), [
      'ServiceEntry/shop/api-example-com: ResolvedRefs BackendNotFound',
    ]);
  });

  test('B1: of a copy to a Service that is not there an HTTPRoute is rid, and a GRPCRoute is left out whole', () => {
    const files = (kind: string): string =>
      together(
        entry(api),
        service('cache'),
        kubernetesRoute(
          kind,
          'route',
          toEntry(api),
          '[{ filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: nobody, port: 80 } } }], backendRefs: [{ name: cache, port: 80 }] }]',
        ),
      );
    const cache = 'sidecar outbound|80||cache.shop.svc.cluster.local > mesh';
    for (const [kind, expected] of [
      ['HTTPRoute', cache],
      ['GRPCRoute', direct],
    ] as const) {
      const answer = traced(files(kind), 'shop', url);
      assert.equal(inShort(answer), expected);
      assert.deepEqual(answer.hops[0]?.mirrors, []);
      assert.deepEqual(reported(files(kind), kind as 'HTTPRoute', 'route'), [
        'ServiceEntry/shop/api-example-com: ResolvedRefs BackendNotFound',
      ]);
    }
  });

  test('B2: a Hostname is one of the route’s own namespace; of another it is reported as missing, and used', () => {
    const files = (namespace: string): string =>
      together(onGateway(hostname(api), namespace), entry('other.example.com', http80, 'resolution: DNS', 'infra'));
    assert.deepEqual(reported(files('shop'), 'HTTPRoute', 'route'), ['Gateway/infra/egress: fine']);
    assert.deepEqual(reported(files('infra'), 'HTTPRoute', 'route'), [
      'Gateway/infra/egress: ResolvedRefs BackendNotFound',
    ]);
    for (const namespace of ['shop', 'infra'])
      assert.equal(ofGateway(files(namespace)), `gateway outbound|80||${api} > gateway`);
  });

  test('B2: it has no namespace: with its own the route is left out, with another it wants a ReferenceGrant', () => {
    const named = (namespace: string): string => hostname(api).replace(' }', `, namespace: ${namespace} }`);
    assert.equal(inShort(traced(onSidecar(named('billing')), 'shop', url)), direct);
    assert.equal(ofGateway(onGateway(named('shop'))), 'gateway > failed no-route');
    assert.deepEqual(reported(onGateway(named('shop')), 'HTTPRoute', 'route'), [
      'Gateway/infra/egress: ResolvedRefs InvalidDestination',
    ]);
    const foreign = traced(onGateway(named('billing')), 'shop', url);
    assert.equal(inShort(foreign), `${leg} > gateway UnknownService > failed no-cluster`);
    assert.deepEqual(reported(onGateway(named('billing')), 'HTTPRoute', 'route'), [
      'Gateway/infra/egress: ResolvedRefs RefNotPermitted',
    ]);
  });

  test('B2: it may be the host of a Service too', () => {
    const host = 'cache.shop.svc.cluster.local';
    const files = together(onSidecar(hostname(host)), service('cache'));
    assert.equal(inShort(traced(files, 'shop', url)), `sidecar outbound|80||${host} > mesh`);
    assert.deepEqual(reported(files, 'HTTPRoute', 'route'), ['ServiceEntry/shop/api-example-com: fine']);
  });

  test('B3: a gateway’s route sends to another namespace only if a ReferenceGrant there lets it', () => {
    const cache = backend('name: cache, namespace: billing, port: 80');
    const files = (...more: string[]): string => together(onGateway(cache), service('cache', 'billing'), ...more);
    const answer = traced(files(), 'shop', url);
    assert.equal(inShort(answer), `${leg} > gateway UnknownService > failed no-cluster`);
    assert.deepEqual(placesInShort(answer), [
      'route spec.rules.0.backendRefs.0',
      'route spec.rules.0.backendRefs.0.namespace',
    ]);
    assert.deepEqual(reported(files(), 'HTTPRoute', 'route'), ['Gateway/infra/egress: ResolvedRefs RefNotPermitted']);
    const granted = 'gateway outbound|80||cache.billing.svc.cluster.local > mesh';
    const refused = 'gateway UnknownService > failed no-cluster';
    const shop = 'kind: HTTPRoute, namespace: shop';
    for (const [given, expected] of [
      [grant(shop, 'kind: Service'), granted],
      [grant(shop, 'kind: Service, name: cache'), granted],
      [grant(shop, 'kind: Service, name: other'), refused],
      [grant(shop, 'kind: Secret'), refused],
      [grant('kind: GRPCRoute, namespace: shop', 'kind: Service'), refused],
      [grant('kind: HTTPRoute, namespace: infra', 'kind: Service'), refused],
      [grant(shop, 'kind: Service', 'shop'), refused],
    ] as const)
      assert.equal(ofGateway(files(given)), expected, given);
  });

  test('B4: a grant is for Services, Secrets and ConfigMaps, and from Gateways, ListenerSets and routes', () => {
    const secret = object('Secret', 'cert', '', 'billing')
      .replace('networking.istio.io/v1', 'v1')
      .replace('spec:\n', '');
    const ends = `tls: { mode: Terminate, certificateRefs: [{ name: cert, namespace: billing }] }`;
    const files = (...more: string[]): string =>
      together(kubernetesGateway(listener('HTTPS', 443, ends)), secret, ...more);
    assert.deepEqual(
      reported(files(grant('kind: Gateway, namespace: infra', 'kind: Secret')), 'KubernetesGateway', 'egress'),
      ['fine', 'https-443: fine'],
    );
    assert.deepEqual(
      reported(files(grant('kind: Gateway, namespace: infra', 'kind: Service')), 'KubernetesGateway', 'egress').at(-1),
      'https-443: Accepted NoValidCACertificate, Programmed Invalid, ResolvedRefs RefNotPermitted',
    );
    const tcp = together(
      entry(api, tcp5432),
      kubernetesGateway(listener('TCP', 5432)),
      kubernetesRoute('TCPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(5432))),
      kubernetesRoute('TCPRoute', 'route', toEgress(), sendTo(backend('name: cache, namespace: billing, port: 80'))),
      service('cache', 'billing'),
    );
    const called = (...more: string[]): string => inShort(traced(together(tcp, ...more), 'shop', `tcp://${api}:5432`));
    assert.match(called(), /> gateway UnknownService > failed no-cluster$/);
    assert.match(called(grant('kind: TCPRoute, namespace: shop', 'kind: Service')), /cache\.billing\S* > mesh$/);
  });

  test('B5: anything else is no backend', () => {
    const entryItself = backend('group: networking.istio.io, kind: ServiceEntry, name: api-example-com, port: 80');
    const answer = traced(onSidecar(entryItself), 'shop', url);
    assert.equal(inShort(answer), 'sidecar UnknownService > failed no-cluster');
    assert.deepEqual(placesInShort(answer), [
      'route spec.rules.0.backendRefs.0',
      'route spec.rules.0.backendRefs.0.kind',
    ]);
    assert.match(answer.cause?.reason === 'no-cluster' ? (answer.cause.why?.text ?? '') : '', /nothing to send to/);
    assert.deepEqual(reported(onSidecar(entryItself), 'HTTPRoute', 'route'), [
      'ServiceEntry/shop/api-example-com: ResolvedRefs InvalidKind',
    ]);
  });

  test('B6: without a backend that gets anything the answer is 500', () => {
    for (const to of [hostname(api).replace(' }', ', weight: 0 }'), ''])
      assert.equal(inShort(traced(onSidecar(to), 'shop', url)), 'sidecar > answered 500', to);
    const shared = `${hostname(api).replace(' }', ', weight: 0 }')}, ${hostname(api)}`;
    assert.equal(inShort(traced(onSidecar(shared), 'shop', url)), direct);
  });

  test('B6: an HTTPRoute without rules has one for everything, without a backend', () => {
    const files = (kind: string): string =>
      together(entry(api), object(kind, 'route', `  parentRefs: [${toEntry(api)}]`));
    assert.equal(inShort(traced(files('HTTPRoute'), 'shop', url)), 'sidecar > answered 500');
    assert.equal(inShort(traced(files('GRPCRoute'), 'shop', url)), direct);
    const templated = `${files('HTTPRoute')}  rules:
  {{- include "rules" . }}
`;
    assert.notEqual(traced(templated, 'shop', url).verdict, 'answered');
  });

  test('B6: of a TLSRoute sidecars then have nothing, and of a TCPRoute a cluster that nobody has', () => {
    const nothing = (port: number): string => hostname(api, port).replace(' }', ', weight: 0 }');
    assert.equal(
      inShort(traced(onSidecar(nothing(443), 'TLSRoute'), 'shop', `https://${api}/`)),
      `sidecar outbound|443||${api} > direct`,
    );
    const onPort = onSidecar(nothing(443), 'TLSRoute').replace('kind: ServiceEntry,', 'kind: ServiceEntry, port: 443,');
    assert.equal(inShort(traced(onPort, 'shop', `https://${api}/`)), `sidecar outbound|443||${api} > direct`);
    assert.equal(
      inShort(traced(onSidecar(nothing(5432), 'TCPRoute'), 'shop', `tcp://${api}:5432`)),
      'sidecar outbound|65535|zero-weight|internal.cluster.local > failed no-cluster',
    );
  });
});
