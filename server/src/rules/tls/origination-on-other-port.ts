import { fix, insertInto, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { host, originating } from '../example-chain';
import { originationElsewhere } from '../origination-elsewhere';
import { outsideHostsOf } from '../past-gateway';
import { atPath, label, spanOf } from '../places';
import { defineRule } from '../rule';

/** What begins the TLS. */
const rule = `#- rule.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings: [ { port: { number: 443 }, tls: { mode: SIMPLE, sni: api.payments.example } } ]
`;

export const originationOnOtherPort = defineRule({
  id: 'origination-on-other-port',
  severity: 'warning',
  summary: 'A gateway sends a host in plaintext to one port, and a DestinationRule begins TLS on another.',
  rationale:
    'Settings for a port (`portLevelSettings`) hold for what is sent to that port of the host. A rule that leads requests to another one sends them out in plaintext, though a DestinationRule was to begin TLS.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway-tls-origination/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial || object.writtenAt || mesh.hasHidden('DestinationRule')) return;
    for (const outside of outsideHostsOf(mesh, object)) {
      const found = originationElsewhere(mesh, outside);
      if (!found || found.to.object !== object) continue;
      const { rule, port, path, to, sentTo } = found;
      const written = to.destination.port?.number;
      yield {
        span: written?.span ?? to.destination.host?.span ?? spanOf(object, to.path),
        message: `The gateway sends requests for ${hostLabel(outside)} to port ${sentTo}, in plaintext; ${label(rule)} begins TLS on port ${port}, to which nothing is sent.`,
        related: [atPath(rule, path, `${label(rule)} begins TLS here.`)],
        fixes: () =>
          fix(`Send to port ${port}`, [
            written ? replace(object, written.span, port) : insertInto(object, [...to.path, 'port'], { number: port }),
          ]),
      };
    }
  },

  examples: [
    {
      title: 'the port of plaintext',
      source: `
${originating.replace('number: 443 } }', 'number: 80 } }\n#                                                                ^^ The gateway sends requests for api.payments.example to port 80, in plaintext; DestinationRule shop/originate begins TLS on port 443, to which nothing is sent.')}${rule}${host('shop')}`,
      fixed: originating.replace('#- routes.yaml\n', ''),
    },
    {
      title: 'the port of the TLS',
      source: `
${originating}${rule}${host('shop')}`,
    },
  ],
});
