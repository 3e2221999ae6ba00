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
  names,
  rule,
  ruleIn,
  scopeIn,
  service,
  shown,
  sni,
  tls443,
} from './clusters-world';

const host = 'api.example.com';
const api = entry('team/api', host, dns);
const name = `outbound|443||${host}`;
const configMap = (mesh: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    ${mesh}\n`;

describe('where Istio looks for a DestinationRule', () => {
  const own = rule('shop/own', host, sni('own'));
  const ofService = rule('team/of-service', host, sni('of-service'));
  const ofRoot = rule('istio-system/of-root', host, sni('of-root'));

  test('D1: the proxy’s namespace, then the service’s, then the root namespace', () => {
    assert.deepEqual(names(ruleIn([api, own, ofService, ofRoot], host)), ['own']);
    assert.deepEqual(names(ruleIn([api, ofService, ofRoot], host)), ['of-service']);
    assert.deepEqual(names(ruleIn([api, ofRoot], host)), ['of-root']);
    assert.deepEqual(names(ruleIn([api], host)), []);
  });

  test('D1: a rule of a third namespace is passed over', () => {
    const { rule: found, passedOver } = ruleIn([api, rule('other/it', host)], host);
    assert.equal(found, undefined);
    assert.deepEqual(shown(passedOver), ['D1 it spec.host']);
  });

  test('D1: in the root namespace only what is private there goes first', () => {
    const hidden = rule('istio-system/hidden', host, `exportTo: [ "." ], ${sni('hidden')}`);
    assert.deepEqual(names(ruleIn([api, hidden, ofRoot, ofService], host, atGateway)), ['hidden']);
    assert.deepEqual(names(ruleIn([api, ofRoot, ofService], host, atGateway)), ['of-service']);
  });

  test('D2: a rule that is not exported to its own namespace does not count there', () => {
    const away = rule('shop/away', host, `exportTo: [ other ], ${sni('away')}`);
    const { passedOver, ...choice } = ruleIn([api, away, ofService], host);
    assert.deepEqual(names(choice), ['of-service']);
    assert.deepEqual(shown(passedOver), ['D2 away spec.exportTo']);
  });

  test('D2: one of the service’s namespace must be exported to the proxy’s', () => {
    const toOther = rule('team/to-other', host, `exportTo: [ other ], ${sni('to-other')}`);
    const choice = ruleIn([api, toOther, ofRoot], host);
    assert.deepEqual([names(choice), shown(choice.passedOver)], [['of-root'], ['D2 to-other spec.exportTo']]);
    assert.deepEqual(names(ruleIn([api, toOther, ofRoot], host, { from: 'other' })), ['to-other']);
  });

  test('D3: the most specific host wins, and nothing of the others is taken', () => {
    const wide = rule('shop/wide', '*.example.com', 'subsets: [ { name: wide } ]');
    const wider = rule('shop/wider', '*.com');
    const choice = ruleIn([api, wide, wider, own], host);
    assert.deepEqual([names(choice), shown(choice.passedOver)], [['own'], ['D3 wide spec.host', 'D3 wider spec.host']]);
    assert.deepEqual(names(ruleIn([api, wide, wider], host)), ['wide']);
  });

  test('D3: one that the proxy is not shown still hides the less specific of its namespace', () => {
    const exact = rule('team/exact', host, 'exportTo: [ other ]');
    const choice = ruleIn([api, exact, rule('team/wide', '*.example.com'), ofRoot], host);
    assert.deepEqual(names(choice), ['of-root']);
    assert.deepEqual(shown(choice.passedOver), ['D2 exact spec.exportTo', 'D3 wide spec.host']);
  });

  test('D3: of a wildcard service, wildcards that hold it count and names in it don’t', () => {
    const objects = [entry('shop/all', '*.a.example.com', `resolution: NONE, ${tls443}`)];
    const rules = [
      rule('shop/wide', '*.example.com'),
      rule('shop/part', '*ple.com'),
      rule('shop/one', 'b.a.example.com'),
    ];
    assert.deepEqual(names(ruleIn([...objects, ...rules], '*.a.example.com')), ['wide']);
  });

  test('D4: a wildcard in the proxy’s namespace hides the exact rule of the service’s owner', () => {
    const choice = ruleIn([api, rule('shop/wide', '*.com'), ofService], host);
    assert.deepEqual([names(choice), shown(choice.passedOver)], [['wide'], ['D4 of-service spec.host']]);
  });

  test('D5: an outside host belongs to the namespace of its ServiceEntry, for gateways too', () => {
    assert.equal(clusterIn([api, ofService], name).tls?.sni, 'of-service');
    assert.equal(clusterIn([api, ofService], name, atGateway).tls?.sni, 'of-service');
  });

  test('D15: a rule in one application’s namespace is nothing to another’s, and its subsets don’t exist there', () => {
    const objects = [
      ...gatewayObjects,
      rule('shop/egress', 'egress.istio-system.svc.cluster.local', 'subsets: [ { name: api } ]'),
    ];
    const subset = 'outbound|80|api|egress.istio-system.svc.cluster.local';
    assert.ok(lookUp(objects, subset).cluster);
    assert.equal(missingIn(objects, subset, { from: 'other' }), 'D13');
  });

  test('D16: without exportTo the mesh’s default decides', () => {
    const closed = configMap('defaultDestinationRuleExportTo: [ "." ]');
    const choice = ruleIn([api, ofService, closed], host);
    assert.deepEqual([names(choice), shown(choice.passedOver)], [[], ['D16 of-service spec.exportTo']]);
    assert.deepEqual(names(ruleIn([api, ofService, closed], host, { from: 'team' })), ['of-service']);
  });
});

describe('several DestinationRules for one host in one namespace', () => {
  test('D6: of a gateway’s many subsets only the one that is asked for is spoken of', () => {
    const rules = ['a', 'b', 'c'].map((it) => rule(`shop/${it}`, host, `subsets: [ { name: ${it} } ]`));
    const { because } = lookUp([api, ...rules], `outbound|443|b|${host}`);
    assert.deepEqual(shown(because), ['D1 a spec.host', 'D6 b spec.host']);
  });

  const subset = (name: string): string => `subsets: [ { name: ${name} } ]`;

  test('D6: subsets are put together, and the first traffic policy wins whole', () => {
    const rules = [
      rule('shop/b', host, `${sni('b')}, subsets: [ { name: one }, { name: two } ]`),
      rule('shop/a', host, subset('one')),
      rule('shop/c', host, `trafficPolicy: { tls: { mode: DISABLE } }, ${subset('three')}`),
    ];
    const { rule: found, passedOver, because } = ruleIn([api, ...rules], host);
    assert.deepEqual(
      found?.from.map((it) => it.name),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(
      found?.subsets.map((it) => [it.value.name?.value, it.object.name]),
      [
        ['one', 'a'],
        ['two', 'b'],
        ['three', 'c'],
      ],
    );
    assert.equal(found?.trafficPolicy?.object.name, 'b');
    assert.deepEqual(shown(because), ['D1 a spec.host', 'D6 b spec.host', 'D6 c spec.host']);
    assert.deepEqual(shown(passedOver), ['D6 b spec.subsets[0]', 'D6 c spec.trafficPolicy']);
  });

  test('D7: what is exported elsewhere is not merged, and the last counts', () => {
    const rules = [
      rule('shop/a', host, `${subset('a')}, exportTo: [ "." ]`),
      rule('shop/b', host, `${subset('b')}, exportTo: [ "*" ]`),
      rule('shop/c', host, subset('c')),
    ];
    const choice = ruleIn([api, ...rules], host);
    assert.deepEqual(names(choice), ['c']);
    assert.deepEqual(shown(choice.passedOver), ['D7 a spec.exportTo', 'D7 b spec.exportTo']);
  });

  test('D7: what is exported further is merged into the first, and is nothing to those that only it names', () => {
    const rules = [
      rule('team/a', host, `${subset('a')}, exportTo: [ shop ]`),
      rule('team/b', host, `${subset('b')}, exportTo: [ shop, other ]`),
    ];
    assert.deepEqual(names(ruleIn([api, ...rules], host)), ['a', 'b']);
    assert.deepEqual(names(ruleIn([api, ...rules], host, { from: 'other' })), []);
  });

  const select = (label: string): string => `workloadSelector: { matchLabels: { app: ${label} } }`;
  const web = { labels: { app: 'web' } };

  test('D8: one for just these pods goes first, and is for nobody else', () => {
    const rules = [rule('shop/a', host, subset('a')), rule('shop/z', host, `${select('web')}, ${subset('z')}`)];
    assert.deepEqual(names(ruleIn([api, ...rules], host, web)), ['z']);
    const choice = ruleIn([api, ...rules], host);
    assert.deepEqual([names(choice), shown(choice.passedOver)], [['a'], ['D8 z spec.workloadSelector']]);
  });

  test('D8: it never leaves its namespace', () => {
    const rules = [rule('team/z', host, `exportTo: [ "*" ], ${select('web')}`)];
    assert.deepEqual(shown(ruleIn([api, ...rules], host, web).passedOver), ['D2 z spec.exportTo']);
  });

  test('D8: in the proxy’s namespace it hides that of the service’s owner even from other pods', () => {
    const rules = [rule('shop/z', host, select('web')), rule('team/a', host, subset('a'))];
    const choice = ruleIn([api, ...rules], host);
    assert.deepEqual(names(choice), []);
    assert.deepEqual(shown(choice.passedOver), ['D4 a spec.host', 'D8 z spec.workloadSelector']);
  });

  test('D8: a private one without a selector is merged into it and lost for other pods', () => {
    const rules = [rule('shop/a', host, `${subset('a')}, exportTo: [ "." ]`), rule('shop/z', host, select('web'))];
    assert.deepEqual(names(ruleIn([api, ...rules], host)), []);
    assert.deepEqual(names(ruleIn([api, ...rules], host, web)), ['z', 'a']);
  });

  test('rules that name no namespace may be where the proxy looks first, which is said', () => {
    const objects = [entry('api', host, dns), rule('it', host, subset('a')), rule('shop/it', host, subset('b'))];
    assert.deepEqual(names(ruleIn(objects.slice(0, 2), host)), ['it']);
    const choice = ruleIn(objects, host, { from: 'other' });
    assert.deepEqual([names(choice), choice.assumptions.length], [['it'], 1]);
  });
});

describe('what a DestinationRule says of a port and a subset', () => {
  const ports =
    'ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 8443 }, { number: 443, name: tls, protocol: TLS } ]';
  const two = entry('shop/api', host, `resolution: DNS, ${ports}`);
  const ofPort = (port: number, policy: string): string =>
    `portLevelSettings: [ { port: { number: ${port} }, ${policy} } ]`;
  const tls = (name: string): string => `tls: { mode: SIMPLE, sni: ${name} }`;

  test('D10: the settings of a port replace all others', () => {
    const objects = [
      two,
      rule('shop/it', host, `trafficPolicy: { ${tls('all')}, ${ofPort(443, 'loadBalancer: { simple: RANDOM }')} }`),
    ];
    const { cluster, passedOver } = lookUp(objects, name);
    assert.equal(cluster?.tls, undefined);
    assert.deepEqual(shown(passedOver), ['D10 it spec.trafficPolicy.tls']);
    assert.equal(clusterIn(objects, `outbound|80||${host}`).tls?.sni, 'all');
  });

  test('D11: a subset overrides field by field', () => {
    const subsets = `subsets: [ { name: same }, { name: balanced, trafficPolicy: { loadBalancer: { simple: RANDOM } } }, { name: other, trafficPolicy: { ${tls('other')} } }, { name: none, trafficPolicy: { tls: { mode: DISABLE } } } ]`;
    const objects = [two, rule('shop/it', host, `trafficPolicy: { ${tls('all')} }, ${subsets}`)];
    const spoken = ['same', 'balanced', 'other', 'none'].map(
      (it) => clusterIn(objects, `outbound|443|${it}|${host}`).tls?.sni,
    );
    assert.deepEqual(spoken, ['all', 'all', 'other', undefined]);
    assert.deepEqual(shown(lookUp(objects, `outbound|443|other|${host}`).passedOver), [
      'D11 it spec.trafficPolicy.tls',
    ]);
  });

  test('D11: a subset’s settings for the port replace everything', () => {
    const subsets = `subsets: [ { name: it, trafficPolicy: { ${tls('subset')}, ${ofPort(443, 'loadBalancer: { simple: RANDOM }')} } } ]`;
    const objects = [two, rule('shop/it', host, `trafficPolicy: { ${tls('all')} }, ${subsets}`)];
    assert.equal(clusterIn(objects, `outbound|443|it|${host}`).tls, undefined);
    assert.equal(clusterIn(objects, `outbound|80|it|${host}`).tls?.sni, 'subset');
  });

  test('D12: the port is that of the service, not the one behind it', () => {
    const objects = [two, rule('shop/it', host, `trafficPolicy: { ${ofPort(8443, tls('behind'))} }`)];
    const { cluster, passedOver } = lookUp(objects, `outbound|80||${host}`);
    assert.equal(cluster?.tls, undefined);
    assert.deepEqual(shown(passedOver), ['D12 it spec.trafficPolicy.portLevelSettings[0].port']);
  });

  test('D13: a subset that nobody defines has no cluster', () => {
    const objects = [two, rule('shop/it', host, 'subsets: [ { name: it } ]')];
    const { cluster, because } = lookUp(objects, `outbound|443|other|${host}`);
    assert.equal(cluster, undefined);
    assert.deepEqual(shown(because)[0], 'D13 it spec.subsets');
    assert.equal(missingIn([two], `outbound|443|it|${host}`), 'D13');
  });

  test('D14: of a host that is looked up, a subset needs endpoints with its labels, and one without labels does not', () => {
    const objects = [two, rule('shop/it', host, 'subsets: [ { name: plain }, { name: v1, labels: { version: v1 } } ]')];
    assert.equal(clusterIn(objects, `outbound|443|plain|${host}`).type, 'STRICT_DNS');
    assert.equal(missingIn(objects, `outbound|443|v1|${host}`), 'D14');
    const endpoints =
      'endpoints: [ { address: one.example.org, labels: { version: v1 } }, { address: two.example.org } ]';
    const labelled = [entry('shop/api', host, `${dns}, ${endpoints}`), ...objects.slice(1)];
    assert.deepEqual(clusterIn(labelled, `outbound|443|v1|${host}`).endpoints, [
      { address: 'one.example.org', port: 443 },
    ]);
  });

  test('D14: of fixed addresses it is built with none', () => {
    const objects = [
      entry('shop/api', host, `resolution: STATIC, ${tls443}, endpoints: [ { address: 192.0.2.1 } ]`),
      rule('shop/it', host, 'subsets: [ { name: v1, labels: { version: v1 } } ]'),
    ];
    assert.equal(clusterIn(objects, `outbound|443|v1|${host}`).hasEndpoints, false);
  });
});

test('a short host in a DestinationRule is a Service of its own namespace', () => {
  const objects = [service('shop/back', 'ports: [ { port: 80, name: http } ]'), rule('shop/back', 'back', sni('own'))];
  assert.equal(clusterIn(objects, 'outbound|80||back.shop.svc.cluster.local').tls?.sni, 'own');
  const wrong = [objects[0] ?? '', rule('shop/back', 'back.shop', sni('own'))];
  assert.equal(clusterIn(wrong, 'outbound|80||back.shop.svc.cluster.local').tls, undefined);
});

test('finding a rule costs nothing for hosts that are not concerned', () => {
  const { mesh } = scopeIn([api, rule('shop/other', 'other.example.com')]);
  assert.deepEqual(mesh.withHost('DestinationRule', host), []);
});
