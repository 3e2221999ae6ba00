import { fix, insertInto } from '../../generate/edit';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { bestParents } from '../../mesh/gateway-api/parents';
import { type Route, routesWithParent } from '../../mesh/gateway-api/routes';
import { isManaged } from '../../model/kubernetes-gateway';
import { referred, serviceByDefault } from '../../model/object-reference';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, enumerate, label, nameSpan } from '../places';
import { defineRule } from '../rule';

const serviceType = 'networking.istio.io/service-type';

export const kubernetesGatewayEgressLoadBalancer = defineRule({
  id: 'kubernetes-gateway-egress-load-balancer',
  severity: 'warning',
  summary: 'An egress gateway can be reached from outside.',
  rationale:
    'The Service that Istio makes for a Gateway of class `istio` has type LoadBalancer, which is meant for what comes in. An egress gateway is for the pods of the cluster: with the annotation `networking.istio.io/service-type: ClusterIP` nobody else reaches it.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  on: ['KubernetesGateway'],

  *check(object, mesh) {
    const { spec, annotations } = object.resource;
    // 4.5 deploymentcontroller.go configureIstioGateway: parameters may say so too
    if (object.document.partial || annotations?.has(serviceType) || spec.infrastructure?.parametersRef) return;
    if (controllerOf(mesh, object) !== 'gateway' || !isManaged(spec) || mesh.hasHidden('KubernetesGateway')) return;
    const routes = routesWithParent(mesh, object).filter((it) => isTakenBy(mesh, it, object));
    const hosts = [...new Set(routes.flatMap(hostsSentTo))];
    const [first, ...others] = hosts;
    if (first === undefined || hosts.includes('')) return;
    yield {
      span: nameSpan(object),
      message: `Istio makes a Service of type LoadBalancer for ${label(object)}: whoever reaches that from outside the cluster can send to ${enumerate(others.length > 2 ? [first, `${others.length} other hosts`] : hosts)} through it.`,
      related: routes.slice(0, 3).map((it) => at(it, `${label(it)} leads out.`)),
      fixes: () =>
        fix(`Set ${serviceType}: ClusterIP`, [
          insertInto(object, ['metadata', 'annotations', serviceType], 'ClusterIP'),
        ]),
    };
  },

  examples: [
    {
      title: 'a gateway that sends only to hosts outside',
      source: `
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: partners
#       ^^^^^^^^ Istio makes a Service of type LoadBalancer for Gateway shop/partners: whoever reaches that from outside the cluster can send to api.payments.example through it.
  namespace: shop
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
#- route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { name: partners } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: partners
  namespace: shop
  annotations:
    networking.istio.io/service-type: ClusterIP
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
    {
      title: 'a gateway for what comes in, too',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: shop }
spec:
  parentRefs: [ { name: edge } ]
  rules:
  - matches: [ { path: { value: /payments } } ]
    backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 80 } ]
  - backendRefs: [ { name: shop, port: 80 } ]
`,
    },
  ],
});

const isTakenBy = (mesh: Mesh, route: Route, gateway: MeshObject): boolean =>
  bestParents(mesh, route).some(({ bound, denied }) => !denied && bound !== meshGateway && bound.owner === gateway);

/** The hosts outside that a route sends to; an empty one for what is inside. */
const hostsSentTo = (route: Route): string[] =>
  route.resource.spec.rules
    .flatMap((it) => it.backendRefs)
    .map((it) => referred(it, serviceByDefault, route.namespace))
    .map(({ type, name }) => (type === 'Hostname' && !name.endsWith('.svc.cluster.local') ? name : ''));
