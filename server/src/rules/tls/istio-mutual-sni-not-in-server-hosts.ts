import { fix, insertInto, replace } from '../../generate/edit';
import { hasPlaceholder } from '../../text/placeholder';
import { httpEntry, mutualHttpsGateway, mutualRoutes } from '../example-documents';
import { hopServer } from '../hop-server';
import { modeOf, nameOf, senderOf, tlsSettings } from '../hop-tls';
import { atPath, label, spanOf } from '../places';
import { defineFailureRule } from '../rule';

export const istioMutualSniNotInServerHosts = defineFailureRule({
  id: 'istio-mutual-sni-not-in-server-hosts',
  severity: 'error',
  summary: 'The sidecars ask the gateway for a name that its server does not have.',
  rationale:
    'A server that ends TLS takes connections whose SNI is one of its hosts, and closes all others. Without an `sni` the mesh’s own TLS asks for a name that Istio makes of port, subset and host of the gateway’s Service, which is in no list of hosts.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',

  explain(failure) {
    const { cause, hop, host } = failure;
    const sender = senderOf(failure);
    const settings = sender && tlsSettings(sender);
    const at = hopServer(hop);
    if (cause.reason !== 'no-filter-chain' || !sender || !settings || !at) return undefined;
    if (!modeOf(sender) || !at.mode || at.mode === 'PASSTHROUGH' || cause.sni === host) return undefined;
    // T7 says that none is written
    const written = !sender.because.some((it) => it.fact === 'T7');
    const hosts = at.server.hosts.map((it) => it.value).join(', ');
    return {
      object: settings.object,
      path: [...settings.path, written ? 'sni' : 'mode'],
      message: written
        ? `The sidecar asks ${at.label} for ${cause.sni}, and that takes only ${hosts}: the connection is closed.`
        : `Without an sni the sidecar asks ${at.label} for ${cause.sni}, and that takes only ${hosts}: the connection is closed.`,
      related: [atPath(at.gateway, [...at.path, 'hosts'], `${label(at.gateway)} takes ${hosts} here.`)],
      fixes: () => {
        // the hosts of a wildcard may share any name that the server takes: it only chooses the server
        const sni = nameOf(host) ?? nameUnder(at.server.hosts.map((it) => it.value));
        if (!sni) return [];
        const rule = settings.object;
        const edit = written
          ? replace(rule, spanOf(rule, [...settings.path, 'sni']), sni)
          : insertInto(rule, [...settings.path, 'sni'], sni);
        return fix(`Set sni: ${sni}`, [edit]);
      },
    };
  },

  examples: [
    {
      title: 'the sni left out',
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
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 443 }
        tls:
          mode: ISTIO_MUTUAL
#               ^^^^^^^^^^^^ Without an sni the sidecar asks port 443 of Gateway shop/egress for outbound_.443_.payments_.istio-egressgateway.istio-system.svc.cluster.local, and that takes only api.payments.example: the connection is closed.
#- routes.yaml
${mutualRoutes('shop', 'payments')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 443 }
        tls:
          mode: ISTIO_MUTUAL
          sni: api.payments.example
`,
    },
    {
      title: 'a server for every name',
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
    hosts: [ "*" ]
    tls: { mode: ISTIO_MUTUAL }
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      tls: { mode: ISTIO_MUTUAL }
#- routes.yaml
${mutualRoutes('shop', 'payments')}
`,
    },
  ],
});

/** A name that one of these hosts of a server takes: one that is written out, else one under a wildcard. */
function nameUnder(hosts: readonly string[]): string | undefined {
  const names = hosts.map((it) => it.slice(it.indexOf('/') + 1)).filter((it) => it !== '*' && !hasPlaceholder(it));
  return names.find((it) => !it.startsWith('*')) ?? names[0]?.replace('*', 'egress');
}
