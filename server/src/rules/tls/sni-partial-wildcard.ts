import { fix, replace } from '../../generate/edit';
import { hostLabel, sameHost } from '../../model/host';
import { isOfKind } from '../../workspace/mesh';
import { passedOver } from '../failure';
import { label } from '../places';
import { defineFailureRule } from '../rule';

export const sniPartialWildcard = defineFailureRule({
  id: 'sni-partial-wildcard',
  severity: 'error',
  summary: 'A wildcard for a part of a label makes Envoy refuse the whole port.',
  rationale:
    'Envoy looks for the SNI of a connection by whole labels: `*.example.com` it understands, `*example.com` it does not. It refuses the listener with all that is on the port, for other hosts too.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes',

  explain(failure) {
    // G14
    const [refused] = passedOver(failure, 'G14');
    if (failure.cause.reason !== 'no-listener' || !isOfKind(refused?.object, 'VirtualService')) return undefined;
    const { object } = refused;
    const [, section, rule, , match] = refused.path;
    if (section !== 'tls') return undefined;
    const names = object.resource.spec.tls[Number(rule)]?.match[Number(match)]?.sniHosts ?? [];
    const index = names.findIndex((it) => /^\*[^.]/.test(it.value));
    const name = names[index];
    if (!name) return undefined;
    return {
      object,
      path: [...refused.path, 'sniHosts', index],
      message: `Envoy cannot look for ${name.value}, and refuses the whole port of the gateway for it: requests for ${hostLabel(failure.host)}, and for all other hosts there, find nobody listening.`,
      fixes: () => {
        const plain = name.value.slice(1);
        const right = sameHost(plain, failure.host) ? plain : `*.${plain}`;
        return fix(`Change to ${right} in ${label(object)}`, [replace(object, name.span, right)]);
      },
    };
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
#       ^^^^^^^^^^^^^^^^^^^ Envoy cannot look for *payments.example, and refuses the whole port of the gateway for it: requests for *.payments.example, and for all other hosts there, find nobody listening.
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
