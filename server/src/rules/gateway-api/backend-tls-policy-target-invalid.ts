import { type Fix, fix, replace } from '../../generate/edit';
import { targetsOf } from '../../mesh/gateway-api/backend-tls';
import { servicesMatching } from '../../mesh/services';
import { nearest } from '../../text/nearest';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { targetPortEntry } from '../example-documents';
import { defineProblemRule } from '../problem-rule';
import { renameAll } from '../rename-all';
import { isOpen } from '../route-problems';

export const backendTlsPolicyTargetInvalid = defineProblemRule<'BackendTLSPolicy'>({
  id: 'backend-tls-policy-target-invalid',
  severity: 'error',
  summary: 'A BackendTLSPolicy is for something that is not there.',
  rationale:
    'The target of a BackendTLSPolicy is a Service or, with `group: networking.istio.io`, a ServiceEntry of the policy’s own namespace; `sectionName` is the name of one of its ports. A target that is not found is left out, and proxies speak to the host without TLS.',
  reference: 'https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/',
  on: ['BackendTLSPolicy'],

  problems: (policy, mesh) =>
    targetsOf(mesh, policy).flatMap(({ problem, index }) =>
      problem && !isOpen(policy.resource.spec.targetRefs[index]) ? [problem] : [],
    ),
  isMeant: ({ reason }) => reason === 'TargetNotFound',
  effect: () => 'Proxies go on as if the policy did not speak of it, without TLS.',
  repairs: (policy, { path = [] }, mesh) => repairs(mesh, policy, path),

  examples: [
    {
      title: 'a misspelt port',
      source: `
#- policy.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    sectionName: htps
#                ^^^^ The ServiceEntry payments has no port called htps. Proxies go on as if the policy did not speak of it, without TLS.
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: https, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
    sectionName: https
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
`,
    },
    {
      title: 'a ServiceEntry of another namespace',
      source: `
#- policy.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: payments, namespace: infra }
spec:
  targetRefs:
  - group: networking.istio.io
    kind: ServiceEntry
    name: payments
#         ^^^^^^^^ There is no ServiceEntry payments in the policy’s namespace. Proxies go on as if the policy did not speak of it, without TLS.
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
#- host.yaml
${targetPortEntry('shop')}
`,
    },
    {
      title: 'a Service of which no manifest is here',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: relay, namespace: infra }
spec:
  targetRefs: [ { group: "", kind: Service, name: relay } ]
  validation: { hostname: relay.example, wellKnownCACertificates: System }
`,
    },
  ],
});

/** Names that are there. */
function repairs(mesh: Mesh, policy: MeshObject<'BackendTLSPolicy'>, path: Path): Fix[] {
  const [, , index, field] = path;
  const reference = policy.resource.spec.targetRefs[Number(index)];
  const written = field === 'name' || field === 'sectionName' ? reference?.[field] : undefined;
  const kind = reference?.kind?.value === 'ServiceEntry' ? 'ServiceEntry' : 'Service';
  if (!written) return [];
  const known =
    field === 'name'
      ? mesh.inNamespace(kind, policy.namespace).map((it) => it.name)
      : targetsOf(mesh, policy)
          .filter((it) => it.index === index)
          .flatMap((it) => it.hosts.flatMap((host) => servicesMatching(mesh, host)))
          .flatMap((it) => it.ports.map((port) => port.name));
  const options = known.length === 1 ? known : nearest(written.value, known);
  // routes and other policies mostly have the same name wrong
  if (field === 'name' && kind === 'ServiceEntry') {
    const name = { kind: 'object', type: kind, namespace: policy.namespace, name: written.value } as const;
    return options.slice(0, 3).flatMap((it) => renameAll(mesh, policy, name, it));
  }
  return options.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(policy, written.span, it)]));
}
