import { type Fix, fix, removeFrom } from '../../generate/edit';
import { isolationOf } from '../../mesh/network-policies';
import { namespaceLabel } from '../../model/namespace';
import { governs } from '../../model/network-policy';
import { isGatewayNamespace } from '../../trace/clients';
import { networkHoles } from '../../trace/network-holes';
import type { MeshObject } from '../../workspace/mesh';
import { type Path, pathText } from '../../yaml/tree';
import { passthroughChain } from '../example-chain';
import { governedWays } from '../gateway-ways';
import { spanOf } from '../places';
import { defineRule } from '../rule';

export const networkPolicyAllowsDirectEgress = defineRule({
  id: 'network-policy-allows-direct-egress',
  severity: 'warning',
  summary: 'A NetworkPolicy lets pods dial hosts themselves that are to be reached through the egress gateway.',
  rationale:
    'Istio leads requests to the gateway only where they pass the sidecar, and a pod can go around its sidecar. Only the network can hold it up: a NetworkPolicy that lets the applications’ pods reach DNS, istiod and the gateway, and nothing outside the cluster. A rule without `to`, or for 0.0.0.0/0, lets them out past the gateway.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/#apply-kubernetes-network-policies',
  on: ['NetworkPolicy'],

  *check(object, mesh) {
    if (!governs(object.resource.spec, 'Egress') || isGatewayNamespace(mesh, object.namespace)) return;
    const said = new Set<string>();
    for (const { host, outside, client, gateway, isOfGateway } of governedWays(mesh, object)) {
      if (isOfGateway !== 'no') continue;
      for (const hole of networkHoles(isolationOf(mesh, client), outside)) {
        const place = hole.places.find((it) => it.object === object);
        if (hole.kind !== 'network-policy-lets-out' || !hole.isSure || !place || said.has(pathText(place.path)))
          continue;
        said.add(pathText(place.path));
        yield {
          span: spanOf(object, place.path),
          // 3.9
          message: `Pods of ${namespaceLabel(object.namespace)} are to reach ${host} through ${gateway.proxy.workload ?? 'the gateway'}, but this lets them dial ${hole.to ?? 'everybody'} on port ${outside.ports[0]} themselves, past their sidecar and the gateway.`,
          fixes: () => closed(object, place.path),
        };
      }
    }
  },

  examples: [
    {
      title: 'everywhere on the port of HTTPS',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: {} } ]
  - to:
    - ipBlock: { cidr: 0.0.0.0/0, except: [ 10.0.0.0/8 ] }
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Pods of shop are to reach api.payments.example through istio-system/istio-egressgateway, but this lets them dial 0.0.0.0/0 on port 443 themselves, past their sidecar and the gateway.
    ports: [ { port: 443 } ]
${passthroughChain}
`,
      fixed: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: {} } ]
`,
    },
    {
      title: 'everywhere, but on the port of a mail server only',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: {} } ]
  - to: [ { ipBlock: { cidr: 0.0.0.0/0 } } ]
    ports: [ { port: 587 } ]
${passthroughChain}
`,
    },
  ],
});

/** The fix that takes out what lets pods go by themselves; not where nothing would be left that leads to pods. */
function closed(object: MeshObject<'NetworkPolicy'>, path: Path): Fix[] {
  const { egress } = object.resource.spec;
  const [, , rule, , peer] = path.map(Number);
  const isLeft = egress.some((it, index) =>
    it.to.some((other, at) => !other.ipBlock && !(index === rule && (peer === undefined || at === peer))),
  );
  if (rule === undefined || !isLeft) return [];
  const isOnlyPeer = (egress[rule]?.to.length ?? 0) < 2;
  return fix('Take it out, so that they reach it through the gateway only', [
    isOnlyPeer
      ? removeFrom(object, ['spec', 'egress'], rule)
      : removeFrom(object, ['spec', 'egress', rule, 'to'], peer ?? 0),
  ]);
}
