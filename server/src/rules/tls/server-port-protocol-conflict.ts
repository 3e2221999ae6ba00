import { hostLabel } from '../../model/host';
import { tlsEntry } from '../example-documents';
import { passedOver } from '../failure';
import { hopServer, hopServerAt } from '../hop-server';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const serverPortProtocolConflict = defineFailureRule({
  id: 'server-port-protocol-conflict',
  severity: 'error',
  summary: 'Two servers want different protocols on one port of the gateway, and one of them is left out.',
  rationale:
    'A port of a gateway’s pods carries plaintext HTTP, or TLS, or bytes. Once a server has made a plaintext port of it, another server with another protocol, or a second one for TCP, is left out without a word, also where the two are in different Gateways or have different ports of the Service that lead to the same port of the pods.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  aliases: ['IST0145'],

  explain(failure) {
    // G9, G11
    const [skipped] = passedOver(failure, 'G9', 'G11').filter((it) => it.object.resource.kind === 'Gateway');
    const reasons = ['no-listener', 'no-filter-chain', 'no-virtual-host', 'no-route', 'protocol-error', 'tls-error'];
    if (!skipped || !reasons.includes(failure.cause.reason) || failure.hop.proxy.type !== 'gateway') return undefined;
    const own = hopServerAt(skipped);
    const winner = hopServer(failure.hop);
    if (!own || own.path.join() === winner?.path.join()) return undefined;
    return {
      object: own.gateway,
      path: [...skipped.path, 'port', 'protocol'],
      message: `${skipped.text} Requests for ${hostLabel(failure.host)} find no server${skipped.byAge ? ', unless its Gateway is the older one' : ''}.`,
      related: winner ? [atPath(winner.gateway, winner.path, `${label(winner.gateway)} has the port.`)] : [],
    };
  },

  examples: [
    {
      title: 'TLS on a port that has plaintext HTTP',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: payments, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: http, protocol: HTTP }
    hosts: [ weather.example ]
  - port: { number: 443, name: tls, protocol: TLS }
#                                             ^^^ Istio skips this server, because the Gateway payments comes first and speaks HTTP on the port. Requests for api.payments.example find no server.
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
#- host.yaml
${tlsEntry('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, payments ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match: [ { gateways: [ payments ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
    },
  ],
});
