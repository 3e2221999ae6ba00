import { gatewaysSelecting } from '../../mesh/gateway-pods';
import { gatewayWorkloads } from '../../mesh/gateway-workloads';
import { hostsMatch } from '../../model/host';
import { plainLabels } from '../../model/labels';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import { isGatewayNamespace } from '../../trace/clients';
import { externalHostsOf } from '../../trace/requests';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { tlsEntry } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

type AuthorizationPolicy = MeshObject<'AuthorizationPolicy'>;

export const authorizationPolicyOnClientDoesNotRestrictEgress = defineRule({
  id: 'authorization-policy-on-client-does-not-restrict-egress',
  severity: 'warning',
  summary: 'An AuthorizationPolicy beside the clients names a host outside, which it has no say in.',
  rationale:
    'AuthorizationPolicies are asked where a request arrives: at the sidecar of the server, at a gateway, at a waypoint. On its way out of a client’s sidecar none is asked, so a policy in the clients’ namespace neither allows nor refuses requests to hosts outside; what it does is to judge what comes to those pods. Who may reach a host is decided at the egress gateway or waypoint that leads to it.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    const { rules, targetRef, targetRefs, action } = object.resource.spec;
    if (object.document.partial || targetRef || targetRefs.length > 0 || isForGateways(mesh, object)) return;
    for (const written of rules.flatMap(hostsAsked)) {
      const host = written.value.toLowerCase().replace(/:\d+$/, '');
      const entry = mesh.withHost('ServiceEntry', host).find((it) => isOutside(mesh, it, host));
      if (hasPlaceholder(host) || host === '*' || !entry) continue;
      const effect = action?.value === 'DENY' ? '' : ', but refuses what comes to them for other hosts';
      yield {
        span: written.span,
        // P1
        message: `${host} is outside the mesh, and no policy is asked on the way out of a sidecar: this does not decide whether pods of ${namespaceLabel(object.namespace)} reach it${effect}.`,
        related: [at(entry, `${label(entry)} declares it as outside.`)],
      };
      return;
    }
  },

  examples: [
    {
      title: 'the pods that call',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  action: DENY
  rules:
  - to:
    - operation:
        hosts:
        - api.payments.example
#         ^^^^^^^^^^^^^^^^^^^^ api.payments.example is outside the mesh, and no policy is asked on the way out of a sidecar: this does not decide whether pods of shop reach it.
#- host.yaml
${tlsEntry('shop')}
`,
    },
    {
      title: 'the names by which the pods themselves are called',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules:
  - to: [ { operation: { hosts: [ shop.payments.example ] } } ]
#- host.yaml
${tlsEntry('shop')}
`,
    },
  ],
});

const hostsAsked = ({
  to,
  when,
}: AuthorizationPolicy['resource']['spec']['rules'][number]): readonly Located<string>[] => [
  ...to.flatMap(({ operation }) => [...(operation?.hosts ?? []), ...(operation?.notHosts ?? [])]),
  ...when.flatMap(({ key, values }) => (key?.value === 'connection.sni' ? values : [])),
];

const isOutside = (mesh: Mesh, entry: MeshObject<'ServiceEntry'>, host: string): boolean =>
  externalHostsOf(mesh, entry).some((it) => hostsMatch(it, host));

/** Whether the policy may be for gateways or waypoints, where it would be asked. */
function isForGateways(mesh: Mesh, { namespace, resource }: AuthorizationPolicy): boolean {
  const labels = plainLabels(resource.spec.selector?.matchLabels);
  return (
    namespace === unnamed ||
    isGatewayNamespace(mesh, namespace) ||
    mesh.inNamespace('KubernetesGateway', namespace).length > 0 ||
    gatewayWorkloads(mesh).some((it) => it.proxy.namespace === namespace) ||
    (labels.size > 0 && gatewaysSelecting(mesh, labels).length > 0)
  );
}
