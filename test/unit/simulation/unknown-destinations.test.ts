import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, meshConfig, together } from '../../manifests';
import { meshOf, traced } from '../../traced';

/*
 * What sidecars do with what they know nothing of: the situations of TestPassthroughTraffic and TestLoop in Istio's
 * pilot/pkg/networking/core/sidecar_simulation_test.go. Its ALPNs decide nothing here, so one call stands for all TLS.
 */

const ports = [
  [80, 'HTTP'],
  [81, ''],
  [82, 'TCP'],
  [83, 'TLS'],
  [84, 'HTTPS'],
  [85, 'GRPC'],
  [86, 'HTTP2'],
] as const;
const known = 'docs.example.org';
const declared = ports
  .map(([number, protocol]) => `{ number: ${number}, name: p${number}${protocol && `, protocol: ${protocol}`} }`)
  .join(', ');
const address = '10.7.7.7';
const modes = ['REGISTRY_ONLY', 'ALLOW_ANY', 'ALLOW_ANY_DYNAMIC_DNS'] as const;
const clusters = {
  REGISTRY_ONLY: 'BlackHoleCluster',
  ALLOW_ANY: 'PassthroughCluster',
  ALLOW_ANY_DYNAMIC_DNS: 'AllowAnyDynamicDNSCluster',
};
type Spoken = 'HTTP' | 'TLS' | 'bytes';

const isHttp = (protocol: string): boolean => protocol === 'HTTP' || protocol === 'GRPC' || protocol === 'HTTP2';

/** What a ServiceEntry with an address of its own leaves to what is dialled elsewhere. */
function besideAddress(mode: (typeof modes)[number], protocol: string, spoken: Spoken): string {
  if (mode === 'REGISTRY_ONLY') return spoken === 'HTTP' && isHttp(protocol) ? '502' : clusters[mode];
  return spoken === 'HTTP' ? clusters[mode] : 'PassthroughCluster';
}

/** What a ServiceEntry without an address leaves: nothing of TCP, and of HTTP what has another host. */
function withoutAddress(mode: (typeof modes)[number], protocol: string, spoken: Spoken, port: number): string {
  if (protocol === 'TCP' || (protocol === '' && spoken !== 'HTTP')) return `outbound|${port}||${known}`;
  const byHost = spoken === 'HTTP' && (isHttp(protocol) || protocol === '');
  if (mode === 'REGISTRY_ONLY') return byHost ? '502' : clusters[mode];
  return byHost ? clusters[mode] : 'PassthroughCluster';
}

const calls = { HTTP: 'http://other', TLS: 'https://other', bytes: `tcp://${address}` };

for (const mode of modes)
  for (const { title, addresses, expected } of [
    { title: 'with an address', addresses: 'addresses: [10.0.0.1], ', expected: besideAddress },
    { title: 'without an address', addresses: '', expected: withoutAddress },
  ])
    describe(`${mode} beside a ServiceEntry ${title}`, () => {
      const spec = entry(known, declared, 'resolution: DNS').replace(
        '  resolution: DNS',
        `${addresses && `  ${addresses.slice(0, -2)}\n`}  location: MESH_EXTERNAL\n  resolution: DNS`,
      );
      const mesh = meshOf(together(meshConfig(`outboundTrafficPolicy: { mode: ${mode} }`), spec));
      for (const [port, protocol] of ports)
        for (const spoken of ['HTTP', 'TLS', 'bytes'] as const)
          test(`${spoken} to a port of ${protocol || 'nothing that is said'}`, () => {
            const { hops, response } = traced(mesh, 'shop', `${calls[spoken]}:${port}`, { address });
            const [hop] = hops;
            const found = hop?.branches[0]?.cluster ?? String(hop?.response?.status ?? response?.status);
            assert.equal(found, expected(mode, protocol, spoken, port));
            if (found === '502') assert.equal(hop?.virtualHost, 'block_all');
          });
    });

test('a request to the port of the sidecar itself is blocked', () => {
  const { hops, verdict } = traced(entry(known), 'shop', `tcp://${address}:15001`);
  assert.deepEqual([hops[0]?.branches[0]?.cluster, verdict], ['BlackHoleCluster', 'blocked']);
});
