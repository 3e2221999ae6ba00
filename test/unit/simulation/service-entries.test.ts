import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, http80, https443, meshConfig, object, routes, together } from '../../manifests';
import { inShort, meshOf, traced } from '../../traced';

/*
 * The situations of Istio's pilot/pkg/networking/core/serviceentry_simulation_test.go, with its results and manifests of
 * our own; what it asks for IPv6 is asked for IPv4 too.
 */

const port = 7000;
const twoEntries = (protocol: string, first: string, second: string): string => {
  const one = (host: string, addresses: string) =>
    entry(host, `{ number: ${port}, name: p, protocol: ${protocol} }`, `addresses: [${addresses}]`);
  return together(one('alpha.example.org', first), one('beta.example.org', second));
};
const rule = routes(
  'alpha.example.org',
  `
  tls:
    - match: [{ port: ${port}, sniHosts: [alpha.example.org] }]
      route: [{ destination: { host: alpha.example.org, port: { number: ${port} } } }]`,
);
const alpha = `outbound|${port}||alpha.example.org`;
const beta = `outbound|${port}||beta.example.org`;
const passed = 'PassthroughCluster';

for (const { family, wide, narrow, twin, inBoth, inWide } of [
  {
    family: 'IPv6',
    wide: '"2001:db8:4:5:f816:3eff:feb8:2287/16"',
    narrow: '"2001:db8:4:5:f816:3eff:febf:57ce/32"',
    twin: '"2001:db8:4:5:f816:3eff:feb8:2287/32"',
    inBoth: '2001:db8:1:1:1:1:1:1',
    inWide: '2001::1',
  },
  {
    family: 'IPv4',
    wide: '10.1.2.3/8',
    narrow: '10.20.5.6/16',
    twin: '10.20.7.8/16',
    inBoth: '10.20.1.1',
    inWide: '10.99.0.1',
  },
])
  describe(`ranges of ${family}`, () => {
    const url = (scheme: string, address: string) =>
      `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    for (const { title, source, to, sni, cluster } of [
      {
        title: 'that differ in insignificant bits alone are one, and the first ServiceEntry has it',
        source: twoEntries('TCP', twin, narrow),
        to: url('tcp', inBoth),
        cluster: alpha,
      },
      {
        title: 'overlap: an address in both goes by the narrower one',
        source: twoEntries('TCP', wide, narrow),
        to: url('tcp', inBoth),
        cluster: beta,
      },
      {
        title: 'overlap: an address in the wider one alone goes by that',
        source: twoEntries('TCP', wide, narrow),
        to: url('tcp', inWide),
        cluster: alpha,
      },
      {
        title: 'overlap: an address in both with the SNI of the narrower one goes by that',
        source: together(twoEntries('TLS', wide, narrow), rule),
        to: url('tls', inBoth),
        sni: 'beta.example.org',
        cluster: beta,
      },
      {
        title: 'overlap: an address in the wider one with its SNI goes by that',
        source: together(twoEntries('TLS', wide, narrow), rule),
        to: url('tls', inWide),
        sni: 'alpha.example.org',
        cluster: alpha,
      },
      {
        title: 'overlap: an address in both with the SNI of the wider one goes by neither',
        source: together(twoEntries('TLS', wide, narrow), rule),
        to: url('tls', inBoth),
        sni: 'alpha.example.org',
        cluster: passed,
      },
      {
        title: 'overlap: an address in the wider one with the SNI of the narrower one goes by neither',
        source: together(twoEntries('TLS', wide, narrow), rule),
        to: url('tls', inWide),
        sni: 'beta.example.org',
        cluster: passed,
      },
    ])
      test(title, () => {
        const { hops } = traced(source, 'shop', to, { sni });
        assert.deepEqual([hops[0]?.listener, hops[0]?.branches[0]?.cluster], [`0.0.0.0_${port}`, cluster]);
      });
  });

for (const { family, shared, own } of [
  { family: 'IPv4', shared: '10.0.0.1', own: '10.0.0.2' },
  { family: 'IPv6', shared: '2001:db8::1', own: '2001:db8::2' },
])
  describe(`an address of ${family} of two ServiceEntries`, () => {
    const mesh = meshOf(twoEntries('TCP', `"${shared}"`, `"${own}", "${shared}"`));
    for (const { title, address, cluster } of [
      { title: 'belongs to the first of them', address: shared, cluster: alpha },
      { title: 'leaves the second one its other address', address: own, cluster: beta },
    ])
      test(title, () => {
        const { hops } = traced(mesh, 'shop', `tcp://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
        assert.deepEqual([hops[0]?.listener, hops[0]?.branches[0]?.cluster], [`${address}_${port}`, cluster]);
      });
  });

describe('two ServiceEntries for the ports of one host, with addresses that Istio gives', () => {
  const more = '{ location: MESH_EXTERNAL, resolution: DNS }';
  const one = (name: string, ports: string) =>
    object('ServiceEntry', name, `  { hosts: [docs.example.org], ports: [${ports}], ${more.slice(1)}`);
  const mesh = meshOf(
    together(
      meshConfig(
        'defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" } }',
      ),
      one('docs-http', http80),
      one('docs-https', https443),
    ),
  );
  for (const { title, to, listener, short } of [
    {
      title: 'HTTP goes by the port of the one, whatever address that has',
      to: 'http://docs.example.org',
      listener: '0.0.0.0_80',
      short: 'sidecar outbound|80||docs.example.org > direct',
    },
    {
      title: 'HTTPS goes by that of the other, at an address of its own',
      to: 'https://docs.example.org',
      listener: 'docs.example.org_443',
      short: 'sidecar outbound|443||docs.example.org > direct',
    },
  ])
    test(title, () => {
      const found = traced(mesh, 'shop', to);
      assert.deepEqual([found.hops[0]?.listener, inShort(found)], [listener, short]);
    });
});

// pilot/pkg/networking/core/loadbalancer/loadbalancer_simulation_test.go; which endpoint is preferred is not for the tracer
test('two endpoints with names are in one cluster, which asks DNS for both', () => {
  const endpoints = 'endpoints: [{ address: a.example.org, labels: { rank: "1" } }, { address: b.example.org }]';
  const found = traced(
    entry('docs.example.org', https443, `resolution: DNS\n  ${endpoints}`),
    'shop',
    'https://docs.example.org',
  );
  const [branch] = found.hops[0]?.branches ?? [];
  assert.deepEqual([branch?.cluster, branch?.clusterType], ['outbound|443||docs.example.org', 'STRICT_DNS']);
});
