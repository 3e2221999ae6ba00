import { fix, replace } from '../../generate/edit';
import { isPartialWildcard, resolveHost, sameHost } from '../../model/host';
import { defineRule } from '../rule';

export const sniPartialWildcard = defineRule({
  id: 'sni-partial-wildcard',
  severity: 'error',
  summary: 'A wildcard for a part of a label makes Envoy refuse the whole port.',
  rationale:
    'Envoy looks for the SNI of a connection by whole labels: `*.example.com` it understands, `*example.com` it does not. It refuses the listener with all that is on the port, for other hosts too.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes',
  on: ['VirtualService'],

  *check(object) {
    if (object.document.partial) return;
    const names = object.resource.spec.tls.flatMap((rule) => rule.match.flatMap((it) => it.sniHosts));
    for (const { value, span } of names) {
      if (!isPartialWildcard(value)) continue;
      const plain = value.slice(1);
      const isOwn = object.resource.spec.hosts.some((it) => sameHost(resolveHost(it.value, object.namespace), plain));
      const whole = isOwn ? plain : `*.${plain}`;
      yield {
        span,
        message: `Envoy cannot look for ${value}, and refuses the whole port for it, with the rules of all other hosts there: a gateway does not listen, and sidecars let connections pass the rules by.`,
        fixes: () => fix(`Change to ${whole}`, [replace(object, span, whole)]),
      };
    }
  },

  examples: [
    {
      title: 'a wildcard without its dot',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*payments.example" ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ "*.payments.example" ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - gateways: [ egress ]
      port: 443
      sniHosts:
      - "*payments.example"
#       ^^^^^^^^^^^^^^^^^^^ Envoy cannot look for *payments.example, and refuses the whole port for it, with the rules of all other hosts there: a gateway does not listen, and sidecars let connections pass the rules by.
    route:
    - destination: { host: "*.payments.example", port: { number: 443 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ "*.payments.example" ]
    tls: { mode: PASSTHROUGH }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: STATIC
  endpoints: [ { address: 203.0.113.7 } ]
`,
    },
  ],
});
