import { fix, insertInto } from '../../generate/edit';
import { ruleForDns, ruleForIstiod } from '../../generate/network-policy';
import { meshConfig } from '../../mesh/mesh-config';
import type { NetworkPolicy } from '../../mesh/network-policies';
import { namespaceLabel } from '../../model/namespace';
import { governs } from '../../model/network-policy';
import { type CutOff, cutOffs } from '../../trace/cut-off';
import { cutOffLabel, cutOffText } from '../../trace/hole-text';
import type { Mesh } from '../../workspace/mesh';
import type { Value } from '../../yaml/write';
import { passthroughChain } from '../example-chain';
import { type GovernedWay, governedWays } from '../gateway-ways';
import { nameSpan } from '../places';
import { defineRule } from '../rule';

export const networkPolicyCutsOffProxy = defineRule({
  id: 'network-policy-cuts-off-proxy',
  severity: 'error',
  summary:
    'NetworkPolicies keep from pods what no request can do without: DNS, istiod, or at the gateway the host itself.',
  rationale:
    'As soon as a NetworkPolicy for egress selects a pod, everything that no policy lets through is dropped. To reach a host through the gateway a pod needs DNS (UDP and TCP port 53), its sidecar istiod (port 15012), and the gateway’s own pods DNS and the host.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/#apply-kubernetes-network-policies',
  on: ['NetworkPolicy'],

  *check(object, mesh) {
    const { egress } = object.resource.spec;
    if (object.document.partial || !governs(object.resource.spec, 'Egress')) return;
    const said = new Set<string>();
    for (const way of governedWays(mesh, object))
      for (const cutOff of cutOffsOf(mesh, way)) {
        const policies = cutOff.places.map((it) => it.object as NetworkPolicy);
        if (cutOff.from === 'gateway' || object !== policies[0] || said.has(cutOff.from)) continue;
        said.add(cutOff.from);
        const pods = way.isOfGateway === 'yes' ? way.gateway.proxy.workload : namespaceLabel(object.namespace);
        const rule = ruleFor(mesh, cutOff);
        yield {
          span: nameSpan(object),
          // a policy that refuses everything stands beside others that say what is let through
          ...(policies.every((it) => it.resource.spec.egress.length === 0) ? { severity: 'hint' } : {}),
          message: cutOffText(cutOff, `pods of ${pods}`),
          fixes: () =>
            rule
              ? fix(`Let ${cutOffLabel(cutOff)} through`, [
                  egress.length > 0
                    ? insertInto(object, ['spec', 'egress', egress.length], rule)
                    : insertInto(object, ['spec', 'egress'], [rule]),
                ])
              : [],
        };
      }
  },

  examples: [
    {
      title: 'the gateway and istiod, but no DNS',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: egress
#       ^^^^^^ No NetworkPolicy in these manifests lets DNS out of pods of shop, on UDP and TCP port 53, so they find no host at all.
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
${passthroughChain}
`,
      fixed: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: egress
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
`,
    },
    {
      title: 'nobody says whether the gateway’s pods are in the namespace of the policy',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: {} } ]
#- gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners: [ { name: tls, hostname: api.payments.example, port: 443, protocol: TLS, tls: { mode: Passthrough } } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: to-gateway }
spec:
  hostnames: [ api.payments.example ]
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules: [ { backendRefs: [ { name: egress-istio, port: 443 } ] } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: from-gateway }
spec:
  hostnames: [ api.payments.example ]
  parentRefs: [ { name: egress } ]
  rules: [ { backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ] } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'a namespace without a way through a gateway',
      source: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: vault }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress: [ { to: [ { podSelector: {} } ] } ]
`,
    },
  ],
});

/** What is kept from the clients; of a gateway what it needs to send on, which it does directly. */
const cutOffsOf = (mesh: Mesh, { client, traced, outside, isOfGateway }: GovernedWay): readonly CutOff[] =>
  cutOffs(mesh, client, isOfGateway === 'yes' ? { verdict: 'direct', hops: [] } : traced, outside);

/** The rule that lets it through; none for a host, of which nobody knows where it is. */
function ruleFor(mesh: Mesh, cutOff: CutOff): Value | undefined {
  if (cutOff.from === 'dns') return ruleForDns;
  return cutOff.from === 'istiod'
    ? ruleForIstiod(meshConfig(mesh).controlPlaneNamespace.value, cutOff.port)
    : undefined;
}
