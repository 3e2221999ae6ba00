import { servicesMatching } from '../../mesh/services';
import { hostLabel, sameHost } from '../../model/host';
import type { Hop } from '../../trace/answer';
import type { Cause } from '../../trace/cause';
import { causeText } from '../../trace/cause-text';
import { speakerFor } from '../../trace/requests';
import type { Mesh } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { evidenceOf } from '../failure';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const egressRequestFails = defineFailureRule({
  id: 'egress-request-fails',
  last: true,
  severity: 'warning',
  summary: 'Requests to a host outside the mesh go wrong.',
  rationale:
    'The manifests were followed as Istio follows them, from a client’s proxy to the host, and the request does not arrive. `istio-egress trace` shows each step of the way with what decided it.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',

  explain({ cause, hop, host, trace }, mesh) {
    if (isMeant(cause, hop) || isOfAnotherEntry(cause, mesh)) return undefined;
    const speaker = speakerFor(mesh, host);
    const places = cause.places.length > 0 ? cause.places : speaker ? [{ object: speaker, path: [] }] : [];
    const [place, ...others] = places;
    if (!place) return undefined;
    const { protocol, port } = trace.request;
    return {
      ...place,
      severity: trace.assumptions.length === 0 ? 'error' : 'warning',
      message: `Requests for ${protocol} to port ${port} of ${hostLabel(host)} go wrong. ${causeText(cause)}`,
      related: others.map(({ object, path }) => atPath(object, path, `${label(object)} has a part in it.`)),
    };
  },

  examples: [
    {
      title: 'a host whose addresses are to be written, and none is',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: STATIC
#             ^^^^^^ Requests for http to port 80 of api.payments.example go wrong. Nothing is behind api.payments.example for the sidecar, so it answers 503.
`,
    },
    {
      title: 'a rule of the VirtualService takes only some of the requests',
      source: `
#- host.yaml
${httpEntry('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { uri: { prefix: /v1/ } } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a host that is denied on purpose',
      source: `
${httpEntry('shop')}
`,
    },
  ],
});

/** Several ServiceEntries have the host, and not the one with the port counts: that is for them to agree on. */
const isOfAnotherEntry = (cause: Cause, mesh: Mesh): boolean => {
  if (cause.reason !== 'no-cluster' || cause.why?.fact !== 'S15' || !cause.destination) return false;
  const { host, port } = cause.destination;
  return servicesMatching(mesh, host).some(
    (it) => sameHost(it.host, host) && it.ports.some(({ number }) => number.value === port),
  );
};

/** What a policy refuses is refused on purpose; a redirect is an answer, and rules may be for some requests only. */
const isMeant = ({ reason }: Cause, hop: Hop): boolean =>
  reason === 'denied' ||
  reason === 'registry-only' ||
  reason === 'tls-redirect' ||
  (reason === 'no-route' && evidenceOf(hop, '3.4').length === 0);
