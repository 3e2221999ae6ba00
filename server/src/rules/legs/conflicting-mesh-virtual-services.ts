import { hostLabel, resolveHost, sameHost } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import { httpEntry, httpGateway } from '../example-documents';
import { atPath, label } from '../places';
import { defineRule } from '../rule';

export const conflictingMeshVirtualServices = defineRule({
  id: 'conflicting-mesh-virtual-services',
  severity: 'error',
  summary: 'Sidecars have several VirtualServices for one host, and follow only one.',
  rationale:
    'On a gateway the rules of VirtualServices with the same host are put together. On sidecars they are not: of those that a client gets for a host the oldest counts, and of the others it has nothing. Put the rules into one VirtualService, delegate from one to the others, or export each to other namespaces.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
  aliases: ['IST0109', 'KIA1106'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const host of externalHostsOf(mesh, object)) {
      const written = object.resource.spec.hosts.find((it) => sameHost(resolveHost(it.value, object.namespace), host));
      for (const { hops } of written ? tracesTo(mesh, host) : []) {
        const [hop] = hops;
        const other = hop?.route?.object;
        // V14
        const isLate = hop?.passedOver.some((it) => it.fact === 'V14' && it.object === object);
        // alternatives of one name are never there together
        if (!written || !isLate || !other || other === object || other.name === object.name) continue;
        const isOneNamespace = object.namespace !== unnamed && object.namespace === other.namespace;
        yield {
          span: written.span,
          // who has no namespace in the manifests may never meet
          severity: isOneNamespace || object.document === other.document ? 'error' : 'warning',
          message: `Sidecars have nothing of this VirtualService for ${hostLabel(host)}: they follow ${label(other)}, which has the host too, and only one of them counts.`,
          related: [atPath(other, ['spec', 'hosts'], `${label(other)} is followed.`)],
        };
        break;
      }
    }
  },

  examples: [
    {
      title: 'one VirtualService for the way to the gateway, one for a timeout',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-timeout, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Sidecars have nothing of this VirtualService for api.payments.example: they follow VirtualService shop/payments, which has the host too, and only one of them counts.
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
    },
    {
      title: 'one for the sidecars and one for the gateway',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-gateway, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-host, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpGateway('shop')}
---
${httpEntry('shop')}
`,
    },
  ],
});
