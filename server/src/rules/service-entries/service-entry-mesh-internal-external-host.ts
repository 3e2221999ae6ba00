import { fix, replace } from '../../generate/edit';
import { gatewaysBehind } from '../../mesh/gateways';
import { legs, routeDestinations } from '../../mesh/legs';
import { hostLabel, sameHost } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { isAddress } from '../../text/cidr';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

type ServiceEntry = MeshObject<'ServiceEntry'>;

export const serviceEntryMeshInternalExternalHost = defineRule({
  id: 'service-entry-mesh-internal-external-host',
  severity: 'warning',
  summary: 'A host outside is said to be in the mesh.',
  rationale:
    '`location: MESH_INTERNAL` is for workloads of the mesh that Kubernetes does not know, such as virtual machines: proxies take their endpoints for ones that may speak the mesh’s own TLS, and count requests as traffic within the mesh. A public name that is only looked up, or that is led out through an egress gateway, is no workload. An internal network of the company is outside the mesh, too.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Location',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    const { location, hosts, workloadSelector } = object.resource.spec;
    if (location?.value !== 'MESH_INTERNAL' || workloadSelector || object.document.partial) return;
    const outside = hosts.find((it) => isPublic(it.value));
    if (!outside) return;
    const host = hostLabel(outside.value.toLowerCase());
    const routing = leadingOut(mesh, host);
    if (!routing && !isLookedUp(object)) return;
    yield {
      span: location.span,
      // S13
      message: `${host} is outside the mesh, but is said to be in it: requests for it count as traffic within the mesh, and policies and reports on what leaves miss them.`,
      related: routing ? [at(routing, `${label(routing)} leads it out through an egress gateway.`)] : [],
      fixes: () => fix("Change to 'MESH_EXTERNAL'", [replace(object, location.span, 'MESH_EXTERNAL')]),
    };
  },

  examples: [
    {
      title: 'a public name that is looked up',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  location: MESH_INTERNAL
#           ^^^^^^^^^^^^^ api.payments.example is outside the mesh, but is said to be in it: requests for it count as traffic within the mesh, and policies and reports on what leaves miss them.
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  location: MESH_EXTERNAL
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'virtual machines of the mesh, by their addresses and by their labels',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  location: MESH_INTERNAL
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: STATIC
  endpoints: [ { address: 192.0.2.10 }, { address: 192.0.2.11 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: billing, namespace: shop }
spec:
  hosts: [ billing.payments.example ]
  location: MESH_INTERNAL
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  workloadSelector: { labels: { app: billing } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: cache, namespace: shop }
spec:
  hosts: [ cache.shop.internal ]
  location: MESH_INTERNAL
  ports: [ { number: 6379, name: tcp-cache, protocol: TCP } ]
  addresses: [ 198.51.100.20 ]
  resolution: DNS
`,
    },
  ],
});

/** Last labels of names that no public name server knows. */
const privateEnds = new Set(
  'local localdomain internal intranet private lan corp home svc cluster mesh global consul vm'.split(' '),
);

/** Whether a name is one of the public Internet, as far as that can be seen. */
function isPublic(host: string): boolean {
  const labels = host.toLowerCase().split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && !hasPlaceholder(host) && /^[a-z]{2,}$/.test(last) && !privateEnds.has(last);
}

/** Whether nothing of the mesh stands behind the names: they are looked up, or names are that stand for them. */
function isLookedUp({ resource }: ServiceEntry): boolean {
  const { endpoints, resolution } = resource.spec;
  if (resolution?.value === 'STATIC') return false;
  return endpoints.every(
    ({ address }) => address !== undefined && !isAddress(address.value) && isPublic(address.value),
  );
}

/** What sends the host from sidecars to a gateway, and from there on to the host itself. */
const leadingOut = (mesh: Mesh, host: string): MeshObject<'VirtualService'> | undefined =>
  mesh.withHost('VirtualService', host).find(
    (it) =>
      it.resource.spec.hosts.some(({ value }) => value.toLowerCase() === host) &&
      legs(it, meshGateway)
        .flatMap((leg) => routeDestinations(leg, it))
        .some((to) => !sameHost(to.host, host) && gatewaysBehind(mesh, to.host).length > 0),
  );
