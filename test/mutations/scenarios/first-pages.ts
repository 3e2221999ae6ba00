import { entry, gateway, gatewayService, http80, https443, server, tls443, together } from '../../manifests';
import type { Scenario } from '../scenario';
import { host, inMutual, leg, legs, originate, plainLegs, ruleFor, toHop, toHost } from './istio-apis';

/*
 * The ways of the page of Istio 0.8, which knew no subsets, in its version of the API; the files of certificates that
 * gateways had in those days are today's ISTIO_MUTUAL.
 */

const old = (manifests: string): string => manifests.replaceAll('istio.io/v1\n', 'istio.io/v1alpha3\n');

const hopRule = (port: number): string =>
  ruleFor(
    'set-sni',
    `  host: ${gatewayService}\n  trafficPolicy:\n    loadBalancer: { simple: ROUND_ROBIN }\n    portLevelSettings: [{ port: { number: ${port} }, tls: { mode: ISTIO_MUTUAL, sni: ${host} } }]`,
  );

const http443 = '{ number: 443, name: http-for-origination, protocol: HTTP }';
const https = (port: number): string => `{ number: ${port}, name: https, protocol: HTTPS }`;
const toPort443 = legs(`  http:\n${leg('mesh', 'port: 80', toHop(443))}${leg('egress', 'port: 443', toHost(443))}`);
const through = (port: number, outside: string, tls = ''): string =>
  `sidecar outbound|${port}||${gatewayService}${tls} > gateway outbound|${outside} > gateway`;
const http = { from: 'shop', to: `http://${host}/` };

export const firstPages: readonly Scenario[] = [
  {
    key: 'old-http',
    name: '0.8 plain HTTP',
    manifests: old(together(entry(host, `${http80}, ${https443}`), gateway(server(http80, host)), plainLegs())),
    requests: [{ ...http, becomes: through(80, `80||${host}`) }],
  },
  {
    key: 'old-mutual',
    name: '0.8 plain HTTP in the mesh’s own TLS',
    manifests: old(together(entry(host), gateway(server(https(80), host, 'ISTIO_MUTUAL')), hopRule(80), plainLegs())),
    requests: [{ ...http, becomes: through(80, `80||${host}`, inMutual) }],
  },
  {
    key: 'old-wrapped',
    name: '0.8 the application’s own TLS within that of the mesh',
    manifests: old(
      together(
        entry(host, tls443),
        gateway(server(tls443, host, 'ISTIO_MUTUAL')),
        hopRule(443),
        legs(
          `  tls:\n${leg('mesh', `port: 443, sniHosts: [${host}]`, toHop(443))}  tcp:\n${leg('egress', 'port: 443', toHost(443))}`,
        ),
      ),
    ),
    requests: [{ from: 'shop', to: `https://${host}/`, becomes: through(443, `443||${host}`, inMutual) }],
  },
  {
    key: 'old-origination',
    name: '0.8 TLS that begins at the gateway, at a port that is said to speak HTTP',
    manifests: old(
      together(
        entry(host, `${http80}, ${http443}`),
        gateway(server(http443, host)),
        toPort443,
        originate(443, 'mode: SIMPLE'),
      ),
    ),
    requests: [{ ...http, becomes: through(443, `443||${host} SIMPLE(host)`) }],
  },
  {
    key: 'old-origination-mutual',
    name: '0.8 TLS that begins at the gateway, up to which there is the mesh’s own',
    manifests: old(
      together(
        entry(host, `${http80}, ${http443}`),
        gateway(server(https(443), host, 'ISTIO_MUTUAL')),
        hopRule(443),
        toPort443,
        originate(443, 'mode: SIMPLE'),
      ),
    ),
    requests: [{ ...http, becomes: through(443, `443||${host} SIMPLE(host)`, inMutual) }],
  },
];
