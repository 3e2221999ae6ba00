import { controllerOf } from '../../mesh/gateway-api/classes';
import { gatewayNameLabel } from '../../model/kubernetes-gateway';
import { plainLabels } from '../../model/labels';
import { unnamed } from '../../model/namespace';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { selectsOnlyAmbientPods } from '../ambient-pods';
import { waypoint } from '../example-documents';
import { at, label, spanOf } from '../places';
import { httpFieldOf } from '../policy-rule';
import { defineRule } from '../rule';

type Policy = MeshObject<'AuthorizationPolicy'>;

export const authorizationPolicyHttpFieldsAtZtunnel = defineRule({
  id: 'authorization-policy-http-fields-at-ztunnel',
  severity: 'warning',
  summary: 'An AuthorizationPolicy without targets asks for something of HTTP in ambient mode.',
  rationale:
    'A policy without `targetRefs` is for the pods of its namespace, and in ambient mode the ztunnel of their node enforces it. A ztunnel sees connections and no requests: Istio leaves out a rule of an ALLOW policy that asks for a host, a method or a path, so that it lets nobody in, and takes that part out of a rule of a DENY policy. Only a waypoint knows HTTP, and it asks only policies that name it, or a service, in `targetRefs`.',
  reference: 'https://istio.io/latest/docs/ambient/usage/l4-policy/',
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    const { targetRef, targetRefs, rules, action } = object.resource.spec;
    if (targetRef || targetRefs.length > 0 || object.document.partial || !isForZtunnels(mesh, object)) return;
    const asked = rules.map((rule, index) => httpFieldOf({ policy: object, rule, path: ['spec', 'rules', index] }));
    const path = asked.find((it) => it !== undefined);
    if (!path) return;
    const waypoint = mesh
      .inNamespace('KubernetesGateway', object.namespace)
      .find((it) => controllerOf(mesh, it) === 'waypoint');
    const isDeny = action?.value === 'DENY';
    yield {
      span: spanOf(object, path),
      // pilot/pkg/serviceregistry/ambient/authorization.go handleRule
      message: `Without targetRefs this is for the pods of ${object.namespace}, whose ztunnels see no HTTP: ${isDeny ? 'they refuse as if it were not asked for' : 'they leave out this rule, and it lets in nobody'}.${waypoint ? ' No waypoint asks the policy.' : ''}`,
      related: waypoint ? [at(waypoint, `${label(waypoint)} asks only policies with targetRefs.`)] : [],
    };
  },

  examples: [
    {
      title: 'a policy that is meant for a waypoint',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: egress }
spec:
  rules:
  - from: [ { source: { namespaces: [ shop ] } } ]
    to: [ { operation: { methods: [ GET ] } } ]
#                                 ^^^^^^^ Without targetRefs this is for the pods of egress, whose ztunnels see no HTTP: they leave out this rule, and it lets in nobody. No waypoint asks the policy.
#- egress.yaml
apiVersion: v1
kind: Namespace
metadata: { name: egress, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
${waypoint('waypoint', 'egress')}
`,
    },
    {
      title: 'a policy about connections, and one for pods with a sidecar',
      source: `
#- egress.yaml
apiVersion: v1
kind: Namespace
metadata: { name: egress, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop-only, namespace: egress }
spec:
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ], to: [ { operation: { ports: [ "80" ] } } ] } ]
#- till.yaml
apiVersion: v1
kind: Namespace
metadata: { name: till, labels: { istio-injection: enabled } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: reading, namespace: till }
spec:
  rules: [ { to: [ { operation: { methods: [ GET ] } } ] } ]
`,
    },
  ],
});

/** Whether the pods that a policy is for are in ambient mode by what their own namespace says, and are no gateway's. */
function isForZtunnels(mesh: Mesh, { namespace, resource }: Policy): boolean {
  const labels = resource.spec.selector?.matchLabels;
  // P5 what is said of the pods of a Gateway is another matter
  if (namespace === unnamed || mesh.named('Namespace', namespace).length === 0 || labels?.has(gatewayNameLabel))
    return false;
  const gateways = mesh.inNamespace('KubernetesGateway', namespace);
  return (
    gateways.every((it) => controllerOf(mesh, it) === 'waypoint') &&
    selectsOnlyAmbientPods(mesh, namespace, plainLabels(labels))
  );
}
