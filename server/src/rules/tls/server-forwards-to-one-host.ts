import { writtenHosts } from '../../mesh/gateway-hosts';
import { hostLabel, hostsMatch } from '../../model/host';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import { mutualTlsGateway } from '../example-documents';
import { tlsSettings } from '../hop-tls';
import { isFor, type LedElsewhere, ledElsewhere } from '../one-destination';
import { ownServer } from '../own-server';
import { at, atPath, label } from '../places';
import { defineRule, type Finding } from '../rule';

/** Two hosts for which applications speak TLS. */
const hosts = ['api', 'login']
  .map(
    (name) => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [ ${name}.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS`,
  )
  .join('\n---\n');

/** One server for hosts, out of the mesh’s TLS. */
const gateway = (names: readonly string[]): string =>
  mutualTlsGateway('shop').replace(
    'api.payments.example',
    names.map((it) => (it.startsWith('*') ? `"${it}"` : it)).join(', '),
  );

/** The rules for one of the hosts, in the mesh’s TLS. */
const routes = (name: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [ ${name}.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ ${name}.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: ${name}, port: { number: 443 } }
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: ${name}.payments.example, port: { number: 443 } }`;

/** The mesh’s TLS for each of them, with its name. */
const subsets = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: egress, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - { name: api, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.payments.example } } }
  - { name: login, trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: login.payments.example } } }`;

export const serverForwardsToOneHost = defineRule({
  id: 'server-forwards-to-one-host',
  severity: 'error',
  summary: 'A server that reads no HTTP leads the connections for all its hosts to one of them.',
  rationale:
    'A server for TCP, or one with `protocol: TLS` that ends TLS, forwards bytes and sees no host in them. Its hosts only say which VirtualServices are for it, and the first rule under `tcp` of the oldest of those takes every connection. With TLS each host can have a server of its own on the same port, as the gateway then tells them apart by the SNI; for TCP each host needs a port of its own.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial || object.writtenAt) return;
    for (const host of externalHostsOf(mesh, object)) {
      const found = tracesTo(mesh, host).flatMap((it) => ledElsewhere(mesh, host, it) ?? [])[0];
      const written =
        object.resource.spec.hosts[writtenHosts(object).findIndex((it) => hostsMatch(it.toLowerCase(), host))];
      if (found?.meant === object && written) yield { span: written.span, ...finding(host, found) };
    }
  },

  examples: [
    {
      title: 'two hosts in a server that ends the mesh’s TLS',
      source: `
#- hosts.yaml
${hosts}
#- gateway.yaml
${gateway(['api.payments.example', 'login.payments.example'])}
#- api.yaml
${routes('api')}
#- login.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: login, namespace: shop }
spec:
  hosts: [ login.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^^ Connections for login.payments.example are led to api.payments.example: port 443 of Gateway shop/egress ends TLS (ISTIO_MUTUAL), sees only bytes inside, and leads them all by the first rule for it, that of VirtualService shop/api.
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ login.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: login, port: { number: 443 } }
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: login.payments.example, port: { number: 443 } }
#- subsets.yaml
${subsets}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }
  - port:
      number: 443
      name: tls-2
      protocol: TLS
    hosts:
    - login.payments.example
    tls:
      mode: ISTIO_MUTUAL
`,
    },
    {
      title: 'a host that no rule of the gateway is for',
      source: `
#- hosts.yaml
${hosts}
#- gateway.yaml
${gateway(['*.payments.example'])}
#- api.yaml
${routes('api')}
#- login.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: login, namespace: shop }
spec:
  hosts: [ login.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^^ Connections for login.payments.example are led to api.payments.example: port 443 of Gateway shop/egress ends TLS (ISTIO_MUTUAL), sees only bytes inside, and leads them all by the rule of VirtualService shop/api, as no rule there is for login.payments.example.
  tls:
  - match: [ { port: 443, sniHosts: [ login.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: login, port: { number: 443 } }
#- subsets.yaml
${subsets}
`,
    },
    {
      title: 'the TLS of the mesh names the other host',
      source: `
#- hosts.yaml
${hosts}
#- gateway.yaml
${gateway(['api.payments.example'])}
#- api.yaml
${routes('api')}
#- login.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: login, namespace: shop }
spec:
  hosts: [ login.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^^ Connections for login.payments.example are led to api.payments.example: they come with the SNI api.payments.example, and port 443 of Gateway shop/egress ends TLS (ISTIO_MUTUAL), sees only bytes inside, and leads them all by the rule of VirtualService shop/api, as no rule there is for login.payments.example.
  tls:
  - match: [ { port: 443, sniHosts: [ login.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: api, port: { number: 443 } }
#- subsets.yaml
${subsets}
`,
    },
    {
      title: 'a server and a rule for all names of a domain, which one host answers',
      source: `
#- hosts.yaml
${hosts}
#- gateway.yaml
${gateway(['*.payments.example'])}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ "*.payments.example" ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: api, port: { number: 443 } }
  tcp:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- subsets.yaml
${subsets}
`,
    },
  ],
});

function finding(host: string, led: LedElsewhere): Omit<Finding, 'span'> {
  const { taker, server, isPassedOver, sender, sni } = led;
  const isTls = server.mode !== undefined;
  const isNamed = sni === host;
  const settings = isTls && !isNamed ? tlsSettings(sender) : undefined;
  return {
    ...(isPassedOver ? {} : { severity: 'warning' }),
    message: `Connections for ${hostLabel(host)} are led to ${hostLabel(taker.host)}: ${reasonOf(host, led)}.`,
    related: [
      at(taker.object, `${label(taker.object)} leads to ${hostLabel(taker.host)}.`, taker.destination.host?.span),
      atPath(server.gateway, [...server.path, 'hosts'], 'The server takes them here.'),
      ...(settings ? [atPath(settings.object, settings.path, `${label(settings.object)} gives them that TLS.`)] : []),
    ],
    fixes: () => (isTls && isNamed && isPassedOver && !isFor(taker.object, host) ? ownServer(server, host) : []),
  };
}

function reasonOf(host: string, { taker, server, isPassedOver, sni }: LedElsewhere): string {
  const comes = server.mode && sni && sni !== host ? `they come with the SNI ${sni}, and ` : '';
  const sees = server.mode ? `ends TLS (${server.mode}), sees only bytes inside,` : 'sees only bytes,';
  const by = isPassedOver
    ? `the first rule for it, that of ${label(taker.object)}`
    : `the rule of ${label(taker.object)}, as no rule there is for ${hostLabel(host)}`;
  return `${comes}${server.label} ${sees} and leads them all by ${by}`;
}
