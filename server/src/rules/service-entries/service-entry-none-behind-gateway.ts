import { fix, insertInto, replace } from '../../generate/edit';
import { namedGateways } from '../../mesh/egress';
import { gatewayName, legs, routeDestinations } from '../../mesh/legs';
import { servicesOf } from '../../mesh/services';
import { isWildcard, sameHost } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const serviceEntryNoneBehindGateway = defineRule({
  id: 'service-entry-none-behind-gateway',
  severity: 'error',
  summary: 'A gateway sends to a ServiceEntry whose addresses it cannot know.',
  rationale:
    'With `resolution: NONE`, also when it is left out, a sidecar sends to the address that the application dialled. At a gateway nobody dialled the host’s address: the cluster has no endpoints, and every request is answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    const { resolution, hosts, endpoints, workloadSelector } = object.resource.spec;
    // S1: left out, it is NONE
    if ((resolution?.value ?? 'NONE') !== 'NONE' || endpoints.length > 0 || workloadSelector || object.document.partial)
      return;
    for (const host of hosts) {
      const user = hasPlaceholder(host.value) ? undefined : gatewayRoute(mesh, host.value);
      if (!user || hasOtherResolution(mesh, host.value)) continue;
      yield {
        span: resolution?.span ?? host.span,
        message: `${label(user.gateway)} sends ${host.value} on, but with resolution NONE${resolution ? '' : ' (the default)'} a gateway has no address for it: requests are answered with 503.`,
        related: [at(user.virtualService, `${label(user.virtualService)} leads from the gateway to it.`, user.span)],
        fixes: () => {
          if (hosts.some((it) => isWildcard(it.value))) return [];
          const edit = resolution
            ? replace(object, resolution.span, 'DNS')
            : insertInto(object, ['spec', 'resolution'], 'DNS');
          return fix('Set resolution: DNS', [edit], true);
        },
      };
      return;
    }
  },

  examples: [
    {
      title: 'the resolution left out',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
#   ^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress sends api.payments.example on, but with resolution NONE (the default) a gateway has no address for it: requests are answered with 503.
  ports: # as the application dials
  - { number: 443, name: tls, protocol: TLS }
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ egress ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
  ports: # as the application dials
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'NONE for sidecars only',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: NONE
`,
    },
  ],
});

/** Whether another ServiceEntry, which the gateway may take instead, has addresses for the host. */
const hasOtherResolution = (mesh: Mesh, host: string): boolean =>
  servicesOf(mesh, host.toLowerCase(), '').some(
    ({ object }) =>
      object.resource.kind !== 'ServiceEntry' || (object.resource.spec.resolution?.value ?? 'NONE') !== 'NONE',
  );

/** A rule that leads from a gateway to the host. */
function gatewayRoute(mesh: Mesh, host: string) {
  for (const virtualService of mesh.withHost('VirtualService', host.toLowerCase()) as MeshObject<'VirtualService'>[])
    for (const gateway of namedGateways(mesh, virtualService))
      for (const leg of legs(virtualService, gatewayName(gateway)))
        for (const to of routeDestinations(leg, virtualService))
          if (sameHost(to.host, host.toLowerCase()) && to.destination.host)
            return { virtualService, gateway, span: to.destination.host.span };
  return undefined;
}
