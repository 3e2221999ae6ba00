import { fix, replace } from '../../generate/edit';
import { isBefore, istioVersion } from '../../mesh/istio-version';
import { apiGroup, versionOf } from '../../model/kinds';
import { releaseText, servedSince } from '../../schema/releases';
import { knownKinds } from '../../schema/schema';
import { anyKind } from '../manifests/field-problems';
import { defineRule } from '../rule';

/** The versions that are fine as they are. Istio itself reads ReferenceGrants as v1beta1. */
const asGood = ['ReferenceGrant gateway.networking.k8s.io/v1beta1'];

export const gatewayApiVersion = defineRule({
  id: 'gateway-api-version',
  severity: 'hint',
  summary: 'An object of the Gateway API is written in an older version of it.',
  rationale:
    'A version that is still served is converted by the cluster, and means the same. One that its CRDs have lost is refused when it is applied. Istio reads `v1`: of HTTPRoute, Gateway and GRPCRoute since long, of BackendTLSPolicy since Istio 1.28 and of TLSRoute since 1.30, each with the CRDs of that time.',
  reference: 'https://gateway-api.sigs.k8s.io/concepts/versioning/',
  on: anyKind,

  *check(object, mesh) {
    const { apiVersion, type, apiVersionSpan } = object.resource;
    if (apiGroup(apiVersion) !== group || asGood.includes(`${type} ${apiVersion}`)) return;
    const versions = knownKinds.find((it) => it.kind === type && isOfGroup(it.apiVersions))?.apiVersions ?? [];
    const [newest] = versions;
    if (newest === undefined || newest === apiVersion) return;
    const since = servedSince(newest, type)?.since;
    if (since !== undefined && isBefore(mesh, since)) return;
    const isServed = versions.includes(apiVersion);
    const from = since === undefined ? '' : ` since Istio ${releaseText(since)}`;
    yield {
      span: apiVersionSpan,
      ...(!isServed && { severity: istioVersion(mesh) || since === undefined ? 'error' : 'warning' }),
      message: isServed
        ? `${versionOf(apiVersion)} of ${type} is still served; Istio reads ${versionOf(newest)}${from}.`
        : `The Gateway API has no ${versionOf(apiVersion)} of ${type} any more, so the cluster refuses the object; it is called ${versionOf(newest)}${from}.`,
      fixes: () =>
        fix(
          `Change to ${newest}`,
          [replace(object, apiVersionSpan, newest)],
          since === undefined || istioVersion(mesh) !== undefined,
        ),
    };
  },

  examples: [
    {
      title: 'a TLSRoute of the time before it was stable',
      source: `
apiVersion: gateway.networking.k8s.io/v1alpha2
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ v1alpha2 of TLSRoute is still served; Istio reads v1 since Istio 1.30.
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  hostnames: [ api.payments.example ]
  rules:
  - backendRefs: [ { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'a version that the CRDs have lost',
      source: `
apiVersion: gateway.networking.k8s.io/v1alpha2
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The Gateway API has no v1alpha2 of GatewayClass any more, so the cluster refuses the object; it is called v1.
kind: GatewayClass
metadata: { name: own }
spec: { controllerName: istio.io/gateway-controller }
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: own }
spec: { controllerName: istio.io/gateway-controller }
`,
    },
    {
      title: 'a ReferenceGrant, which Istio reads as v1beta1',
      source: `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: routes, namespace: shop }
spec:
  from: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web } ]
  to: [ { group: "", kind: Service } ]
`,
    },
  ],
});

const group = 'gateway.networking.k8s.io';

const isOfGroup = ([version = '']: readonly string[]): boolean => apiGroup(version) === group;
