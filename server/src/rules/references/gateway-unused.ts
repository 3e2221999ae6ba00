import { serverHosts } from '../../mesh/gateway-hosts';
import { serves } from '../../mesh/gateways';
import { gatewayName } from '../../mesh/legs';
import type { Server } from '../../model/gateway';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { gatewayReferences, meshGateway, resolveGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, passthroughRoutes, tlsEntry } from '../example-documents';
import { gatewayHost } from '../gateway-host';
import { passedHosts } from '../past-gateway';
import { at, label, nameSpan } from '../places';
import { defineRule, type Finding } from '../rule';
import { unservedHosts } from '../unserved-hosts';

type Gateway = MeshObject<'Gateway'>;
type VirtualService = MeshObject<'VirtualService'>;

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
    const forServices = bound.filter((it) => isForServicesOnly(it, object));
    if (bound.length > forServices.length) yield* notLed(object, mesh, bound, forServices);
    // what is for the gateway's own host is said there
    else if (!forServices.some((it) => gatewayHost(mesh, it))) yield* unbound(object, mesh, forServices);
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
${httpEntry('shop')}
`,
    },
    {
      title: 'a host of the Gateway that no VirtualService has',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    tls: { mode: PASSTHROUGH }
    hosts:
    - api.payments.example
    - api.stocks.example
#     ^^^^^^^^^^^^^^^^^^ No VirtualService leads api.stocks.example through Gateway shop/egress: sidecars send api.stocks.example straight out, past it.
#- stocks.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stocks, namespace: shop }
spec:
  hosts: [ api.stocks.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
#- host.yaml
${tlsEntry('shop')}
#- routes.yaml
${passthroughRoutes('shop')}
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

/** The hosts of a Gateway that none of its VirtualServices leads anywhere, and that sidecars send straight out. */
function* notLed(
  object: Gateway,
  mesh: Mesh,
  bound: readonly VirtualService[],
  forServices: readonly VirtualService[],
): Iterable<Finding> {
  const past = passedHosts(object, mesh, (it) => mesh.withHost('VirtualService', it).length === 0);
  // a VirtualService with another host may be meant for one of them
  if (past.length === 0 || isNamedWrongly(object, mesh)) return;
  if (bound.some((it) => !forServices.includes(it) && unservedHosts(mesh, it).length > 0)) return;
  for (const { host, span, outside } of past)
    yield {
      span,
      severity: 'warning',
      message: `No VirtualService leads ${hostLabel(host)} through ${label(object)}: sidecars send ${hostLabel(outside)} straight out, past it.`,
      related: forServices.map(forNamesOfMesh),
    };
}

/** A Gateway without VirtualServices, but for some that are for names of the mesh. */
function* unbound(object: Gateway, mesh: Mesh, forServices: readonly VirtualService[]): Iterable<Finding> {
  if (isNamedWrongly(object, mesh)) return;
  const [first] = passedHosts(object, mesh, () => true);
  // those of other namespaces are often in other repositories
  const isHere = mesh.settings.closedWorld ?? mesh.has('VirtualService', object.namespace);
  if (!isHere && !first) return;
  const none = forServices.length > 0 ? 'No VirtualService for its hosts' : 'No VirtualService';
  yield {
    span: nameSpan(object),
    severity: first ? 'warning' : 'information',
    message: first
      ? `${none} is bound to ${label(object)}, and sidecars send ${hostLabel(first.outside)} straight out, past it.`
      : `${none} is bound to ${label(object)}, so whatever comes to its servers goes nowhere.`,
    related: forServices.map(forNamesOfMesh),
  };
}

const forNamesOfMesh = (object: VirtualService) => at(object, `${label(object)} is for names of the mesh only.`);

/** Whether a VirtualService is for names of the mesh that the Gateway does not take, where a host outside is meant. */
const isForServicesOnly = ({ resource, namespace }: VirtualService, gateway: Gateway): boolean => {
  const hosts = resource.spec.hosts.map((it) => resolveHost(it.value, namespace));
  const isTaken = (host: string): boolean =>
    gateway.resource.spec.servers.some((it) => serves(it, gateway, host, unnamed));
  return hosts.length > 0 && hosts.every((it) => serviceName(it) !== undefined && !isTaken(it));
};

/** Whether a server does something without a VirtualService: passes the mesh's TLS on, or redirects. */
const worksAlone = ({ tls }: Server): boolean =>
  // 3.5.1 pilot/pkg/networking/core/gateway.go builtAutoPassthroughFilterChains, buildGatewayHTTPRouteConfig
  tls?.mode?.value === 'AUTO_PASSTHROUGH' || tls?.httpsRedirect?.value === true;

/** Whether a VirtualService of the namespace or for one of the hosts names a Gateway that is not there, and may mean this one. */
function isNamedWrongly({ resource, namespace }: Gateway, mesh: Mesh): boolean {
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
