import { boolean, integer, list, present, type Read, strings, struct, text } from '../yaml/read';
import { resolveHost } from './host';
import { defineKind } from './kind';
import { defines, uses } from './name';

/** Where the image of proxies has the certificate authorities of the system, as `caCertificates` names them. */
export const systemAuthorities = '/etc/ssl/certs/ca-certificates.crt';

const tls = struct({
  mode: text,
  sni: text,
  credentialName: text,
  clientCertificate: text,
  privateKey: text,
  caCertificates: text,
  subjectAltNames: list(text),
  insecureSkipVerify: boolean,
});
/** What a port may say for itself; the port then has nothing of what is said above it. */
const portPolicy = {
  loadBalancer: struct({ simple: text, consistentHash: present }),
  connectionPool: struct({ tcp: present, http: struct({ h2UpgradePolicy: text, useClientProtocol: boolean }) }),
  outlierDetection: present,
  tls,
};
const trafficPolicy = struct({
  ...portPolicy,
  portLevelSettings: list(struct({ port: struct({ number: integer }), ...portPolicy })),
  tunnel: struct({ protocol: text, targetHost: text, targetPort: integer }),
  proxyProtocol: struct({ version: text }),
  retryBudget: present,
});
const subset = struct({ name: text, labels: strings, trafficPolicy });

const spec = struct({
  host: text,
  trafficPolicy,
  subsets: list(subset),
  exportTo: list(text),
  workloadSelector: struct({ matchLabels: strings }),
});
export type DestinationRuleSpec = Read<typeof spec>;
export type TrafficPolicy = Read<typeof trafficPolicy>;
/** One of a policy's `portLevelSettings`. */
export type PortPolicy = TrafficPolicy['portLevelSettings'][number];
export type Subset = Read<typeof subset>;
export type ClientTls = Read<typeof tls>;

export const destinationRule = defineKind({
  name: 'DestinationRule',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ host, subsets }, { namespace }) {
    if (!host) return;
    const target = resolveHost(host.value, namespace);
    yield uses(host, { kind: 'host', host: target });
    for (const { name } of subsets) if (name) yield defines(name, { kind: 'subset', host: target, name: name.value });
  },
});
