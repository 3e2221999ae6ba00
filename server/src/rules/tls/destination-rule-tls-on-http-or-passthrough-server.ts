import { fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import type { Failure } from '../../trace/failures';
import { sentHere } from '../destination';
import {
  httpEntry,
  httpGateway,
  httpRoutes,
  passthroughGateway,
  passthroughRoutes,
  tlsEntry,
} from '../example-documents';
import { letServerTake, sectionBehind } from '../fitting-server';
import { type HopServer, hopServer } from '../hop-server';
import { modeOf, tlsSettings } from '../hop-tls';
import { atPath, label, spanOf } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleTlsOnHttpOrPassthroughServer = defineFailureRule({
  id: 'destination-rule-tls-on-http-or-passthrough-server',
  severity: 'error',
  summary: 'Sidecars speak TLS to a server of the gateway that does not end it.',
  rationale:
    'A server for HTTP or TCP reads what comes as it is, and one with `mode: PASSTHROUGH` passes TLS on unopened. TLS that a DestinationRule puts around requests to such a server is ended by nobody who understands it.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',

  explain(failure) {
    const { hop, passed, host } = failure;
    const at = hopServer(hop);
    const sender = passed.at(-1);
    const settings = sender && tlsSettings(sender);
    const mode = sender && modeOf(sender);
    if (!at || !settings || !mode || (at.mode && at.mode !== 'PASSTHROUGH') || !isAboutTls(failure)) return undefined;
    return {
      object: settings.object,
      path: [...settings.path, 'mode'],
      message: `The sidecar puts TLS (${mode}) around requests for ${hostLabel(host)} to ${at.label}, which ${does(at)}: they fail.`,
      related: [atPath(at.gateway, [...at.path, 'port'], `${label(at.gateway)} takes them here.`)],
      fixes: () => {
        const to = sentHere(failure);
        // a server for plaintext has no use for `tls`
        if (to && !at.mode && at.server.tls) return letServerTake(at, sender, sectionBehind(sender, to.section));
        const mode = spanOf(settings.object, [...settings.path, 'mode']);
        return fix('Turn TLS off', [replace(settings.object, mode, 'DISABLE')]);
      },
    };
  },

  examples: [
    {
      title: 'TLS to a server that reads HTTP',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
${httpGateway('shop')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
#           ^^^^^^^^^^^^ The sidecar puts TLS (ISTIO_MUTUAL) around requests for api.payments.example to port 80 of Gateway shop/egress, which reads HTTP and no TLS: they fail.
      sni: api.payments.example
#- routes.yaml
${httpRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: DISABLE
      sni: api.payments.example
`,
    },
    {
      title: 'TLS around what is passed through',
      source: `
#- host.yaml
${tlsEntry('shop')}
#- gateway.yaml
${passthroughGateway('shop')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: ISTIO_MUTUAL
#             ^^^^^^^^^^^^ The sidecar puts TLS (ISTIO_MUTUAL) around requests for api.payments.example to port 443 of Gateway shop/egress, which passes TLS on unopened, to a host that does not know it: they fail.
        sni: api.payments.example
#- routes.yaml
${passthroughRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: DISABLE
        sni: api.payments.example
`,
    },
  ],
});

function isAboutTls({ cause: { reason } }: Failure): boolean {
  return ['protocol-error', 'no-filter-chain', 'no-listener', 'mtls-error', 'double-tls'].includes(reason);
}

const does = ({ mode, server }: HopServer): string =>
  mode === 'PASSTHROUGH'
    ? 'passes TLS on unopened, to a host that does not know it'
    : `reads ${server.port?.protocol?.value} and no TLS`;
