import { exchange, fix } from '../../generate/edit';
import { controllerOf } from '../../mesh/gateway-api/classes';
import { gatewayNameLabel } from '../../model/kubernetes-gateway';
import type { MeshObject } from '../../workspace/mesh';
import type { Value } from '../../yaml/write';
import { waypoint } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const authorizationPolicySelectorOnWaypoint = defineRule({
  id: 'authorization-policy-selector-on-waypoint',
  severity: 'warning',
  summary: 'An AuthorizationPolicy selects a waypoint by its labels, where only `targetRefs` counts.',
  rationale:
    'A waypoint asks the policies that name it, or a service that is bound to it, in `targetRefs`. A selector is not looked at there: the policy has no effect, and the waypoint lets everybody through.',
  reference: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
  aliases: ['IST0166', 'KIA0110'],
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    const { selector, targetRef, targetRefs } = object.resource.spec;
    const name = selector?.matchLabels?.get(gatewayNameLabel);
    if (!name || targetRef || targetRefs.length > 0 || object.document.partial) return;
    // P5
    const waypoint = mesh
      .find('KubernetesGateway', object.namespace, name.value)
      .find((it) => controllerOf(mesh, it) === 'waypoint');
    if (!waypoint) return;
    yield {
      span: name.span,
      message: `${waypoint.name} is a waypoint, which asks only policies with targetRefs: this one has no effect, and everybody is let through.`,
      related: [at(waypoint, `${label(waypoint)} is of class ${waypoint.resource.spec.gatewayClassName?.value}.`)],
      // what else it asks for may have been meant for other pods
      fixes: () =>
        selector?.matchLabels?.size === 1
          ? fix('Target the waypoint instead', [
              exchange(object, ['spec'], 'selector', ['targetRefs', [targetOf(waypoint)]]),
            ])
          : [],
    };
  },

  examples: [
    {
      title: 'a waypoint by the label of its pods',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: egress }
spec:
  selector:
    matchLabels:
      gateway.networking.k8s.io/gateway-name: waypoint
#                                             ^^^^^^^^ waypoint is a waypoint, which asks only policies with targetRefs: this one has no effect, and everybody is let through.
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
#- waypoint.yaml
${waypoint('waypoint', 'egress')}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: egress }
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: waypoint
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
`,
    },
    {
      title: 'a gateway of Istio’s other class',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: egress }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: egress } }
  rules: [ {} ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: egress }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
  ],
});

const targetOf = ({ name }: MeshObject): Value => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name });
