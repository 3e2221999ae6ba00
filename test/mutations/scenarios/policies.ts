import { entry, gateway, http80, object, server, tls443, together } from '../../manifests';
import type { Scenario } from '../scenario';
import { service as kubernetesService, passedRoutes } from './gateway-api';
import { host, leg, legs, mutualHop, passed, plainLegs, registryOnly, tlsLegs, toHost, wrapped } from './istio-apis';

/* Who may leave, and by which way only: NetworkPolicies, AuthorizationPolicies, and what the mesh knows. */

/** What the pages let pods dial: the names, istiod, and where gateways are. */
const wayOutOnly = (pods: string, toGateway: string): string =>
  object(
    'NetworkPolicy',
    'way-out-only',
    `  podSelector: ${pods}
  policyTypes: [Egress]
  egress:
  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
    ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } }]
${toGateway}`,
  );

const policy = (name: string, spec: string, namespace = 'istio-system'): string =>
  object('AuthorizationPolicy', name, spec, namespace);
const ofGateway = '  selector: { matchLabels: { istio: egressgateway } }\n  action: ALLOW\n';

/** A gateway that is installed here, in a namespace of its own, with what leads there. */
const service = 'out.egress.svc.cluster.local';
const installed = together(
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: out, namespace: egress }\nspec:\n  selector: { matchLabels: { istio: out } }\n  template:\n    metadata: { labels: { istio: out, sidecar.istio.io/inject: "true" }, annotations: { inject.istio.io/templates: gateway } }\n    spec: { containers: [{ name: istio-proxy, image: auto }] }\n',
  'apiVersion: v1\nkind: Service\nmetadata: { name: out, namespace: egress }\nspec:\n  selector: { istio: out }\n  ports: [{ name: tls, port: 443, targetPort: 8443 }]\n',
);
const shared = together(
  installed,
  entry(host, tls443, 'resolution: DNS\n  exportTo: [egress, shop]', 'egress'),
  gateway(server(tls443, host, 'PASSTHROUGH'), 'egress', 'egress').replace('egressgateway', 'out'),
  legs(
    `  exportTo: [egress, shop]\n  tls:\n${leg('mesh', `port: 443, sniHosts: [${host}]`, `{ host: ${service}, port: { number: 443 } }`)}${leg('egress', `port: 443, sniHosts: [${host}]`, toHost(443))}`,
    host,
    'api',
    'egress',
  ),
);
const usual = 'istio-egressgateway.istio-system.svc.cluster.local';
const inMutual = `ISTIO_MUTUAL(${host})`;
const mutualHttp = `sidecar outbound|80|api|${usual} ${inMutual} > gateway`;
const mutualHttps = `sidecar outbound|443|api|${usual} ${inMutual} > gateway`;
const leaves = (port: number): string => `outbound|${port}||${host} > gateway`;
const denied = '> blocked denied';
const throughShared = `sidecar outbound|443||${service} > gateway outbound|443||${host} > gateway`;
const https = { from: 'shop', to: `https://${host}/` };
const http = { from: 'shop', to: `http://${host}/` };
/** All names of a domain, at one server. */
const passedWild = together(
  entry(host, tls443),
  gateway(server(tls443, '"*.example.com"', 'PASSTHROUGH')),
  tlsLegs('*.example.com', host),
);
const elsewhere = {
  from: 'shop',
  to: 'https://elsewhere.example.org/',
  becomes: 'sidecar BlackHoleCluster > blocked registry-only',
};

export const policies: readonly Scenario[] = [
  {
    key: 'closed',
    name: 'A6 a NetworkPolicy lets out by the gateway only',
    manifests: together(registryOnly, passed, wayOutOnly('{}', '')),
    requests: [{ ...https, becomes: `sidecar outbound|443||${usual} > gateway ${leaves(443)}` }, elsewhere],
  },
  {
    key: 'k-closed',
    name: 'A6 a NetworkPolicy lets out by the Kubernetes Gateway only',
    manifests: together(
      registryOnly,
      passedRoutes,
      wayOutOnly(
        '{ matchExpressions: [{ key: gateway.networking.k8s.io/gateway-name, operator: DoesNotExist }] }',
        '  - to: [{ podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: way-out } } }]\n    ports: [{ protocol: TCP, port: 443 }]\n',
      ),
    ),
    requests: [{ ...https, becomes: `sidecar outbound|443||${kubernetesService} > gateway ${leaves(443)}` }],
  },
  {
    key: 'closed-port',
    name: 'A6 a NetworkPolicy names the port of the gateway’s pods',
    manifests: together(
      registryOnly,
      shared,
      wayOutOnly(
        '{}',
        '  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: egress } } }]\n    ports: [{ protocol: TCP, port: 8443 }]\n',
      ),
    ),
    requests: [{ ...https, becomes: throughShared }],
  },
  {
    key: 'exported',
    name: 'clients that a gateway of its own namespace is exported to',
    manifests: shared,
    requests: [{ ...https, becomes: throughShared }],
  },
  {
    key: 'imported',
    name: 'clients whose Sidecar imports the way',
    manifests: together(
      shared,
      object(
        'Sidecar',
        'default',
        '  egress: [{ hosts: ["./*", "istio-system/*", "egress/*"] }]\n  outboundTrafficPolicy: { mode: REGISTRY_ONLY }',
      ),
    ),
    requests: [{ ...https, becomes: throughShared }, elsewhere],
  },
  {
    key: 'by-namespace',
    name: 'an AuthorizationPolicy lets in one namespace',
    manifests: together(
      mutualHop('istio-system'),
      policy(
        'shop-only',
        `${ofGateway}  rules: [{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { hosts: [${host}] } }] }]`,
      ),
    ),
    requests: [
      { ...http, becomes: `${mutualHttp} ${leaves(80)}` },
      { ...http, from: 'billing', becomes: `${mutualHttp} ${denied}` },
    ],
  },
  {
    key: 'by-sni',
    name: 'an AuthorizationPolicy lets out to one name of TLS',
    manifests: together(
      passedWild,
      policy('api-only', `${ofGateway}  rules: [{ when: [{ key: connection.sni, values: [${host}] }] }]`),
    ),
    requests: [
      { ...https, becomes: `sidecar outbound|443||${usual} > gateway ${leaves(443)}` },
      { from: 'shop', to: 'https://other.example.com/', becomes: `sidecar outbound|443||${usual} > gateway ${denied}` },
    ],
  },
  {
    key: 'by-account',
    name: 'an AuthorizationPolicy lets in one service account, around the application’s TLS',
    manifests: together(
      wrapped('istio-system'),
      policy(
        'web-only',
        `${ofGateway}  rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/*"] } }] }]`,
      ),
    ),
    requests: [
      { ...https, becomes: `${mutualHttps} ${leaves(443)}` },
      { ...https, from: 'billing', becomes: `${mutualHttps} ${denied}` },
    ],
  },
  {
    key: 'by-path',
    name: 'an AuthorizationPolicy refuses a path',
    manifests: together(
      entry(host, http80),
      gateway(server(http80, host)),
      plainLegs(),
      policy(
        'no-admin',
        `${ofGateway.replace('ALLOW', 'DENY')}  rules: [{ to: [{ operation: { hosts: [${host}], paths: [/admin*] } }] }]`,
      ),
    ),
    requests: [
      { ...http, becomes: `sidecar outbound|80||${usual} > gateway ${leaves(80)}` },
      { ...http, to: `http://${host}/admin/users`, becomes: `sidecar outbound|80||${usual} > gateway ${denied}` },
    ],
  },
];
