import { serverHosts } from '../../mesh/gateway-hosts';
import { serves } from '../../mesh/gateways';
import { gatewayName } from '../../mesh/legs';
import { owns } from '../../mesh/ownership';
import type { Server } from '../../model/gateway';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { gatewayReferences, meshGateway, resolveGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { goesPast, isEgress, sectionsTo } from '../past-gateway';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';

export const gatewayUnused = defineRule({
  id: 'gateway-unused',
  severity: 'information',
  summary: 'No VirtualService is bound to a Gateway.',
  rationale:
    'A Gateway only opens the door: where requests go from there is said by VirtualServices that name it in `gateways`. Without any, plaintext HTTP and HTTP out of TLS is answered with 404, and for everything else the gateway does not listen.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/',
  on: ['Gateway'],

  *check(object, mesh) {
    const { servers } = object.resource.spec;
    if (object.document.partial || servers.length === 0 || servers.some(worksAlone) || mesh.hasHidden('VirtualService'))
      return;
    const bound = mesh.with('VirtualService', gatewayName(object));
    if (bound.some((it) => !isForServicesOnly(it, object)) || isNamedWrongly(object, mesh)) return;
    const past = isEgress(object) ? passedHost(object, mesh) : undefined;
    // those of other namespaces are often in other repositories
    const isHere = mesh.settings.closedWorld ?? mesh.has('VirtualService', object.namespace);
    if (!isHere && !(past && owns(mesh, object.namespace, 'VirtualService'))) return;
    const none = bound.length > 0 ? 'No VirtualService for its hosts' : 'No VirtualService';
    yield {
      span: nameSpan(object),
      severity: past ? 'warning' : 'information',
      message: past
        ? `${none} is bound to ${label(object)}, and sidecars send ${hostLabel(past)} straight out, past it.`
        : `${none} is bound to ${label(object)}, so whatever comes to its servers goes nowhere.`,
      related: bound.map((it) => at(it, `${label(it)} is for names of the mesh only.`)),
    };
  },

  examples: [
    {
      title: 'nobody names the Gateway',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
#       ^^^^^^ No VirtualService is bound to Gateway shop/egress, and sidecars send api.payments.example straight out, past it.
  namespace: shop
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
    {
      title: 'nobody names a Gateway for the way in',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: ingress
#       ^^^^^^^ No VirtualService is bound to Gateway shop/ingress, so whatever comes to its servers goes nowhere.
  namespace: shop
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ shop.example.com ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: catalog, namespace: shop }
spec:
  hosts: [ catalog ]
  http:
  - route:
    - destination: { host: catalog, port: { number: 80 } }
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: catalog, namespace: shop }
spec:
  ports: [ { name: http, port: 80 } ]
`,
    },
    {
      title: 'a gateway between clusters, which needs no VirtualService',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: cross-network, namespace: istio-system }
spec:
  selector: { istio: eastwestgateway }
  servers:
  - port: { number: 15443, name: tls, protocol: TLS }
    hosts: [ "*.local" ]
    tls: { mode: AUTO_PASSTHROUGH }
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-system }
spec:
  hosts: [ payments ]
  http:
  - route:
    - destination: { host: payments, port: { number: 80 } }
`,
    },
  ],
});

/** Whether a VirtualService is for names of the mesh that the Gateway does not take, where a host outside is meant. */
const isForServicesOnly = (
  { resource, namespace }: MeshObject<'VirtualService'>,
  gateway: MeshObject<'Gateway'>,
): boolean => {
  const hosts = resource.spec.hosts.map((it) => resolveHost(it.value, namespace));
  const isTaken = (host: string): boolean =>
    gateway.resource.spec.servers.some((it) => serves(it, gateway, host, unnamed));
  return hosts.length > 0 && hosts.every((it) => serviceName(it) !== undefined && !isTaken(it));
};

/** A host of the Gateway that sidecars send straight out. */
const passedHost = (object: MeshObject<'Gateway'>, mesh: Mesh): string | undefined =>
  object.resource.spec.servers
    .flatMap((server) => serverHosts(server, object.namespace).map((it) => ({ server, host: it.host.toLowerCase() })))
    .find(({ server, host }) => host !== '*' && goesPast(mesh, host, sectionsTo(server)))?.host;

/** Whether a server does something without a VirtualService: passes the mesh's TLS on, or redirects. */
const worksAlone = ({ tls }: Server): boolean =>
  // 3.5.1 pilot/pkg/networking/core/gateway.go builtAutoPassthroughFilterChains, buildGatewayHTTPRouteConfig
  tls?.mode?.value === 'AUTO_PASSTHROUGH' || tls?.httpsRedirect?.value === true;

/** Whether a VirtualService of the namespace or for one of the hosts names a Gateway that is not there, and may mean this one. */
function isNamedWrongly({ resource, namespace }: MeshObject<'Gateway'>, mesh: Mesh): boolean {
  const hosts = resource.spec.servers.flatMap((it) => serverHosts(it, namespace).map(({ host }) => host.toLowerCase()));
  const near = [
    ...hosts.flatMap((it) => mesh.withHost('VirtualService', it)),
    ...mesh.inNamespace('VirtualService', namespace),
  ];
  return near.some((object) =>
    [...gatewayReferences(object.resource.spec)].some(({ value }) => {
      const named = resolveGateway(value, object);
      return value !== meshGateway && mesh.find('Gateway', named.namespace, named.name).length === 0;
    }),
  );
}
