import { fix, replace } from '../../generate/edit';
import { isWildcard } from '../../model/host';
import { parseProtocol } from '../../model/protocol';
import type { MeshObject } from '../../workspace/mesh';
import { defineRule } from '../rule';

export const serviceEntryWildcardDnsWithoutEndpoints = defineRule({
  id: 'service-entry-wildcard-dns-without-endpoints',
  severity: 'error',
  summary: 'A ServiceEntry asks a name server for a host with `*`.',
  rationale:
    'With `resolution: DNS` and no `endpoints`, Istio looks up the host itself, and `*.example.com` is no name that a name server has. Istio’s webhook refuses such a ServiceEntry. With endpoints, all names lead to these; with `NONE` sidecars send to the address that the application has looked up; with `DYNAMIC_DNS` (sidecars and waypoints only) each name is looked up when it is asked for.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',
  aliases: ['IST0106'],
  on: ['ServiceEntry'],

  *check(object) {
    const { resolution, hosts, endpoints, workloadSelector } = object.resource.spec;
    // S4 pkg/config/validation/validation.go ValidateServiceEntry; S5 with endpoints the host is not looked up
    if (!resolution || !['DNS', 'DNS_ROUND_ROBIN'].includes(resolution.value)) return;
    if (endpoints.length > 0 || workloadSelector || object.document.partial) return;
    for (const host of hosts) {
      if (!isWildcard(host.value)) continue;
      const become = (word: string, title: string) => fix(title, [replace(object, resolution.span, word)]);
      yield {
        span: host.span,
        message: `With resolution ${resolution.value} and no endpoints Istio would have to look up ${host.value}, which is no name: the ServiceEntry is refused.`,
        fixes: () => [
          ...become('NONE', 'Send to the address that was dialled (resolution: NONE)'),
          ...(canBeDynamic(object) ? become('DYNAMIC_DNS', 'Look up each name (resolution: DYNAMIC_DNS)') : []),
        ],
      };
      return;
    }
  },

  examples: [
    {
      title: 'DNS for all names of a domain',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - "*.payments.example"
#   ^^^^^^^^^^^^^^^^^^^^ With resolution DNS and no endpoints Istio would have to look up *.payments.example, which is no name: the ServiceEntry is refused.
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - "*.payments.example"
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: NONE
`,
    },
    {
      title: 'all names are served by one set of servers',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
  endpoints: [ { address: www.payments.example } ]
`,
    },
  ],
});

/** Whether DYNAMIC_DNS is allowed with what else is written. */
function canBeDynamic({ resource: { spec } }: MeshObject<'ServiceEntry'>): boolean {
  // S6 validation.go ValidateServiceEntry
  const protocols = ['HTTP', 'TLS', 'GRPC', 'HTTP2'];
  return (
    spec.hosts.every((it) => isWildcard(it.value)) &&
    spec.addresses.length === 0 &&
    spec.ports.every((it) => protocols.includes(parseProtocol(it.protocol?.value ?? '')))
  );
}
