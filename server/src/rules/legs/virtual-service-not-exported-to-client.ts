import { podNamespaces } from '../../mesh/gateways';
import { legs } from '../../mesh/legs';
import { servicesOf } from '../../mesh/services';
import { isExportedTo } from '../../mesh/visibility';
import { hostLabel } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { meshGateway } from '../../model/virtual-service';
import { isGatewayNamespace } from '../../trace/clients';
import { tracesTo } from '../../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { alsoTo, exportedToo } from '../exported-too';
import { gatewayDestinations, outsideHostsOf } from '../past-gateway';
import { at, label, spanOf } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const virtualServiceNotExportedToClient = defineRule({
  id: 'virtual-service-not-exported-to-client',
  severity: 'warning',
  summary: 'A VirtualService leads sidecars to the egress gateway, and is not exported to those who know the host.',
  rationale:
    'Sidecars have only the VirtualServices that are exported to their namespace. Clients to whom the ServiceEntry of a host is exported, and not the VirtualService that leads the host to the egress gateway, send it straight out, past the gateway.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  on: ['VirtualService'],

  *check(object, mesh) {
    const { exportTo } = object.resource.spec;
    if (object.writtenAt || exportTo.length === 0 || mesh.hasHidden('VirtualService')) return;
    const [gateway] = legs(object, meshGateway)
      .flatMap((it) => gatewayDestinations(mesh, object, it))
      .flatMap((it) => it.gateways);
    if (!gateway) return;
    const ofPods = podNamespaces(mesh, gateway);
    for (const host of outsideHostsOf(mesh, object)) {
      const past = tracesTo(mesh, host).find(
        ({ client: { namespace }, verdict }) =>
          (verdict === 'direct' || verdict === 'passthrough') &&
          !ofPods.includes(namespace) &&
          isLeftOut(mesh, object, host, namespace),
      );
      if (!past) continue;
      const { namespace } = past.client;
      const where = namespaceLabel(namespace);
      const services = servicesOf(mesh, host, namespace);
      const known = services.flatMap((it) => (isOfKind(it.object, 'ServiceEntry') ? [it.object] : []));
      yield {
        span: spanOf(object, ['spec', 'exportTo']),
        message: `${label(object)} is not exported to namespace ${where}, so clients there send ${hostLabel(host)} straight out, past ${label(gateway)}.`,
        related: services.map((it) => at(it.object, `${label(it.object)} makes the host known in namespace ${where}.`)),
        // who gets the rules sends to the gateway, which needs them and the host as well
        fixes: () =>
          exportedToo(
            object,
            [namespace, ...ofPods],
            known.flatMap((it) =>
              alsoTo(it, [...ofPods, ...exportTo.map((to) => (to.value === '.' ? object.namespace : to.value))]),
            ),
          ),
      };
      return;
    }
  },

  examples: [
    {
      title: 'the host is for another namespace, and the way to the gateway is not',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ . ]
#           ^^^^^ VirtualService istio-system/payments is not exported to namespace shop, so clients there send api.payments.example straight out, past Gateway istio-system/egress.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${httpGateway('istio-system')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ ., shop ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ ., shop ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a team that leads only its own clients through a gateway beside them',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  exportTo: [ . ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: egress.shop.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { app: egress }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
---
apiVersion: v1
kind: Service
metadata: { name: egress, namespace: shop }
spec:
  selector: { app: egress }
  ports: [ { name: http, port: 80 } ]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: egress, namespace: shop }
spec:
  template:
    metadata:
      labels: { app: egress }
      annotations: { inject.istio.io/templates: gateway }
    spec: { containers: [ { name: istio-proxy, image: auto } ] }
---
${httpEntry('shop')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reports, namespace: billing }
spec:
  template:
    metadata: { labels: { app: reports } }
    spec: { containers: [ { name: reports, image: reports } ] }
`,
    },
  ],
});

/** Whether clients of a namespace are meant, and have nothing of the VirtualService. */
function isLeftOut(mesh: Mesh, { resource, namespace: own }: VirtualService, host: string, namespace: string): boolean {
  // V2
  if (namespace === unnamed || isExportedTo(resource.spec.exportTo, own, namespace)) return false;
  if (namespace === own) return true;
  // who merely sees the host may be meant to go straight out; to whom it is given by name is meant
  const isNamed = servicesOf(mesh, host, namespace).some(
    ({ object }) =>
      object.resource.kind === 'ServiceEntry' && object.resource.spec.exportTo.some((it) => it.value === namespace),
  );
  return isNamed && !isGatewayNamespace(mesh, namespace);
}
