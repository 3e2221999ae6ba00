import type { Problem, Reason } from '../../mesh/gateway-api/problem';
import { routeKinds } from '../../mesh/gateway-api/routes';
import { servicesMeant } from '../../mesh/gateway-api/services-meant';
import { statusOf } from '../../mesh/gateway-api/status/status';
import { ownsByName } from '../../mesh/ownership';
import type { Kind } from '../../model/kinds';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { egressListener, httpEntry } from '../example-documents';
import { listenerOwners } from '../listener-problems';
import { defineProblemRule } from '../problem-rule';
import { type AnyRoute, consequence, ruleProblems } from '../route-problems';

export const refusedByIstio = defineProblemRule({
  id: 'refused-by-istio',
  severity: 'error',
  summary: 'Istio does not take a part of an object of the Gateway API.',
  rationale:
    'What Istio can’t use of a Gateway, a route or a BackendTLSPolicy it leaves out, and says so only in the status of the object, once that is in the cluster. These are the reasons that it would give and for which there is no rule of their own.',
  reference: 'https://gateway-api.sigs.k8s.io/guides/troubleshooting/',
  aliases: ['IST0171', 'KIA1503'],
  on: [...routeKinds, ...listenerOwners, 'BackendTLSPolicy'],

  problems: (object, mesh) => (isRoute(object) ? routeProblems(mesh, object) : statusProblems(mesh, object)),
  isMeant: ({ reason }) => reason in effects,
  severityOf: (_, { reason, to }, mesh) =>
    reason === 'BackendNotFound' && to && !ownsByName(mesh, to.namespace, 'Service')
      ? 'hint'
      : // the listener serves the other kinds, and a route that it does not take is reported itself
        reason === 'InvalidRouteKinds'
        ? 'warning'
        : undefined,
  effect: (object, problem) => (isRoute(object) ? consequence(object, problem) : (effects[problem.reason] ?? '')),

  examples: [
    {
      title: 'two listeners with one port and one name',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP }
  - { name: other, port: 80, protocol: TLS, tls: { mode: Passthrough } }
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ An earlier listener of the Gateway has its port and its name. Istio listens to nothing for it.
`,
    },
    {
      title: 'a backend without a port',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  rules:
  - backendRefs:
    - { group: networking.istio.io, kind: Hostname, name: api.payments.example }
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A backend needs a port. Istio leaves out the whole route: the gateway answers its requests with 404 unless another one takes them.
---
${egressListener('partners', 'shop')}
`,
    },
    {
      title: 'a Service that is not there',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: rely, port: 80 } ]
#                          ^^^^ There is no Service rely in shop. Its share of the requests is answered with 500.
---
apiVersion: v1
kind: Service
metadata: { name: relay, namespace: shop }
spec:
  ports: [ { name: http, port: 80 } ]
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a Service that other manifests may have',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: direct, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - backendRefs: [ { name: relay, port: 80 } ]
`,
    },
  ],
});

/** What comes of it, for what is no route. */
const effects: Partial<Readonly<Record<Reason, string>>> = {
  BackendNotFound: '',
  InvalidKind: 'So the server can’t be checked, and no request gets through.',
  InvalidDestination: '',
  InvalidFilter: '',
  InvalidConfiguration: '',
  ProtocolConflict: 'Istio listens to nothing for it.',
  HostnameConflict: 'Istio listens to nothing for it.',
  InvalidRouteKinds: 'Istio passes over them.',
  InvalidCertificateRef: 'So there is no certificate, and every connection fails.',
  InvalidCACertificateRef: 'So nobody can be checked, and no request gets through.',
  InvalidCACertificateKind: 'So nobody can be checked, and no request gets through.',
  UnsupportedAddress: 'Istio does not make the Gateway ready.',
  InvalidParameters: 'Istio does not accept the Gateway.',
  InvalidClientCertificateRef: 'Servers that ask for a certificate refuse the gateway.',
  NotAllowed: 'None of its listeners is served.',
  Conflicted: 'Proxies go on as if this one were not there.',
};

const isRoute = (object: MeshObject<Kind>): object is AnyRoute => routeKinds.some((it) => it === object.resource.kind);

/** Those of which other rules don't speak. */
const routeProblems = (mesh: Mesh, route: AnyRoute): readonly Problem[] =>
  ruleProblems(mesh, route).filter(({ reason, fact, to, path }) => {
    const lacksPort = reason === 'InvalidDestination' && fact === 'B1' && path?.at(-1) !== 'name';
    // the cluster itself asks for that of a Service, rules/manifests/invalid-object.ts
    if (to?.type === 'Service' && lacksPort) return false;
    if (to?.type === 'Hostname') return lacksPort;
    if (reason === 'InvalidDestination' && fact === 'B1' && path?.at(-1) === 'name') return false;
    return !(reason === 'BackendNotFound' && to && servicesMeant(mesh, to).length > 0);
  });

const statusProblems = (mesh: Mesh, object: MeshObject<Kind>): readonly Problem[] =>
  statusOf(mesh, object).flatMap(({ problem }) => (problem ? [problem] : []));
