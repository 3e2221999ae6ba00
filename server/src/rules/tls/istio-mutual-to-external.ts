import { fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { tracesTo } from '../../trace/failures';
import { httpAndHttpsEntry } from '../example-documents';
import { appliedRule, proxyLabel, tlsSettings } from '../hop-tls';
import { at, label, spanOf } from '../places';
import { defineFailureRule } from '../rule';

export const istioMutualToExternal = defineFailureRule({
  id: 'istio-mutual-to-external',
  severity: 'error',
  summary: 'A proxy speaks the mesh’s own TLS to a host outside the mesh.',
  rationale:
    'With `mode: ISTIO_MUTUAL` a proxy shows the certificate that Istio gave its pod, and accepts only one of Istio’s from the other side. A host outside the mesh has none. To begin TLS with such a host the mode is `SIMPLE`, or `MUTUAL` with a certificate that the host accepts.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings-TLSmode',

  explain({ cause, hop, host }, mesh) {
    if (cause.reason !== 'mtls-error' || !('host' in cause.at)) return undefined;
    const settings = tlsSettings(hop);
    if (!settings || !hop.branches.some((it) => it.tls?.mode === 'ISTIO_MUTUAL')) return undefined;
    const { object, path } = settings;
    const entry = cause.places.find((it) => it.object.resource.kind === 'ServiceEntry')?.object;
    return {
      object,
      path: [...path, 'mode'],
      message: `With this ${proxyLabel(hop)} speaks the mesh’s own TLS to ${hostLabel(host)}, which is outside the mesh and does not know it: no connection succeeds.`,
      related: entry ? [at(entry, `${label(entry)} says that it is outside.`)] : [],
      fixes: () => {
        // of what is sent by it some may be TLS of applications already, and some is not
        const all = tracesTo(mesh, host).flatMap(({ hops }) => hops.filter((it) => appliedRule(it) === object));
        const isAll = all.length > 0 && all.every((it) => it.wire.layers.includes('application'));
        const mode = isAll ? 'DISABLE' : 'SIMPLE';
        return fix(`Change the mode to ${mode}`, [replace(object, spanOf(object, [...path, 'mode']), mode)]);
      },
    };
  },

  examples: [
    {
      title: 'origination in the mode of the mesh',
      source: `
${httpAndHttpsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: ISTIO_MUTUAL
#             ^^^^^^^^^^^^ With this the sidecar speaks the mesh’s own TLS to api.payments.example, which is outside the mesh and does not know it: no connection succeeds.
`,
    },
    {
      title: 'a ServiceEntry for what is in the mesh',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.shop.internal ]
  location: MESH_INTERNAL
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: STATIC
  endpoints: [ { address: 10.0.0.7, serviceAccount: ledger } ]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger.shop.internal
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL }
`,
    },
  ],
});
