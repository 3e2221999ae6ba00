import { meshConfig } from '../../mesh/mesh-config';
import { isOfKind } from '../../workspace/mesh';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';
import { declareUsual, portsAtAnyAddress } from '../tcp-ports';

export const serviceEntryTcpPortCollision = defineRule({
  id: 'service-entry-tcp-port-collision',
  severity: 'error',
  summary:
    'Connections to one server go to another one, because both are declared for TCP on one port without addresses.',
  rationale:
    'A TCP connection does not say to which host it goes. For hosts without `addresses` a sidecar listens at every address of the port, and the oldest one gets all connections. Give each its addresses, let sidecars answer DNS (`ISTIO_META_DNS_CAPTURE`) so that each host gets one of its own, or declare TLS where it is TLS, which names the host.',
  reference:
    'https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#external-tcp-services-without-vips',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    if (object.document.partial) return;
    for (const { host, index, number, taker, others } of portsAtAnyAddress(mesh, object)) {
      const { object: winner } = taker;
      // alternatives of one name are never applied together
      if (!others.some((it) => it.object === object) || winner === object || winner.name === object.name) continue;
      const { dnsCapture } = meshConfig(mesh);
      yield {
        span: object.resource.spec.ports[index]?.number?.span ?? nameSpan(object),
        message: `Connections to ${host} go where ${label(winner)} sends them: without addresses, sidecars send every TCP connection on port ${number} to the same one.`,
        // 3.14 whether sidecars answer DNS may be said where nobody sees it
        ...(dnsCapture.origin ? {} : { severity: 'warning' }),
        related: [at(winner, `${label(winner)} takes the connections on port ${number}.`)],
        fixes: () => (isOfKind(winner, 'ServiceEntry') ? declareUsual(mesh, [winner, object], number) : []),
      };
    }
  },

  examples: [
    {
      title: 'two databases',
      source: `
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
#- orders.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ orders.payments.example ]
  ports:
  - number: 5432
#           ^^^^ Connections to orders.payments.example go where ServiceEntry shop/ledger sends them: without addresses, sidecars send every TCP connection on port 5432 to the same one.
    name: tcp
    protocol: TCP
  resolution: DNS
`,
    },
    {
      title: 'two hosts on a port on which servers speak TLS',
      source: `
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 443, name: tcp, protocol: TCP } ]
  resolution: DNS
#- orders.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ orders.payments.example ]
  ports:
  - number: 443
#           ^^^ Connections to orders.payments.example go where ServiceEntry shop/ledger sends them: without addresses, sidecars send every TCP connection on port 443 to the same one.
    name: tcp
    protocol: TCP
  resolution: DNS
`,
      fixed: `
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 443, name: tcp, protocol: TLS } ]
  resolution: DNS
#- orders.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ orders.payments.example ]
  ports:
  - number: 443
    name: tcp
    protocol: TLS
  resolution: DNS
`,
    },
    {
      title: 'addresses of their own',
      source: `
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  addresses: [ 203.0.113.7 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
#- orders.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ orders.payments.example ]
  addresses: [ 203.0.113.8 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
`,
    },
  ],
});
