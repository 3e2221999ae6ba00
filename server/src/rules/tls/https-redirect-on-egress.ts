import { type Fix, fix, removeFields } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { httpEntry, httpGateway, httpRoutes } from '../example-documents';
import { type HopServer, hopServer } from '../hop-server';
import { defineFailureRule } from '../rule';

export const httpsRedirectOnEgress = defineFailureRule({
  id: 'https-redirect-on-egress',
  severity: 'warning',
  summary: 'An egress gateway answers requests with a redirect instead of sending them on.',
  rationale:
    '`httpsRedirect` makes a server answer every plaintext request with 301 and the same URL under https. On the way in that leads browsers to TLS. On the way out the application gets the answer instead of that of the host, and many programs do not follow it.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings',

  explain({ cause, hop, host }) {
    const at = hopServer(hop);
    if (cause.reason !== 'tls-redirect' || !at) return undefined;
    return {
      object: at.gateway,
      path: [...at.path, 'tls', 'httpsRedirect'],
      message: `Requests for ${hostLabel(host)} are answered with 301 here, and never reach the host.`,
      fixes: () => repair(at),
    };
  },

  examples: [
    {
      title: 'a server for plaintext that redirects',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
    tls: { httpsRedirect: true }
#                         ^^^^ Requests for api.payments.example are answered with 301 here, and never reach the host.
#- host.yaml
${httpEntry('shop')}
#- routes.yaml
${httpRoutes('shop')}
`,
      fixed: `
${httpGateway('shop')}
`,
    },
  ],
});

/** Takes the whole of `tls` where there is nothing else in it. */
const repair = ({ gateway, path }: HopServer): Fix[] =>
  [
    { from: [...path, 'tls'], field: 'httpsRedirect' },
    { from: path, field: 'tls' },
  ]
    .flatMap(({ from, field }) =>
      fix('Send requests on instead of redirecting them', removeFields(gateway, from, [field])),
    )
    .slice(0, 1);
