import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meshConfig } from '../../manifests';
import { atGateway, clusterIn, entry, gatewayObjects, type Looking, rule } from './clusters-world';

const host = 'api.example.com';
const pool = (settings: string): string => `connectionPool: { http: { ${settings} } }`;
const upgrade = 'h2UpgradePolicy: UPGRADE';

/** Which HTTP is spoken to a port of that protocol, under a rule of this traffic policy. */
function spoken(protocol: string, policy = '', looking?: Looking, subset = ''): string | undefined {
  const api = entry('shop/api', host, `resolution: DNS, ports: [ { number: 80, name: it, protocol: ${protocol} } ]`);
  const subsets = `subsets: [ { name: own, trafficPolicy: { ${subset} } }, { name: bare } ]`;
  const settings = [policy && `trafficPolicy: { ${policy} }`, subsets].filter(Boolean).join(', ');
  const name = `outbound|80|${subset && 'own'}|${host}`;
  return clusterIn([api, rule('shop/it', host, settings)], name, looking).http;
}

describe('which HTTP a proxy speaks to a cluster', () => {
  test('T10: the protocol of the port decides', () => {
    assert.deepEqual(
      ['HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP', 'HTTPS'].map((it) => spoken(it)),
      ['HTTP/2', 'HTTP/2', 'HTTP/2', 'HTTP/1.1', 'HTTP/1.1'],
    );
  });

  test('a sidecar keeps what it finds on a port that says no protocol, a gateway does not', () => {
    assert.equal(spoken('""'), 'as it came');
    assert.equal(spoken('""', pool(upgrade)), 'as it came');
    assert.equal(spoken('""', '', atGateway), 'HTTP/1.1');
    assert.equal(spoken('""', pool(upgrade), { gateway: true }), 'HTTP/2');
  });

  test('a DestinationRule makes it HTTP/2 or leaves it as it came, but never less than the port says', () => {
    assert.deepEqual(
      [upgrade, 'h2UpgradePolicy: DO_NOT_UPGRADE', 'useClientProtocol: true', `${upgrade}, useClientProtocol: true`]
        .map(pool)
        .map((it) => [spoken('HTTP', it), spoken('GRPC', it)]),
      [
        ['HTTP/2', 'HTTP/2'],
        ['HTTP/1.1', 'HTTP/2'],
        ['as it came', 'as it came'],
        ['as it came', 'as it came'],
      ],
    );
  });

  test('D10, D11: the settings of a port hide those for all, and a subset’s pool that of the host', () => {
    const ofPort = (settings: string): string => `portLevelSettings: [ { port: { number: 80 }, ${settings} } ]`;
    const off = 'tls: { mode: DISABLE }';
    assert.equal(spoken('HTTP', ofPort(pool(upgrade))), 'HTTP/2');
    assert.equal(spoken('HTTP', `${pool(upgrade)}, ${ofPort(off)}`), 'HTTP/1.1');
    assert.equal(spoken('HTTP', pool(upgrade), undefined, off), 'HTTP/2');
    assert.equal(spoken('HTTP', pool(upgrade), undefined, ofPort(off)), 'HTTP/1.1');
    assert.equal(spoken('HTTP', pool(upgrade), undefined, pool('maxRetries: 1')), 'HTTP/1.1');
  });

  test('the mesh upgrades ports that are said to carry HTTP, unless a DestinationRule does not', () => {
    const version = (protocol: string, policy: string): string | undefined =>
      clusterIn(
        [
          entry('shop/api', host, `resolution: DNS, ports: [ { number: 80, name: it, protocol: ${protocol} } ]`),
          rule('shop/it', host, `trafficPolicy: { ${policy} }`),
          meshConfig(upgrade),
        ],
        `outbound|80||${host}`,
      ).http;
    const off = pool('h2UpgradePolicy: DO_NOT_UPGRADE');
    assert.deepEqual(
      [version('HTTP', ''), version('HTTP', off), version('HTTPS', '')],
      ['HTTP/2', 'HTTP/1.1', 'HTTP/1.1'],
    );
  });

  test('of a Service that is in no manifest only a DestinationRule tells', () => {
    const unseen = 'out-egressgateway.edge.svc.cluster.local';
    const version = (policy: string): string | undefined =>
      clusterIn([rule('shop/it', unseen, `trafficPolicy: { ${policy} }`)], `outbound|80||${unseen}`).http;
    assert.equal(version(pool('maxRetries: 1')), undefined);
    assert.equal(version(pool(upgrade)), 'HTTP/2');
    assert.equal(clusterIn(gatewayObjects, 'outbound|80||egress.istio-system.svc.cluster.local').http, 'HTTP/1.1');
  });
});
