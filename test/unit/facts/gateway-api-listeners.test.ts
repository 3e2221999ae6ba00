import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { statusOf } from '../../../server/src/mesh/gateway-api/status/status';
import {
  egressPort,
  entry,
  gateway,
  gatewayService,
  hostname,
  http80,
  httpTo,
  kubernetesGateway,
  kubernetesGatewayService,
  kubernetesRoute,
  listener,
  object,
  routes,
  sendTo,
  server,
  tcp5432,
  tls443,
  toEgress,
  toEntry,
  together,
} from '../../manifests';
import { reported } from '../../reported';
import { inShort, leftOut, meshOf, placesInShort, traced } from '../../traced';

const api = 'api.example.com';
const url = `http://${api}/`;
const mesh = 'tls: { mode: Terminate, options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL } }';
const passthrough = 'tls: { mode: Passthrough }';
const certificate = 'tls: { mode: Terminate, certificateRefs: [{ name: cert }] }';

/** What sidecars do with the Service of the gateway. */
const hop = (tls: string): string =>
  object(
    'DestinationRule',
    'hop',
    `  host: ${kubernetesGatewayService}\n  trafficPolicy: { tls: { mode: ${tls} } }`,
    'infra',
  );
const meshHop = hop(`ISTIO_MUTUAL, sni: ${api}`);

const ports = `${http80}, ${tls443}, ${tcp5432}`;
const kinds = { HTTPRoute: 80, GRPCRoute: 80, TLSRoute: 443, TCPRoute: 5432 } as const;
const calls = { HTTPRoute: url, GRPCRoute: url, TLSRoute: `https://${api}/`, TCPRoute: `tcp://${api}:5432` } as const;

/** Both legs by a kind of route, to a port of the gateway with that listener. */
function design(listeners: string, port: number, onTo: keyof typeof kinds = 'HTTPRoute', from = onTo): string {
  const named = { hostnames: api };
  return together(
    entry(api, ports),
    kubernetesGateway(listeners),
    kubernetesRoute(from, 'to-gateway', toEntry(api), sendTo(egressPort(port)), from === 'TLSRoute' ? named : {}),
    kubernetesRoute(
      onTo,
      'from-gateway',
      toEgress(),
      sendTo(hostname(api, kinds[onTo])),
      onTo === 'TCPRoute' ? {} : named,
    ),
  );
}

const ending = (source: string, to: string = url): string =>
  inShort(traced(source, 'shop', to))
    .split(' > ')
    .slice(1)
    .join(' > ');
const gatewayTo = (port: number): string => `gateway outbound|${port}||${api} > gateway`;
const of = (source: string): string[] => reported(source, 'KubernetesGateway', 'egress');

describe('listeners of a Kubernetes Gateway', () => {
  test('L1: each protocol has its kinds of routes', () => {
    const allowed = {
      HTTP: ['', ['HTTPRoute', 'GRPCRoute']],
      HTTPS: [certificate, ['HTTPRoute', 'GRPCRoute']],
      TLS: [passthrough, ['TLSRoute']],
      TCP: ['', ['TCPRoute']],
    } as const;
    for (const [protocol, [tls, expected]] of Object.entries(allowed))
      for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
        const files = design(listener(protocol, 443, tls), 443, kind, 'HTTPRoute');
        const isTaken = (expected as readonly string[]).includes(kind);
        assert.deepEqual(
          reported(files, kind, 'from-gateway'),
          [`Gateway/infra/egress: ${isTaken ? 'fine' : 'Accepted NotAllowedByListeners'}`],
          `${kind} on ${protocol}`,
        );
      }
    const ends = design(listener('TLS', 443, mesh), 443, 'TCPRoute', 'HTTPRoute');
    assert.equal(ending(together(ends, meshHop)), gatewayTo(5432));
  });

  test('L1: a kind that its protocol does not have is reported at the listener', () => {
    const files = design(
      listener('HTTP', 80, '', 'allowedRoutes: { namespaces: { from: All }, kinds: [{ kind: TLSRoute }] }'),
      80,
    );
    assert.deepEqual(of(files), ['fine', 'http-80: ResolvedRefs InvalidRouteKinds']);
  });

  test('L2: a protocol in small letters is none, and is only reported; UDP neither', () => {
    for (const [protocol, reason] of [
      ['Http', 'no-listener'],
      ['http', 'no-listener'],
      ['UDP', 'no-cluster'],
    ] as const) {
      const files = design(listener(protocol, 80), 80);
      const answer = traced(files, 'shop', url);
      assert.equal(answer.cause?.reason, reason, inShort(answer));
      assert.deepEqual(of(files), [
        'Accepted ListenersNotValid',
        `${protocol.toLowerCase()}-80: Accepted UnsupportedProtocol`,
      ]);
    }
    const besideGood = design(listener('Http', 8080) + listener('HTTP', 80), 80);
    assert.deepEqual(of(besideGood), ['fine', 'http-8080: Accepted UnsupportedProtocol', 'http-80: fine']);
    assert.equal(ending(besideGood), gatewayTo(80));
  });

  test('L3: HTTPS without tls listens to nothing, of which nobody hears', () => {
    const files = design(listener('HTTPS', 443), 443);
    const answer = traced(files, 'shop', url);
    assert.equal(answer.cause?.reason, 'no-listener');
    assert.deepEqual(placesInShort(answer).slice(0, 1), ['egress spec.listeners.0']);
    assert.match(answer.hops[1]?.passedOver[0]?.text ?? '', /has no tls/);
    assert.deepEqual(of(files), ['fine', 'https-443: fine']);
  });

  test('L4: TLS is ended with a certificate, which is in a Secret; without one there is no listener', () => {
    const terminating = (tls: string, ...more: string[]): string =>
      together(design(listener('HTTPS', 443, tls), 443), hop(`SIMPLE, sni: ${api}`), ...more);
    assert.equal(ending(terminating(certificate)), gatewayTo(80));
    const inConfigMap = terminating(
      'tls: { mode: Terminate, certificateRefs: [{ group: "", kind: ConfigMap, name: cert }] }',
    );
    const answer = traced(inConfigMap, 'shop', url);
    assert.equal(answer.cause?.reason, 'no-listener', inShort(answer));
    assert.deepEqual(placesInShort(answer)[0], 'egress spec.listeners.0');
    assert.deepEqual(of(inConfigMap), [
      'Accepted ListenersNotValid',
      'https-443: Programmed Invalid, ResolvedRefs InvalidCertificateRef',
    ]);
  });

  test('L4: it is passed on for TLS only', () => {
    assert.equal(ending(design(listener('TLS', 443, passthrough), 443, 'TLSRoute'), calls.TLSRoute), gatewayTo(443));
    const https = traced(design(listener('HTTPS', 443, passthrough), 443), 'shop', url);
    assert.equal(https.cause?.reason, 'no-listener');
  });

  test('L5: the option ISTIO_MUTUAL ends the TLS of the mesh, without a certificate of its own', () => {
    const files = design(listener('HTTPS', 443, mesh), 443);
    assert.equal(ending(together(files, meshHop)), gatewayTo(80));
    assert.equal(traced(files, 'shop', url).cause?.reason, 'tls-error');
    assert.deepEqual(of(files), ['fine', 'https-443: fine']);
    const mutual = certificate.replace('] }', '], options: { gateway.istio.io/tls-terminate-mode: MUTUAL } }');
    const asksForClients = together(design(listener('HTTPS', 443, mutual), 443), hop(`SIMPLE, sni: ${api}`));
    assert.equal(traced(asksForClients, 'shop', url).cause?.reason, 'mtls-error');
  });

  test('L6: certificates of clients are asked for by the Gateway', () => {
    const frontend = (kind: string): string =>
      together(
        design(listener('HTTPS', 443, certificate), 443).replace(
          '  gatewayClassName: istio',
          `  gatewayClassName: istio\n  tls: { frontend: { default: { validation: { caCertificateRefs: [{ group: "", kind: ${kind}, name: ca }] } } } }`,
        ),
        hop(`SIMPLE, sni: ${api}`),
      );
    assert.equal(traced(frontend('ConfigMap'), 'shop', url).cause?.reason, 'mtls-error');
    assert.deepEqual(of(frontend('ConfigMap')), ['fine', 'https-443: fine']);
    assert.equal(traced(frontend('Service'), 'shop', url).cause?.reason, 'no-listener');
    assert.deepEqual(of(frontend('Service')), [
      'Accepted ListenersNotValid',
      'https-443: Accepted NoValidCACertificate, Programmed Invalid, ResolvedRefs InvalidCACertificateKind',
    ]);
  });

  test('L6: those of another namespace want a ReferenceGrant for all ConfigMaps there, and that they may be missing is told', () => {
    const frontend = (mode: string, ...more: string[]): string =>
      together(
        kubernetesGateway(
          listener('HTTPS', 443, certificate),
          `  gatewayClassName: istio\n  tls: { frontend: { default: { validation: { mode: ${mode}, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca, namespace: billing }] } } } }`,
        ),
        ...more,
      );
    const grant = (to: string): string =>
      object(
        'ReferenceGrant',
        'grant',
        `  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: infra }]\n  to: [{ group: "", kind: ConfigMap${to} }]`,
        'billing',
      );
    const refused = [
      'Accepted ListenersNotValid',
      'https-443: Accepted NoValidCACertificate, Programmed Invalid, ResolvedRefs RefNotPermitted',
    ];
    assert.deepEqual(of(frontend('AllowValidOnly')), refused);
    assert.deepEqual(of(frontend('AllowValidOnly', grant(', name: ca'))), refused);
    assert.deepEqual(of(frontend('AllowValidOnly', grant(''))), ['fine', 'https-443: fine']);
    const lenient = meshOf(frontend('AllowInsecureFallback', grant('')));
    const [own] = lenient
      .named('KubernetesGateway', 'egress')
      .flatMap((it) => statusOf(lenient, it).filter((c) => c.type === 'InsecureFrontendValidationMode'));
    assert.equal(own?.reason, 'ConfigurationChanged');
  });

  test('L7: the first of two listeners on a port stays; those for HTTP, HTTPS or TLS have it by their names', () => {
    const second = (own: string, other: string): string[] =>
      of(design(listener(...(own.split(' ') as [string, number & string])) + other, 80)).slice(-1);
    assert.deepEqual(second('HTTP 80', listener('TCP', 80 as number, '')), [
      'tcp-80: Accepted ProtocolConflict, Conflicted ProtocolConflict, Programmed ProtocolConflict',
    ]);
    const names = listener('HTTPS', 443, `hostname: a.example.com, ${certificate}`);
    const conflicting = design(
      names + listener('TLS', 443, `hostname: a.example.com, ${passthrough}`),
      443,
      'TLSRoute',
    );
    assert.deepEqual(of(conflicting).slice(-1), [
      'tls-443: Accepted ProtocolConflict, Conflicted ProtocolConflict, Programmed ProtocolConflict',
    ]);
    const besides = design(names + listener('TLS', 443, `hostname: ${api}, ${passthrough}`), 443, 'TLSRoute');
    assert.deepEqual(of(besides).slice(-1), ['tls-443: fine']);
    assert.equal(ending(besides, calls.TLSRoute), gatewayTo(443));
    const twice = of(design(listener('HTTP', 80) + listener('HTTP', 80).replace('http-80', 'again'), 80));
    assert.deepEqual(twice.slice(-1), [
      'again: Accepted HostnameConflict, Conflicted HostnameConflict, Programmed HostnameConflict',
    ]);
  });

  test('L7: a listener that lost listens to nothing', () => {
    const tcp = design(listener('HTTP', 80) + listener('TCP', 80), 80, 'TCPRoute');
    const answer = traced(tcp, 'shop', calls.TCPRoute);
    assert.equal(answer.cause?.reason, 'protocol-error', inShort(answer));
    assert.ok(leftOut(answer).includes('L7 egress spec.listeners.1'), leftOut(answer).join());
    assert.deepEqual(reported(tcp, 'TCPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NotAllowedByListeners',
    ]);
  });

  const pods = object(
    'Deployment',
    'way-out',
    '  template:\n    metadata: { labels: { app: way-out }, annotations: { inject.istio.io/templates: gateway } }',
    'infra',
  );
  const service = (port: number, namespace = 'infra'): string =>
    object(
      'Service',
      'way-out',
      `  selector: { app: way-out }\n  ports: [{ port: ${port}, name: http, targetPort: 8080 }]`,
      namespace,
    );
  const addressed = (address: string, port: number, ...more: string[]): string =>
    together(
      design(listener('HTTP', port), port)
        .replace('  gatewayClassName: istio', `  gatewayClassName: istio\n  addresses: [${address}]`)
        .replaceAll('egress-istio', 'way-out'),
      ...more,
    );

  test('L8: with an address of type Hostname the Service that it names is used, and none is made', () => {
    const own = '{ type: Hostname, value: way-out.infra.svc.cluster.local }';
    const files = addressed(own, 80, pods, service(80));
    assert.equal(
      inShort(traced(files, 'shop', url)),
      `sidecar outbound|80||way-out.infra.svc.cluster.local > ${gatewayTo(80)}`,
    );
    assert.deepEqual(of(files), ['fine', 'http-80: fine']);
    assert.equal(ending(addressed('{ type: Hostname, value: way-out }', 80, pods, service(80))), gatewayTo(80));
    const elsewhere = addressed(own.replace('infra', 'shop'), 80, pods, service(80), service(80, 'shop'));
    assert.deepEqual(of(elsewhere), ['Programmed AddressNotUsable', 'http-80: fine']);
  });

  test('L8: where no Service is made, an annotation for it is out of place', () => {
    const files = addressed('{ type: Hostname, value: way-out }', 80, pods, service(80)).replace(
      'name: egress, namespace: infra }',
      'name: egress, namespace: infra, annotations: { networking.istio.io/service-type: ClusterIP } }',
    );
    assert.deepEqual(of(files), ['Accepted DeprecatedField', 'http-80: fine']);
  });

  test('L8: a port that the Service lacks is listened to by nobody', () => {
    const files = addressed('{ type: Hostname, value: way-out }', 8443, pods, service(80));
    assert.deepEqual(of(files), ['Programmed AddressNotUsable', 'http-8443: fine']);
    assert.equal(ending(files), 'failed no-cluster');
  });

  test('L8: of two of its ports that lead to one port of the pods, the first counts', () => {
    const both = service(80).replace('}]', '}, { port: 8081, name: other, targetPort: 8080 }]');
    const files = (port: number): string =>
      addressed('{ type: Hostname, value: way-out }', port, pods, both.replace('name: http', 'name: first'));
    assert.equal(ending(files(80)), gatewayTo(80));
    assert.equal(traced(files(8081), 'shop', url).cause?.reason, 'no-listener');
  });

  test('L8: an IP address is asked for at the Service that Istio makes; other kinds of addresses it can’t use', () => {
    const address = design(listener('HTTP', 80), 80).replace(
      '  listeners',
      '  addresses: [{ value: 192.0.2.7 }]\n  listeners',
    );
    assert.equal(ending(address), gatewayTo(80));
    const named = address.replace('{ value', '{ type: NamedAddress, value');
    assert.deepEqual(of(named), ['Accepted UnsupportedAddress, Programmed UnsupportedAddress']);
    const set = object(
      'ListenerSet',
      'more',
      `  parentRef: { name: egress }\n  listeners:\n${listener('HTTP', 81)}`,
      'infra',
    );
    const open = named.replace('  listeners', '  allowedListeners: { namespaces: { from: Same } }\n  listeners');
    assert.deepEqual(reported(together(open, set), 'ListenerSet', 'more'), [
      'Accepted UnsupportedAddress, Programmed UnsupportedAddress',
    ]);
    assert.deepEqual(reported(named, 'HTTPRoute', 'from-gateway'), []);
    const beside = addressed(
      '{ type: Hostname, value: way-out }, { type: IPAddress, value: 192.0.2.7 }',
      80,
      pods,
      service(80),
    );
    assert.deepEqual(of(beside), ['Accepted UnsupportedAddress', 'http-80: fine']);
    assert.equal(ending(beside), gatewayTo(80));
  });
});

describe('what else is on the pods of a Kubernetes Gateway', () => {
  /** An Istio Gateway that selects the pods, for another port or another host. */
  const classic = (port: number, namespace = 'infra'): string =>
    object(
      'Gateway',
      'classic',
      `  selector: { gateway.networking.k8s.io/gateway-name: egress }\n  servers:\n${server(`{ number: ${port}, name: http, protocol: HTTP }`, 'www.example.com')}`,
      namespace,
    );
  const host = 'www.example.com';
  const files = (port: number, ofClassic: string, namespace: string): string =>
    together(
      entry(host),
      kubernetesGateway(listener('HTTP', 80, `hostname: ${api}`)),
      ofClassic,
      kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(host), sendTo(egressPort(port))),
      routes(host, `  gateways: [${namespace}/classic]\n${httpTo(host)}`),
    );
  const called = (source: string): string => ending(source, `http://${host}/`);

  test('G4: an Istio Gateway of the same namespace, and of no other', () => {
    assert.equal(called(files(80, classic(80), 'infra')), `gateway outbound|80||${host} > gateway`);
    const answer = traced(files(80, classic(80, 'shop'), 'shop'), 'shop', `http://${host}/`);
    assert.equal(answer.cause?.reason, 'no-route', inShort(answer));
    assert.ok(leftOut(answer).includes('G4 classic metadata.namespace'), leftOut(answer).join());
  });

  test('G4: pods that Istio does not make have those of all namespaces', () => {
    const own = together(
      entry(host),
      gateway(server(http80, host)),
      object(
        'KubernetesGateway',
        'egress',
        `  gatewayClassName: istio\n  addresses: [{ type: Hostname, value: ${gatewayService} }]\n  listeners:\n${listener('HTTP', 80, `hostname: ${api}`)}`,
        'istio-system',
      ),
      routes(
        host,
        `  gateways: [mesh, egress]\n  http:\n  - match: [{ gateways: [mesh] }]\n    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]\n  - match: [{ gateways: [egress] }]\n    route: [{ destination: { host: ${host}, port: { number: 80 } } }]`,
      ),
    );
    assert.equal(called(own), `gateway outbound|80||${host} > gateway`);
  });

  test('G4: a listener is on the ports of its own Service only', () => {
    assert.equal(ending(design(listener('HTTP', 80), 8080)), 'failed no-cluster');
    const withOwnService = together(
      design(listener('HTTP', 8080), 80),
      object(
        'Service',
        'egress-istio',
        '  selector: { gateway.networking.k8s.io/gateway-name: egress }\n  ports: [{ port: 80, name: http, targetPort: 8080 }]',
        'infra',
      ),
    );
    const answer = traced(withOwnService, 'shop', url);
    assert.equal(answer.cause?.reason, 'no-listener', inShort(answer));
  });
});
