import { type Fix, fix, replace } from '../../generate/edit';
import { meshConfig } from '../../mesh/mesh-config';
import { ownsByName } from '../../mesh/ownership';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { type Referred, referredName } from '../../model/object-reference';
import { nearest } from '../../text/nearest';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, waypoint } from '../example-documents';
import { at, label } from '../places';
import { policyTargets } from '../policy-targets';
import { defineRule } from '../rule';

type Policy = MeshObject<'AuthorizationPolicy'>;
type TargetKind = 'ServiceEntry' | 'Service' | 'KubernetesGateway';

export const authorizationPolicyTargetNotFound = defineRule({
  id: 'authorization-policy-target-not-found',
  severity: 'warning',
  summary: 'An AuthorizationPolicy is for an object that is not there.',
  rationale:
    'The targets of a policy are a Gateway, a Service or a ServiceEntry of the policy’s own namespace. A waypoint, or a gateway of the Gateway API, asks only the policies that name it or the service that a request is for: one that names something else is for nobody, and everybody is let through.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy',
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    if (object.namespace === unnamed || object.document.partial) return;
    for (const { to, name } of policyTargets(object)) {
      const { type, kind, namespace } = to;
      if (type !== 'ServiceEntry' && type !== 'Service' && type !== 'KubernetesGateway') continue;
      // P5
      if (mesh.find(type, namespace, name.value).length > 0 || mesh.hasHidden(type)) continue;
      const other = onlyElsewhere(mesh, type, to);
      yield {
        span: name.span,
        ...(other || isOwned(mesh, namespace, type) ? {} : { severity: 'hint' }),
        message: `${other ? 'The manifests have' : 'There is'} no ${kind} ${name.value} in ${namespaceLabel(namespace)}${other ? `, but one in ${namespaceLabel(other.namespace)}` : ''}: the policy is for nobody, and everybody is let through.`,
        related: other ? [at(other, `${label(other)} is here.`)] : [],
        fixes: () => repairs(mesh, object, name, type, other),
      };
    }
  },

  examples: [
    {
      title: 'a name with a letter too few',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: paymnts
#         ^^^^^^^ There is no ServiceEntry paymnts in shop: the policy is for nobody, and everybody is let through.
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
${waypoint('egress', 'shop')}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
`,
    },
    {
      title: 'a policy beside its clients and not beside the ServiceEntry',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
#                                                                       ^^^^^^^^ The manifests have no ServiceEntry payments in shop, but one in egress: the policy is for nobody, and everybody is let through.
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: egress, labels: { istio.io/use-waypoint: waypoint } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
${waypoint('waypoint', 'egress')}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: egress }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
`,
    },
    {
      title: 'one of each namespace, and one for all waypoints',
      source: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
---
${httpEntry('shop')}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: all, namespace: istio-system }
spec:
  targetRefs: [ { group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint } ]
  rules: [ { from: [ { source: { namespaces: [ shop ] } } ] } ]
`,
    },
  ],
});

/** The only object of that kind that is called so, where no policy names it; `undefined` for none. */
function onlyElsewhere(mesh: Mesh, type: TargetKind, to: Referred): MeshObject | undefined {
  const [found, ...others] = mesh.named(type, to.name);
  if (!found || others.length > 0 || found.namespace === unnamed) return undefined;
  const name = referredName({ ...to, namespace: found.namespace });
  return name && mesh.with('AuthorizationPolicy', name).length === 0 ? found : undefined;
}

/** Whether the workspace is where the target would be: it has others there, or the Namespace itself and its waypoint. */
const isOwned = (mesh: Mesh, namespace: string, type: TargetKind): boolean =>
  ownsByName(mesh, namespace, type) ||
  (mesh.named('Namespace', namespace).length > 0 && mesh.inNamespace('KubernetesGateway', namespace).length > 0);

function repairs(
  mesh: Mesh,
  policy: Policy,
  name: Located<string>,
  type: TargetKind,
  other: MeshObject | undefined,
): Fix[] {
  const written = policy.resource.namespace;
  const isRoot = policy.namespace === meshConfig(mesh).rootNamespace.value;
  if (other)
    return written && !isRoot
      ? fix(`Move the policy to ${other.namespace}`, [replace(policy, written.span, other.namespace)])
      : [];
  const known = mesh.inNamespace(type, policy.namespace).map((it) => it.name);
  const options = known.length === 1 ? known : nearest(name.value, known);
  return options.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(policy, name.span, it)]));
}
