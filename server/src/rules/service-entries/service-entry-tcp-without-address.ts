import { servicesMatching } from '../../mesh/services';
import { sameHost } from '../../model/host';
import type { Mesh } from '../../workspace/mesh';
import { nameSpan } from '../places';
import { defineRule } from '../rule';
import { declareUsual, portsAtAnyAddress } from '../tcp-ports';

export const serviceEntryTcpWithoutAddress = defineRule({
  id: 'service-entry-tcp-without-address',
  severity: 'warning',
  summary: 'A ServiceEntry for TCP has no addresses, so it takes every connection on its port.',
  rationale:
    'A TCP connection does not say to which host it goes; a sidecar sees its address and its port. Without `addresses` it listens at every address of the port and sends all connections to this host, also those to other servers. Where sidecars answer DNS (`ISTIO_META_DNS_CAPTURE`), each host gets an address of its own. Where the connections are TLS, `protocol: TLS` tells hosts apart by their SNI.',
  reference:
    'https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#external-tcp-services-without-vips',
  aliases: ['IST0134'],
  on: ['ServiceEntry'],

  *check(object, mesh) {
    if (object.document.partial) return;
    for (const { host, index, number, taker, others } of portsAtAnyAddress(mesh, object)) {
      // where two want the port, that is said at the one that does not get it
      if (taker.object !== object || others.length > 0 || isDisputed(mesh, host, number)) continue;
      yield {
        span: object.resource.spec.ports[index]?.number?.span ?? nameSpan(object),
        message: `Without addresses, sidecars send every TCP connection on port ${number} to ${host}, whichever server was dialled.`,
        fixes: () => declareUsual(mesh, [object], number),
        ...(sharedPorts.includes(number) ? {} : { severity: 'hint' }),
      };
    }
  },

  examples: [
    {
      title: 'a database',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports:
  - number: 5432
#           ^^^^ Without addresses, sidecars send every TCP connection on port 5432 to ledger.payments.example, whichever server was dialled.
    name: tcp
    protocol: TCP
  resolution: DNS
`,
    },
    {
      title: 'a port on which servers speak TLS',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
#           ^^^ Without addresses, sidecars send every TCP connection on port 443 to api.payments.example, whichever server was dialled.
    name: tcp
    protocol: TCP
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
    name: tcp
    protocol: TLS
  resolution: DNS
`,
    },
    {
      title: 'sidecars that answer DNS tell hosts apart',
      source: `
#- database.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: istio, namespace: istio-system }
spec:
  meshConfig:
    defaultConfig:
      proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" }
`,
    },
  ],
});

/** Ports that very many servers have; another one is often that of this host alone. */
const sharedPorts: readonly number[] = [80, 443];

/** Whether it is not said with one voice what the port carries. */
const isDisputed = (mesh: Mesh, host: string, number: number): boolean =>
  new Set(
    servicesMatching(mesh, host)
      .filter((it) => sameHost(it.host, host))
      .flatMap((it) => it.ports.filter((port) => port.number.value === number).map((port) => port.listener)),
  ).size > 1;
