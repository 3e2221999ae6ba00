import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRequest } from '../../../server/src/envoy/request';
import { connectionOf, ofApplication, wrapped } from '../../../server/src/trace/traffic';
import {
  atGateway,
  clusterIn,
  dns,
  entry,
  gatewayObjects,
  type Looking,
  lookUp,
  peerAuthentication,
  pods,
  rule,
  service,
  shown,
  tls443,
  workloadEntry,
} from './clusters-world';

const host = 'api.example.com';
const name = `outbound|443||${host}`;
const api = entry('shop/api', host, dns);
const tls = (settings: string): string => `trafficPolicy: { tls: { ${settings} } }`;
/** How the proxy speaks to the outside host under a rule with these settings. */
const spoken = (settings: string, looking?: Looking) =>
  clusterIn([api, rule('shop/it', host, tls(settings))], name, looking).tls;
const egress = 'egress.istio-system.svc.cluster.local';
const account = (namespace: string, name: string): string => `spiffe://cluster.local/ns/${namespace}/sa/${name}`;

describe('TLS that a DestinationRule asks for', () => {
  test('T1: each mode, and DISABLE where none is written', () => {
    const files = 'clientCertificate: /c, privateKey: /k';
    const modes = ['mode: DISABLE', 'mode: SIMPLE', `mode: MUTUAL, ${files}`, 'mode: ISTIO_MUTUAL', 'sni: a'];
    assert.deepEqual(
      modes.map((it) => spoken(it)?.mode),
      [undefined, 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', undefined],
    );
    const { because } = lookUp([api, rule('shop/it', host, tls('mode: SIMPLE, sni: a'))], name);
    assert.deepEqual(shown(because), ['D1 it spec.host', 'T1 it spec.trafficPolicy.tls']);
  });

  test('T2: without verification no name is expected', () => {
    assert.deepEqual(spoken('mode: SIMPLE, subjectAltNames: [ a ]')?.sans, ['a']);
    assert.deepEqual(spoken('mode: SIMPLE, insecureSkipVerify: true, subjectAltNames: [ a ]')?.sans, []);
  });

  test('T3: a sidecar that may not read the credential sends plaintext', () => {
    for (const mode of ['SIMPLE', 'MUTUAL']) {
      const objects = [api, rule('shop/it', host, tls(`mode: ${mode}, credentialName: secret`))];
      const { cluster, because } = lookUp(objects, name);
      assert.equal(cluster?.tls, undefined);
      assert.equal(shown(because).at(-1), 'T3 it spec.trafficPolicy.tls.credentialName');
      assert.equal(clusterIn(objects, name, atGateway).tls?.mode, mode);
    }
  });

  test('T3: a credential in a ConfigMap is for everybody, and a workloadSelector allows one in a Secret', () => {
    assert.equal(spoken('mode: SIMPLE, credentialName: "configmap://shop/ca"')?.mode, 'SIMPLE');
    const selective = `workloadSelector: { matchLabels: { app: web } }, ${tls('mode: SIMPLE, credentialName: secret')}`;
    const objects = [api, rule('shop/it', host, selective)];
    assert.equal(clusterIn(objects, name, { labels: { app: 'web' } }).tls?.mode, 'SIMPLE');
  });

  test('T4: MUTUAL without a certificate or its key is plaintext', () => {
    for (const files of ['', ', clientCertificate: /c', ', privateKey: /k']) {
      const { cluster, because } = lookUp([api, rule('shop/it', host, tls(`mode: MUTUAL${files}`))], name);
      assert.equal(cluster?.tls, undefined);
      assert.equal(shown(because).at(-1), 'T4 it spec.trafficPolicy.tls.mode');
    }
  });

  test('T5: without an SNI of its own it is that of the request’s host, where the proxy reads HTTP', () => {
    const { sni, ...rest } = spoken('mode: SIMPLE') ?? assert.fail();
    assert.equal(sni, undefined);
    const sent = (url: string, readsHttp = true): string | undefined => {
      const request = parseRequest(url);
      assert.ok(typeof request !== 'string');
      return connectionOf(wrapped(ofApplication(request), { sni, ...rest }, readsHttp), undefined).tls?.sni;
    };
    assert.equal(sent('http://api.example.com/'), host);
    assert.equal(sent('http://api.example.com/', false), undefined);
    assert.equal(sent('tcp://api.example.com:443', false), undefined);
    assert.equal(spoken('mode: SIMPLE, sni: own')?.sni, 'own');
  });

  test('T6: names that a ServiceEntry gives are expected where the rule names none', () => {
    const objects = [entry('shop/api', host, `subjectAltNames: [ entry ], ${dns}`)];
    const sans = (settings: string) => clusterIn([...objects, rule('shop/it', host, tls(settings))], name).tls?.sans;
    assert.deepEqual(sans('mode: SIMPLE'), ['entry']);
    assert.deepEqual(sans('mode: SIMPLE, subjectAltNames: [ rule ]'), ['rule']);
    assert.deepEqual(sans('mode: SIMPLE, insecureSkipVerify: true'), []);
  });

  test('T7: the mesh’s own TLS asks for the cluster’s name, and for the accounts of the pods', () => {
    const subsets =
      'subsets: [ { name: api }, { name: named, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: a.com, subjectAltNames: [ b ] } } } ]';
    const objects = [...gatewayObjects, rule('shop/it', egress, `${tls('mode: ISTIO_MUTUAL')}, ${subsets}`)];
    const sans = [account('istio-system', 'egress-account')];
    assert.deepEqual(clusterIn(objects, `outbound|443||${egress}`).tls, {
      mode: 'ISTIO_MUTUAL',
      sni: `outbound_.443_._.${egress}`,
      sans,
    });
    assert.equal(clusterIn(objects, `outbound|443|api|${egress}`).tls?.sni, `outbound_.443_.api_.${egress}`);
    assert.deepEqual(clusterIn(objects, `outbound|443|named|${egress}`).tls, {
      mode: 'ISTIO_MUTUAL',
      sni: 'a.com',
      sans: ['b'],
    });
  });

  test('T7: accounts that a Service is annotated with are taken too', () => {
    const note = ', annotations: { alpha.istio.io/kubernetes-serviceaccounts: "one,two" }';
    const objects = [
      service('shop/back', 'ports: [ { port: 80, name: http } ]', note),
      rule('shop/back', 'back', tls('mode: ISTIO_MUTUAL')),
    ];
    const { tls: found } = clusterIn(objects, 'outbound|80||back.shop.svc.cluster.local');
    assert.deepEqual(found?.sans, [account('shop', 'one'), account('shop', 'two')]);
  });

  test('T10: the mesh’s own TLS is recognised by its ALPN, any other by none or that of HTTP/2', () => {
    const alpn = (url: string, mode: 'SIMPLE' | 'ISTIO_MUTUAL'): string | undefined => {
      const request = parseRequest(url);
      assert.ok(typeof request !== 'string');
      return connectionOf(wrapped(ofApplication(request), { mode, sni: host, sans: [] }, true), undefined).tls?.alpn;
    };
    assert.match(alpn('http://api.example.com/', 'ISTIO_MUTUAL') ?? '', /^istio/);
    assert.equal(alpn('tcp://api.example.com:1', 'ISTIO_MUTUAL'), 'istio');
    assert.equal(alpn('grpc://api.example.com/', 'SIMPLE'), 'h2');
  });
});

describe('the mesh’s TLS where nobody asks for it', () => {
  const back = 'outbound|80||back.shop.svc.cluster.local';
  const http = 'selector: { app: back }, ports: [ { port: 80, name: http, targetPort: 8080 } ]';
  const labelled = 'app: back, security.istio.io/tlsMode: istio';
  const world = (labels: string, ...more: string[]): string[] => [
    service('shop/back', http),
    pods('shop/back', labels),
    ...more,
  ];
  const seen = (objects: readonly string[], cluster = back, looking?: Looking) => {
    const { autoMtls, tls } = clusterIn(objects, cluster, looking);
    return [autoMtls, tls?.mode];
  };

  test('T8: it is spoken to pods that say they understand it', () => {
    assert.deepEqual(seen(world(labelled)), [true, 'ISTIO_MUTUAL']);
    assert.deepEqual(clusterIn(world(labelled), back).tls?.sans, [account('shop', 'default')]);
    assert.deepEqual(seen(world('app: back, sidecar.istio.io/inject: "false"')), [true, undefined]);
    assert.deepEqual(seen(world(labelled, pods('shop/old', 'app: back, sidecar.istio.io/inject: "false"'))), [
      true,
      undefined,
    ]);
  });

  test('T8: pods have a sidecar where their namespace is labelled so, and who knows where it is not', () => {
    const injected =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n';
    assert.deepEqual(seen(world('app: back', injected)), [true, 'ISTIO_MUTUAL']);
    assert.deepEqual(lookUp(world('app: back', injected), back).assumptions, []);
    assert.equal(lookUp(world('app: back'), back).assumptions.length, 1);
  });

  test('T8: gateways’ pods don’t say it', () => {
    const cluster = `outbound|80||${egress}`;
    assert.deepEqual(seen(gatewayObjects, cluster), [true, undefined]);
    assert.deepEqual(shown(lookUp(gatewayObjects, cluster).because), ['T8']);
  });

  test('T8: a rule without TLS changes nothing, one with any turns it off', () => {
    const all = [...world(labelled), rule('shop/it', 'back', 'trafficPolicy: { loadBalancer: { simple: RANDOM } }')];
    assert.deepEqual(seen(all), [true, 'ISTIO_MUTUAL']);
    assert.deepEqual(seen([...world(labelled), rule('shop/it', 'back', tls('mode: DISABLE'))]), [false, undefined]);
  });

  test('T8: what hides a rule’s TLS from the cluster does not hide it from the endpoints', () => {
    const hidden = 'portLevelSettings: [ { port: { number: 80 }, loadBalancer: { simple: RANDOM } } ]';
    const all = world(labelled, rule('shop/it', 'back', `trafficPolicy: { tls: { mode: SIMPLE }, ${hidden} }`));
    assert.deepEqual(seen(all), [true, undefined]);
  });

  test('T8: a PeerAuthentication turns it off for a namespace, the mesh, or some pods', () => {
    const disable = 'mtls: { mode: DISABLE }';
    const ofShop = peerAuthentication('shop/default', disable);
    const ofMesh = peerAuthentication('istio-system/default', disable);
    const inherits = peerAuthentication('shop/default', 'mtls: { mode: UNSET }');
    const strict = peerAuthentication('shop/default', 'mtls: { mode: STRICT }');
    const ofPods = peerAuthentication('shop/pods', `selector: { matchLabels: { app: back } }, ${disable}`);
    const butPort = peerAuthentication(
      'shop/pods',
      `selector: { matchLabels: { app: back } }, ${disable}, portLevelMtls: { 8080: { mode: STRICT } }`,
    );
    const cases: [string[], unknown[]][] = [
      [[ofShop], [false, undefined]],
      [[ofMesh], [false, undefined]],
      [
        [ofMesh, inherits],
        [false, undefined],
      ],
      [
        [ofMesh, strict],
        [true, 'ISTIO_MUTUAL'],
      ],
      [[ofPods], [true, undefined]],
      [[butPort], [true, 'ISTIO_MUTUAL']],
    ];
    for (const [policies, expected] of cases) assert.deepEqual(seen(world(labelled, ...policies)), expected);
    assert.deepEqual(shown(lookUp(world(labelled, ofShop), back).because), ['T8 default spec.mtls']);
  });

  test('T8: the mesh may be configured not to', () => {
    const off =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    enableAutoMtls: false\n';
    assert.deepEqual(seen(world(labelled, off)), [false, undefined]);
  });

  test('T8: to the address that was dialled it is spoken to all or nobody', () => {
    const headless = (labels: string) => [service('shop/back', `clusterIP: None, ${http}`), pods('shop/back', labels)];
    assert.deepEqual(seen(headless(labelled)), [false, 'ISTIO_MUTUAL']);
    assert.deepEqual(seen(headless('app: back, sidecar.istio.io/inject: "false"')), [false, undefined]);
    assert.deepEqual(seen(headless(labelled), back, atGateway), [true, 'ISTIO_MUTUAL']);
  });

  const inside = (spec: string): string => entry('shop/vm', host, `location: MESH_INTERNAL, ${spec}, ${tls443}`);

  test('T9: an endpoint understands it by its label, or where it has a service account', () => {
    const endpoints = (...all: string[]) => inside(`resolution: STATIC, endpoints: [ ${all.join(', ')} ]`);
    const account = '{ address: 192.0.2.1, serviceAccount: vm }';
    const label = '{ address: 192.0.2.2, labels: { security.istio.io/tlsMode: istio } }';
    const off = '{ address: 192.0.2.4, serviceAccount: vm, labels: { security.istio.io/tlsMode: disabled } }';
    assert.deepEqual(seen([endpoints(account, label)], name), [true, 'ISTIO_MUTUAL']);
    assert.deepEqual(seen([endpoints(account, '{ address: 192.0.2.3 }')], name), [true, undefined]);
    assert.deepEqual(seen([endpoints(off)], name), [true, undefined]);
    const selected = [
      inside('resolution: STATIC, workloadSelector: { labels: { app: vm } }'),
      workloadEntry('shop/one', 'address: 192.0.2.1, labels: { app: vm }, serviceAccount: vm'),
    ];
    assert.deepEqual(seen(selected, name), [true, 'ISTIO_MUTUAL']);
  });

  test('S13: it is never spoken to what is outside', () => {
    const endpoints = `resolution: STATIC, endpoints: [ { address: 192.0.2.1, serviceAccount: vm } ], ${tls443}`;
    assert.deepEqual(seen([entry('shop/vm', host, endpoints)], name), [false, undefined]);
    assert.deepEqual(seen([entry('shop/vm', host, `location: MESH_INTERNAL, ${endpoints}`)], name), [
      true,
      'ISTIO_MUTUAL',
    ]);
  });
});
