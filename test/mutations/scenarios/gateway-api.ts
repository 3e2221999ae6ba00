import { entry, hostname, http80, kubernetesRoute, object, sendTo, tls443, toEntry, together } from '../../manifests';
import type { Scenario } from '../scenario';
import { host, originate } from './istio-apis';

/* The same by the Gateway API. Clients, routes and the Gateway are in one namespace, as on the pages. */

export const service = 'way-out-istio.shop.svc.cluster.local';

export const wayOut = (protocol: string, port: number, more = '', routes = 'Same', namespace = 'shop'): string =>
  object(
    'KubernetesGateway',
    'way-out',
    `  gatewayClassName: istio\n  listeners: [{ name: out, hostname: "${host}", port: ${port}, protocol: ${protocol}${more}, allowedRoutes: { namespaces: { from: ${routes} } } }]`,
    namespace,
    'annotations: { networking.istio.io/service-type: ClusterIP }',
  );

export const twoRoutes = (kind: string, port: number, hostnames = '', to = port): string =>
  together(
    kubernetesRoute(kind, 'to-gateway', toEntry(host), sendTo(`{ name: way-out-istio, port: ${port} }`), { hostnames }),
    kubernetesRoute(kind, 'from-gateway', '{ name: way-out }', sendTo(hostname(host, to)), { hostnames: host }),
  );

export const plainRoutes = together(
  entry(host, `${http80}, ${tls443}`),
  wayOut('HTTP', 80),
  twoRoutes('HTTPRoute', 80),
);
export const passedRoutes = together(
  entry(host, tls443),
  wayOut('TLS', 443, ', tls: { mode: Passthrough }'),
  twoRoutes('TLSRoute', 443, host),
);

const ended = ', tls: { mode: Terminate, options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL } }';
const hopRule = (port: number): string =>
  object(
    'DestinationRule',
    'to-egress',
    `  host: ${service}\n  trafficPolicy:\n    portLevelSettings: [{ port: { number: ${port} }, tls: { mode: ISTIO_MUTUAL, sni: ${host} } }]`,
  );
const through = (port: number, outside: string, hop = ''): string =>
  `sidecar outbound|${port}||${service}${hop} > gateway outbound|${outside} > gateway`;
const http = { from: 'shop', to: `http://${host}/` };
const https = { from: 'shop', to: `https://${host}/` };

export const gatewayApi: readonly Scenario[] = [
  {
    key: 'k-timeout',
    name: 'A2 a time limit, by a route',
    manifests: together(
      entry(host),
      kubernetesRoute(
        'HTTPRoute',
        'limit',
        toEntry(host),
        `[{ timeouts: { request: 3s }, backendRefs: [${hostname(host)}] }]`,
      ),
    ),
    requests: [{ ...http, becomes: `sidecar outbound|80||${host} > direct` }],
  },
  {
    key: 'k-http',
    name: 'A3 plain HTTP through a Kubernetes Gateway',
    manifests: plainRoutes,
    requests: [
      { ...http, becomes: through(80, `80||${host}`) },
      { ...https, becomes: `sidecar outbound|443||${host} > direct` },
    ],
  },
  {
    key: 'k-https',
    name: 'A4 the application’s own TLS through a Kubernetes Gateway',
    manifests: passedRoutes,
    requests: [{ ...https, becomes: through(443, `443||${host}`) }],
  },
  {
    key: 'k-origination',
    name: 'A7 TLS that begins at a Kubernetes Gateway',
    manifests: together(
      entry(host, `${http80}, ${tls443}`),
      wayOut('HTTPS', 80, ended),
      hopRule(80),
      twoRoutes('HTTPRoute', 80, '', 443),
      originate(443, `mode: SIMPLE, sni: ${host}`),
    ),
    requests: [{ ...http, becomes: through(80, `443||${host} SIMPLE(${host})`, ` ISTIO_MUTUAL(${host})`) }],
  },
  {
    key: 'k-policy',
    name: 'A7 TLS that begins at a Kubernetes Gateway by a BackendTLSPolicy',
    manifests: together(
      entry(host, `${http80}, ${tls443}`),
      wayOut('HTTP', 80),
      twoRoutes('HTTPRoute', 80, '', 443),
      object(
        'BackendTLSPolicy',
        'tls',
        `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com, sectionName: tls }]\n  validation: { hostname: ${host}, wellKnownCACertificates: System }`,
      ),
    ),
    requests: [{ ...http, becomes: through(80, `443||${host} SIMPLE(${host})`) }],
  },
  {
    key: 'k-mutual',
    name: 'A8 TLS with a client certificate that begins at a Kubernetes Gateway',
    manifests: together(
      entry(host, `${http80}, ${tls443}`),
      wayOut('HTTPS', 443, ended),
      hopRule(443),
      kubernetesRoute(
        'HTTPRoute',
        'to-gateway',
        toEntry(host, 'port: 80'),
        sendTo('{ name: way-out-istio, port: 443 }'),
      ),
      kubernetesRoute('HTTPRoute', 'from-gateway', '{ name: way-out }', sendTo(hostname(host, 443)), {
        hostnames: host,
      }),
      originate(443, `mode: MUTUAL, credentialName: client, sni: ${host}`),
      'apiVersion: v1\nkind: Secret\nmetadata: { name: client, namespace: shop }\ntype: generic\ndata: { tls.crt: "", tls.key: "", ca.crt: "" }\n',
    ),
    requests: [{ ...http, becomes: through(443, `443||${host} MUTUAL(${host})`, ` ISTIO_MUTUAL(${host})`) }],
  },
  {
    key: 'k-wildcard',
    name: 'A13 a wildcard through a Kubernetes Gateway to one server',
    manifests: together(
      object('ServiceEntry', 'www', `  hosts: [www.example.org]\n  ports: [${tls443}]\n  resolution: DNS`),
      object('ServiceEntry', 'any', `  hosts: ["*.example.org"]\n  ports: [${tls443}]`),
      wayOut('TLS', 443, ', tls: { mode: Passthrough }').replace(host, '*.example.org'),
      kubernetesRoute(
        'TLSRoute',
        'to-gateway',
        '{ group: networking.istio.io, kind: ServiceEntry, name: any }',
        sendTo('{ name: way-out-istio, port: 443 }'),
        { hostnames: '"*.example.org"' },
      ),
      kubernetesRoute('TLSRoute', 'from-gateway', '{ name: way-out }', sendTo(hostname('www.example.org', 443)), {
        hostnames: '"*.example.org"',
      }),
    ),
    requests: [{ from: 'shop', to: 'https://de.example.org/', becomes: through(443, '443||www.example.org') }],
  },
  {
    key: 'k-elsewhere',
    name: 'A3 a Kubernetes Gateway of another namespace',
    manifests: together(
      entry(host),
      wayOut('HTTP', 80, '', 'All', 'infra'),
      kubernetesRoute(
        'HTTPRoute',
        'to-gateway',
        toEntry(host),
        sendTo('{ name: way-out-istio, namespace: infra, port: 80 }'),
      ),
      kubernetesRoute('HTTPRoute', 'from-gateway', '{ name: way-out, namespace: infra }', sendTo(hostname(host)), {
        hostnames: host,
      }),
      object(
        'ReferenceGrant',
        'routes-of-shop',
        '  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]\n  to: [{ group: "", kind: Service }]',
        'infra',
      ),
    ),
    requests: [
      {
        ...http,
        becomes: `sidecar outbound|80||way-out-istio.infra.svc.cluster.local > gateway outbound|80||${host} > gateway`,
      },
    ],
  },
];
