import { type Fix, fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import type { Hop } from '../../trace/answer';
import type { Failure } from '../../trace/failures';
import { sentHere } from '../destination';
import { httpEntry, mutualHttpsGateway, mutualRoutes } from '../example-documents';
import { letServerTake, sectionBehind } from '../fitting-server';
import { type HopServer, hopServer } from '../hop-server';
import { isPlaintext, modeOf, senderOf, tlsSettings } from '../hop-tls';
import { atPath, label, spanOf } from '../places';
import { defineFailureRule } from '../rule';

export const clientServerTlsMismatch = defineFailureRule({
  id: 'client-server-tls-mismatch',
  severity: 'error',
  summary: 'Sidecars and the egress gateway disagree about TLS between them.',
  rationale:
    'What a sidecar puts around requests to the gateway is said by a DestinationRule for the gateway’s Service, and what the gateway takes off by the server of a Gateway. Where one says TLS and the other doesn’t, or one the mesh’s own TLS and the other TLS with certificates of its own, no connection succeeds.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',

  explain(failure) {
    const { cause, hop, host } = failure;
    const sender = senderOf(failure);
    const at = hopServer(hop);
    const isPlain = isPlaintext(cause) && at?.mode !== undefined;
    const isOther = cause.reason === 'mtls-error' && 'mode' in cause.at;
    const isUnread =
      cause.reason === 'protocol-error' && !cause.at && hop.proxy.type === 'gateway' && hop.wire.layers.length > 0;
    if (!sender || !at || !(isPlain || isOther || isUnread) || hasOldFiles(at)) return undefined;
    const settings = tlsSettings(sender);
    const expects = at.mode ? `ends TLS in mode ${at.mode}` : `reads ${at.server.port?.protocol?.value} without TLS`;
    return {
      ...(settings && modeOf(sender)
        ? { object: settings.object, path: [...settings.path, 'mode'] }
        : { object: at.gateway, path: [...at.path, ...(at.mode ? ['tls', 'mode'] : ['port', 'protocol'])] }),
      message: `The sidecar sends ${sent(sender, isUnread)} for ${hostLabel(host)} to ${at.label}, which ${expects}: the connection fails.`,
      related: settings ? [atPath(at.gateway, [...at.path, 'tls'], `${label(at.gateway)} takes it here.`)] : [],
      fixes: () => repair(failure, sender, at),
    };
  },

  examples: [
    {
      title: 'TLS of the mesh to a server with a certificate of its own',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { mode: SIMPLE, credentialName: egress }
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
#           ^^^^^^^^^^^^ The sidecar sends the mesh’s own TLS for api.payments.example to port 443 of Gateway shop/egress, which ends TLS in mode SIMPLE: the connection fails.
      sni: api.payments.example
#- routes.yaml
${mutualRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }
`,
    },
    {
      title: 'plain TLS to a server that expects the mesh’s own',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
${mutualHttpsGateway('shop')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: SIMPLE
#           ^^^^^^ The sidecar sends TLS of mode SIMPLE for api.payments.example to port 443 of Gateway shop/egress, which ends TLS in mode ISTIO_MUTUAL: the connection fails.
      sni: api.payments.example
#- routes.yaml
${mutualRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
      sni: api.payments.example
`,
    },
    {
      title: 'both speak the mesh’s own',
      source: `
#- host.yaml
${httpEntry('shop')}
#- gateway.yaml
${mutualHttpsGateway('shop')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
#- routes.yaml
${mutualRoutes('shop')}
`,
    },
  ],
});

const sent = (sender: Hop, isUnread: boolean): string => {
  const mode = modeOf(sender);
  if (mode === 'ISTIO_MUTUAL') return 'the mesh’s own TLS';
  if (mode) return `TLS of mode ${mode}`;
  return isUnread ? 'the TLS of the application' : 'plaintext';
};

/** Certificates that Istio once put into every gateway; that they are not there any more is said elsewhere. */
const hasOldFiles = ({ server }: HopServer): boolean =>
  server.tls?.serverCertificate?.value.startsWith('/etc/certs/') === true;

/** A server that ends other TLS than that of the mesh follows the sidecar, and a sidecar without it the server. */
function repair(failure: Failure, sender: Hop, at: HopServer): Fix[] {
  const to = sentHere(failure);
  if (to && modeOf(sender) === 'ISTIO_MUTUAL') return letServerTake(at, sender, sectionBehind(sender, to.section));
  const settings = tlsSettings(sender);
  const wanted = at.mode === 'ISTIO_MUTUAL' || at.mode === 'SIMPLE' ? at.mode : undefined;
  if (!settings || !modeOf(sender) || !wanted || modeOf(sender) === wanted) return [];
  return fix(`Change the mode to ${wanted}`, [
    replace(settings.object, spanOf(settings.object, [...settings.path, 'mode']), wanted),
  ]);
}
