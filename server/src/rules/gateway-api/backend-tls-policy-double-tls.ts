import { type Fix, fix, insertInto } from '../../generate/edit';
import { targetsOf } from '../../mesh/gateway-api/backend-tls';
import { servicesMatching } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { targetPortEntry } from '../example-documents';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const backendTlsPolicyDoubleTls = defineFailureRule({
  id: 'backend-tls-policy-double-tls',
  severity: 'error',
  summary: 'A BackendTLSPolicy begins TLS for what is TLS already.',
  rationale:
    'Sidecars follow a BackendTLSPolicy too. On a port to which applications themselves speak TLS, they wrap that in TLS once more, and the server takes off only one layer. The policy is for ports to which plaintext is sent.',
  reference: 'https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/',

  explain({ cause, hop, host, trace }, mesh) {
    if (cause.reason !== 'double-tls') return undefined;
    const place = cause.places.find((it) => it.object.resource.kind === 'BackendTLSPolicy');
    const [entry] = cause.places.filter((it) => it.object.resource.kind === 'ServiceEntry');
    if (!place) return undefined;
    const policy = place.object as MeshObject<'BackendTLSPolicy'>;
    return {
      object: policy,
      path: ['spec', 'targetRefs', 0, 'name'],
      message: `Requests to port ${trace.request.port} of ${hostLabel(host)} are TLS already when the ${hop.proxy.type} gets them, and for this policy it wraps them in TLS once more: the server does not understand them.`,
      related: entry
        ? [atPath(entry.object, entry.path, `${label(entry.object)} says that applications speak TLS.`)]
        : [],
      fixes: () => repair(mesh, policy),
    };
  },

  examples: [
    {
      title: 'a policy for all ports',
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
#         ^^^^^^^^ Requests to port 443 of api.payments.example are TLS already when the sidecar gets them, and for this policy it wraps them in TLS once more: the server does not understand them.
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: plain, protocol: HTTP, targetPort: 443 }
  - { number: 443, name: tls, protocol: TLS }
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
    sectionName: plain
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
`,
    },
    {
      title: 'a policy for the port to which plaintext is sent',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  validation: { hostname: api.payments.example, wellKnownCACertificates: System }
---
${targetPortEntry('shop')}
`,
    },
  ],
});

/** Makes a policy with one target one for the port with plaintext, where there is one such. */
function repair(mesh: Mesh, policy: MeshObject<'BackendTLSPolicy'>): Fix[] {
  const [target, ...others] = targetsOf(mesh, policy);
  if (!target || others.length > 0 || target.port !== undefined) return [];
  const ports = target.hosts.flatMap((host) => servicesMatching(mesh, host)).flatMap((it) => it.ports);
  const [plain, ...more] = ports.filter((it) => it.listener === 'http');
  if (!plain?.name || more.length > 0) return [];
  const path = ['spec', 'targetRefs', target.index, 'sectionName'];
  return fix(`Make it a policy for port ${plain.number.value} only`, [insertInto(policy, path, plain.name)]);
}
