import { fix, insertInto } from '../../generate/edit';
import { captureOf } from '../../mesh/ambient';
import { isWildcard } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import { failuresTo } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { evidenceOf } from '../failure';
import { problemsOf } from '../manifests/field-problems';
import { nameSpan } from '../places';
import { defineRule } from '../rule';

export const serviceEntryResolutionOmitted = defineRule({
  id: 'service-entry-resolution-omitted',
  // NONE does what sidecars need, and is what Istio's own samples leave out
  severity: 'hint',
  summary: 'A ServiceEntry does not say how its hosts are found, which means NONE.',
  rationale:
    'Without `resolution` it is NONE: a sidecar sends to the address that the application has dialled, whatever host the request names, so that with that host’s name any address can be reached. An egress gateway, to which nobody has dialled the host, finds nothing to send to. With `DNS` the proxy looks up the host itself.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',
  on: ['ServiceEntry'],

  *check(object, mesh) {
    const { resolution, hosts, addresses, endpoints, workloadSelector, ports } = object.resource.spec;
    // S1
    if (resolution || addresses.length > 0 || endpoints.length > 0 || workloadSelector || ports.length === 0) return;
    const [host] = hosts;
    if (!host || object.document.partial || hosts.some((it) => isWildcard(it.value) || hasPlaceholder(it.value)))
      return;
    // a field that is only misspelt is said there
    if (problemsOf(object, 'unknown-field').some((it) => it.suggestions.includes('resolution'))) return;
    if (captureOf(mesh, object.namespace, new Map()).isAmbient || isBehindGateway(mesh, object)) return;
    yield {
      span: nameSpan(object),
      message: `Without a resolution it is NONE: sidecars send to whatever address was dialled for ${host.value}, and an egress gateway could not send to it at all.`,
      fixes: () => fix('Look up the host (resolution: DNS)', [insertInto(object, ['spec', 'resolution'], 'DNS')]),
    };
  },

  examples: [
    {
      title: 'a host that has a name only',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
#       ^^^^^^^^ Without a resolution it is NONE: sidecars send to whatever address was dialled for api.payments.example, and an egress gateway could not send to it at all.
  namespace: shop
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
  namespace: shop
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'servers that are known by their addresses',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ ledger.payments.example ]
  addresses: [ 203.0.113.7 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
`,
    },
  ],
});

/** Whether requests already go wrong at a gateway for it, which another rule says. */
const isBehindGateway = (mesh: Mesh, object: MeshObject<'ServiceEntry'>): boolean =>
  object.resource.spec.hosts.some(({ value }) =>
    // S3
    failuresTo(mesh, value.toLowerCase()).some(({ hop }) => evidenceOf(hop, 'S3').some((it) => it.object === object)),
  );
