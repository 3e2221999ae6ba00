import { fix, removeFields } from '../../generate/edit';
import { bestParents } from '../../mesh/gateway-api/parents';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { enumerate } from '../places';
import { isForSidecars } from '../route-problems';
import { defineRule } from '../rule';

export const meshRouteHostnamesIgnored = defineRule({
  id: 'mesh-route-hostnames-ignored',
  severity: 'warning',
  summary: 'The host names of a route for a Service or a ServiceEntry are not looked at.',
  rationale:
    'A route whose parents are Services or ServiceEntries holds for all requests to their hosts. Its `hostnames` are for Gateways, and Istio passes over them.',
  reference: 'https://gateway-api.sigs.k8s.io/mesh/service-facets/',
  // K2 the names of a TLSRoute count there too
  on: ['HTTPRoute', 'GRPCRoute'],

  *check(object, mesh) {
    const { hostnames } = object.resource.spec;
    const [first] = hostnames;
    if (!first || object.document.partial || !isForSidecars(object)) return;
    const names = hostnames.map((it) => it.value.toLowerCase());
    const hosts = hostsOf(mesh, object);
    if (hosts.length === 0 || [...names, ...hosts].some(hasPlaceholder) || isSaid(names, hosts)) return;
    yield {
      span: first.span,
      message: `Nobody looks at the host names of this route, as no Gateway is its parent: it holds for all requests to ${enumerate(hosts)}.`,
      fixes: () => fix('Remove the host names', removeFields(object, ['spec'], ['hostnames'])),
    };
  },

  examples: [
    {
      title: 'one of two hosts of a ServiceEntry',
      source: `
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
#              ^^^^^^^^^^^^^^^^^^^^ Nobody looks at the host names of this route, as no Gateway is its parent: it holds for all requests to api.payments.example and files.payments.example.
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, files.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
    },
    {
      title: 'the very hosts of the ServiceEntry',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - timeouts: { request: 3s }
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
---
${httpEntry('shop')}
`,
    },
  ],
});

/** The hosts that a route is for without its names. */
const hostsOf = (mesh: Mesh, route: MeshObject<'HTTPRoute' | 'GRPCRoute'>): string[] => [
  ...new Set(
    bestParents(mesh, route as Parameters<typeof bestParents>[1]).flatMap((it) =>
      it.bound === meshGateway && !it.denied ? it.hosts.map((host) => host.toLowerCase()) : [],
    ),
  ),
];

/** Whether the names of a route say no less and no more than its parents do; a Service may be named in short. */
const isSaid = (names: readonly string[], hosts: readonly string[]): boolean => {
  const isSame = (name: string, host: string): boolean => host === name || host.startsWith(`${name}.`);
  return (
    hosts.every((host) => names.some((it) => isSame(it, host))) &&
    names.every((it) => hosts.some((host) => isSame(it, host)))
  );
};
