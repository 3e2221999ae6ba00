import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  egressPort,
  entry,
  fromAll,
  hostname,
  http80,
  kubernetesGateway,
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
import { inShort, traced } from '../../traced';

const api = 'api.example.com';
const url = `http://${api}/`;
const http = listener('HTTP', 80);
const version = (files: string, kind: string, apiVersion: string): string =>
  files.replaceAll(new RegExp(`apiVersion: .*\nkind: ${kind}\n`, 'g'), `apiVersion: ${apiVersion}\nkind: ${kind}\n`);

/** Both legs by routes of a kind, through a listener. */
const design = (kind: string, own: string, port: string, number: number, hostnames = api): string =>
  together(
    entry(api, port),
    kubernetesGateway(own),
    kubernetesRoute(kind, 'to-gateway', toEntry(api), sendTo(egressPort(number)), { hostnames }),
    kubernetesRoute(kind, 'from-gateway', toEgress(), sendTo(hostname(api, number)), { hostnames }),
  );

describe('versions of the Gateway API', () => {
  const passthrough = listener('TLS', 443, 'tls: { mode: Passthrough }');
  const designs = {
    Gateway: [design('HTTPRoute', http, http80, 80), url, ['v1', 'v1beta1']],
    HTTPRoute: [design('HTTPRoute', http, http80, 80), url, ['v1', 'v1beta1']],
    GRPCRoute: [design('GRPCRoute', http, http80, 80), url, ['v1']],
    TLSRoute: [design('TLSRoute', passthrough, tls443, 443), `https://${api}/`, ['v1', 'v1alpha3', 'v1alpha2']],
    TCPRoute: [design('TCPRoute', listener('TCP', 5432), tcp5432, 5432, ''), `tcp://${api}:5432`, ['v1', 'v1alpha2']],
  } as const;
  for (const [kind, [files, to, versions]] of Object.entries(designs))
    test(`4.1 ${kind}: every version that is served means the same`, () => {
      for (const it of versions)
        assert.match(
          inShort(traced(version(files, kind, `gateway.networking.k8s.io/${it}`), 'shop', to)),
          /^sidecar \S*egress-istio\S* > gateway \S+ > gateway$/,
          it,
        );
    });

  const policy = object(
    'BackendTLSPolicy',
    'outside',
    `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }]\n  validation: { hostname: ${api}, wellKnownCACertificates: System }`,
  );

  test('4.1 BackendTLSPolicy: v1, and v1alpha3 as well', () => {
    for (const it of ['v1', 'v1alpha3']) {
      const files = version(together(entry(api), policy), 'BackendTLSPolicy', `gateway.networking.k8s.io/${it}`);
      assert.equal(inShort(traced(files, 'shop', url)), `sidecar outbound|80||${api} SIMPLE(${api}) > direct`);
    }
  });

  test('4.1 ReferenceGrant: v1 and v1beta1', () => {
    const grant = object(
      'ReferenceGrant',
      'grant',
      '  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]\n  to: [{ group: "", kind: Service }]',
      'billing',
    );
    const files = together(
      design('HTTPRoute', http, http80, 80).replace(
        sendTo(hostname(api)),
        sendTo('{ name: cache, namespace: billing, port: 80 }'),
      ),
      object('Service', 'cache', '  ports: [{ port: 80, name: http }]', 'billing'),
    );
    assert.equal(traced(files, 'shop', url).verdict, 'failed');
    for (const it of ['v1', 'v1beta1'])
      assert.equal(
        traced(together(files, version(grant, 'ReferenceGrant', `gateway.networking.k8s.io/${it}`)), 'shop', url)
          .verdict,
        'mesh',
      );
  });

  test('4.1 ListenerSet: v1; an XListenerSet is nothing any more', () => {
    const set = object('ListenerSet', 'more', `  parentRef: { name: egress, namespace: infra }\n  listeners:\n${http}`);
    const files = (own: string): string =>
      together(
        entry(api),
        kubernetesGateway(
          listener('HTTP', 8080),
          '  gatewayClassName: istio\n  allowedListeners: { namespaces: { from: All } }',
        ),
        own,
        kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
        kubernetesRoute('HTTPRoute', 'from-gateway', '{ kind: ListenerSet, name: more }', sendTo(hostname(api))),
      );
    assert.equal(traced(files(set), 'shop', url).verdict, 'gateway');
    const old = version(
      set.replace('ListenerSet', 'XListenerSet'),
      'XListenerSet',
      'gateway.networking.x-k8s.io/v1alpha1',
    );
    assert.equal(traced(files(old), 'shop', url).cause?.reason, 'no-cluster');
  });

  test('4.1 XBackend: not without a switch of istiod’s', () => {
    const files = together(
      entry(api),
      kubernetesRoute(
        'HTTPRoute',
        'route',
        toEntry(api),
        sendTo('{ group: gateway.networking.x-k8s.io, kind: XBackend, name: api }'),
      ),
    );
    assert.equal(inShort(traced(files, 'shop', url)), 'sidecar UnknownService > failed no-cluster');
    assert.deepEqual(reported(files, 'HTTPRoute', 'route'), [
      'ServiceEntry/shop/api-example-com: ResolvedRefs InvalidKind',
    ]);
  });
});

describe('what Istio makes for a Kubernetes Gateway', () => {
  /** Whether a Service of that name leads to the gateway. */
  const leads = (name: string, gateway: string): boolean => {
    const files = together(
      entry(api),
      gateway,
      kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(`{ name: ${name}, namespace: infra, port: 80 }`)),
      kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(hostname(api)), { hostnames: api }),
    );
    const answer = traced(files, 'shop', url);
    assert.ok(answer.verdict === 'gateway' || answer.cause?.reason === 'no-cluster', inShort(answer));
    return answer.verdict === 'gateway';
  };
  const ofClass = (name: string, metadata = '', more = ''): string =>
    kubernetesGateway(http, `  gatewayClassName: ${name}${more}`, metadata);

  test('4.5 istio: a Service called like the Gateway and its class', () => {
    assert.ok(leads('egress-istio', ofClass('istio')));
    assert.ok(!leads('egress', ofClass('istio')));
  });

  test('4.5 other class: the same for a GatewayClass of Istio’s controller, and nothing for another’s', () => {
    const declared = (controller: string): string =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: { name: own }\nspec: { controllerName: ${controller} }\n`;
    const istios = together(ofClass('own'), declared('istio.io/gateway-controller'));
    assert.ok(leads('egress-own', istios));
    assert.deepEqual(reported(istios, 'KubernetesGateway', 'egress'), ['fine', 'http-80: fine']);
    const others = together(ofClass('own'), declared('example.com/controller'));
    assert.deepEqual(reported(others, 'KubernetesGateway', 'egress'), []);
  });

  test('4.5 istio-remote: nothing, and its routes are nobody’s', () => {
    assert.ok(!leads('egress-istio-remote', ofClass('istio-remote')));
    const files = together(
      ofClass('istio-remote'),
      kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(hostname(api))),
    );
    assert.deepEqual(reported(files, 'KubernetesGateway', 'egress'), ['fine']);
    assert.deepEqual(reported(files, 'HTTPRoute', 'from-gateway'), []);
  });

  test('4.5 istio-waypoint: a Service called like the Gateway', () => {
    const waypoint = (name: string): string =>
      together(
        entry(api),
        ofClass('istio-waypoint').replace(http, listener('HBONE', 15008)),
        kubernetesRoute('HTTPRoute', 'route', toEntry(api), sendTo(`{ name: ${name}, namespace: infra, port: 15008 }`)),
      );
    assert.equal(
      inShort(traced(waypoint('egress-istio-waypoint'), 'shop', url)),
      'sidecar outbound|15008||egress-istio-waypoint.infra.svc.cluster.local > failed no-cluster',
    );
    assert.notEqual(traced(waypoint('egress'), 'shop', url).cause?.reason, 'no-cluster');
  });

  test('4.5 istio-east-west: a Service called like the Gateway', () => {
    const eastWest = ofClass('istio-east-west');
    assert.ok(leads('egress', eastWest));
    assert.ok(!leads('egress-istio-east-west', eastWest));
  });

  test('4.5 name-override: another name', () => {
    const named = ofClass('istio', 'annotations: { gateway.istio.io/name-override: way-out }');
    assert.ok(leads('way-out', named));
    assert.ok(!leads('egress-istio', named));
  });

  test('4.5 service-account: the one whose name its certificate has', () => {
    const called = (metadata: string): readonly string[] => {
      const files = together(
        entry(api),
        ofClass('istio', metadata),
        object(
          'DestinationRule',
          'hop',
          `  host: egress-istio.infra.svc.cluster.local\n  trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: ${api} } }`,
          'infra',
        ),
        kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
      );
      return traced(files, 'shop', url).hops[0]?.branches[0]?.tls?.sans ?? [];
    };
    assert.deepEqual(called(''), ['spiffe://cluster.local/ns/infra/sa/egress-istio']);
    assert.deepEqual(called('annotations: { gateway.istio.io/service-account: outside }'), [
      'spiffe://cluster.local/ns/infra/sa/outside',
    ]);
  });

  test('4.5 service-type: whatever it is, inside the mesh it leads to the gateway', () => {
    for (const type of ['ClusterIP', 'LoadBalancer'])
      assert.ok(leads('egress-istio', ofClass('istio', `annotations: { networking.istio.io/service-type: ${type} }`)));
  });

  test('4.5 parametersRef: a ConfigMap', () => {
    const parameters = (kind: string, group = '""'): string[] =>
      reported(
        ofClass(
          'istio',
          '',
          `\n  infrastructure: { parametersRef: { group: ${group}, kind: ${kind}, name: options } }`,
        ),
        'KubernetesGateway',
        'egress',
      );
    assert.deepEqual(parameters('ConfigMap'), ['fine', 'http-80: fine']);
    assert.deepEqual(parameters('Options', 'example.com'), ['Accepted InvalidParameters', 'http-80: fine']);
  });
});

describe('what Istio reports', () => {
  const files = design('HTTPRoute', http, http80, 80);

  test('4.7 routes Accepted: the best of the listeners that a parent means decides', () => {
    const two = files.replace(http, listener('TCP', 5432) + http);
    assert.deepEqual(reported(two, 'HTTPRoute', 'from-gateway'), ['Gateway/infra/egress: fine']);
    const none = two.replace(http, '');
    assert.deepEqual(reported(none, 'HTTPRoute', 'from-gateway'), [
      'Gateway/infra/egress: Accepted NotAllowedByListeners',
    ]);
  });

  test('4.7 routes ResolvedRefs: what Istio does not know leaves the route out', () => {
    const bad = (rules: string): string => files.replace(sendTo(hostname(api)), rules);
    const filter = `[{ filters: [{ type: ExtensionRef, extensionRef: { group: example.com, kind: Filter, name: own } }], backendRefs: [${hostname(api)}] }]`;
    const match = `[{ matches: [{ path: { type: Glob, value: /v1 } }], backendRefs: [${hostname(api)}] }]`;
    for (const [rules, reason] of [
      [filter, 'InvalidFilter'],
      [match, 'InvalidConfiguration'],
    ] as const) {
      assert.deepEqual(reported(bad(rules), 'HTTPRoute', 'from-gateway'), [
        `Gateway/infra/egress: ResolvedRefs ${reason}`,
      ]);
      assert.equal(traced(bad(rules), 'shop', url).cause?.reason, 'no-route');
    }
  });

  test('4.7 Gateway: it is accepted while one of its listeners is good, and tells of its own certificate', () => {
    const client = (kind: string): string =>
      kubernetesGateway(
        http,
        `  gatewayClassName: istio\n  tls: { backend: { clientCertificateRef: { kind: ${kind}, name: own } } }`,
      );
    assert.deepEqual(reported(client('Secret'), 'KubernetesGateway', 'egress'), ['fine', 'http-80: fine']);
    assert.deepEqual(reported(client('ConfigMap'), 'KubernetesGateway', 'egress'), [
      'ResolvedRefs InvalidClientCertificateRef',
      'http-80: fine',
    ]);
    const bad = listener('http', 8080);
    assert.deepEqual(reported(kubernetesGateway(bad + http), 'KubernetesGateway', 'egress').slice(0, 1), ['fine']);
    assert.deepEqual(reported(kubernetesGateway(bad), 'KubernetesGateway', 'egress').slice(0, 1), [
      'Accepted ListenersNotValid',
    ]);
  });

  test('4.7 listener: each of its conditions has its own reason', () => {
    const lost = kubernetesGateway(http + listener('TCP', 80));
    assert.deepEqual(reported(lost, 'KubernetesGateway', 'egress').slice(-1), [
      'tcp-80: Accepted ProtocolConflict, Conflicted ProtocolConflict, Programmed ProtocolConflict',
    ]);
    const foreign = listener(
      'HTTPS',
      443,
      'tls: { mode: Terminate, certificateRefs: [{ name: cert, namespace: shop }] }',
      fromAll,
    );
    assert.deepEqual(reported(kubernetesGateway(foreign), 'KubernetesGateway', 'egress').slice(-1), [
      'https-443: Accepted NoValidCACertificate, Programmed Invalid, ResolvedRefs RefNotPermitted',
    ]);
  });

  test('4.7 BackendTLSPolicy: of each target whether it is one, and of all whether the CA is', () => {
    const target = (name: string): string => `{ group: networking.istio.io, kind: ServiceEntry, name: ${name} }`;
    const policy = object(
      'BackendTLSPolicy',
      'outside',
      `  targetRefs: [${target('api-example-com')}, ${target('nobody')}]\n  validation: { hostname: ${api}, caCertificateRefs: [{ group: "", kind: Secret, name: ca }] }`,
    );
    assert.deepEqual(reported(together(entry(api), policy), 'BackendTLSPolicy', 'outside'), [
      'ServiceEntry/shop/api-example-com: Accepted NoValidCACertificate, ResolvedRefs InvalidKind',
      'ServiceEntry/shop/nobody: Accepted TargetNotFound, ResolvedRefs InvalidKind',
    ]);
  });
});
