import { fix, insertInto } from '../../generate/edit';
import { namedGateways } from '../../mesh/egress';
import { serverHosts } from '../../mesh/gateway-hosts';
import { serverKind } from '../../mesh/gateway-protocol';
import { serves } from '../../mesh/gateways';
import { gatewayName, legs, takesPort } from '../../mesh/legs';
import { hostWithin, resolveHost } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import { passthroughGateway } from '../example-documents';
import { atPath, enumerate, label } from '../places';
import { defineRule } from '../rule';

export const passthroughSniWiderThanServer = defineRule({
  id: 'passthrough-sni-wider-than-server',
  severity: 'warning',
  summary: 'A rule makes a gateway pass on TLS for names that are not among the hosts of its server.',
  rationale:
    'A server with `mode: PASSTHROUGH` has a chain for each name under `sniHosts` of the rules that are bound to it. Its own hosts only decide which VirtualServices are bound: once one host of a VirtualService fits, all of its names are passed on. The hosts of such a server keep nobody out.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes',
  on: ['VirtualService'],

  *check(object, mesh) {
    const { namespace, resource } = object;
    const hosts = resource.spec.hosts.map((it) => resolveHost(it.value, namespace));
    for (const gateway of namedGateways(mesh, object))
      for (const leg of legs(object, gatewayName(gateway))) {
        const servers = passingServers(gateway).filter(
          ({ server }) =>
            takesPort(leg, server.port?.number?.value) && hosts.some((it) => serves(server, gateway, it, namespace)),
        );
        const [first] = servers;
        if (leg.section !== 'tls' || !first) continue;
        const known = servers.flatMap(({ server }) =>
          serverHosts(server, gateway.namespace).map((it) => it.host.toLowerCase()),
        );
        for (const sni of leg.matches.flatMap((it) => ('sniHosts' in it ? it.sniHosts : []))) {
          if (!isHost(sni.value)) continue;
          if (known.some((it) => hasPlaceholder(it) || hostWithin(sni.value.toLowerCase(), it))) continue;
          const path = ['spec', 'servers', first.index, 'hosts'];
          yield {
            span: sni.span,
            message: `The server of ${label(gateway)} is for ${enumerate(known)}, and by this rule the gateway passes on TLS for ${sni.value} as well.`,
            related: [atPath(gateway, path, `${label(gateway)} has the hosts.`)],
            fixes: () =>
              fix(`Add ${sni.value} to the hosts of ${label(gateway)}`, [
                insertInto(gateway, [...path, known.length], sni.value),
              ]),
          };
        }
      }
  },

  examples: [
    {
      title: 'one name of two',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example, login.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - gateways: [ egress ]
      port: 443
      sniHosts:
      - api.payments.example
      - login.payments.example
#       ^^^^^^^^^^^^^^^^^^^^^^ The server of Gateway shop/egress is for api.payments.example, and by this rule the gateway passes on TLS for login.payments.example as well.
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
${passthroughGateway('shop')}
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, login.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example, login.payments.example ]
    tls: { mode: PASSTHROUGH }
`,
    },
  ],
});

/** Of what Envoy takes for none, nothing is passed on. */
const isHost = (sni: string): boolean => !hasPlaceholder(sni) && !/^\*[^.]/.test(sni);

const passingServers = ({ resource }: MeshObject<'Gateway'>) =>
  resource.spec.servers.flatMap((server, index) => (serverKind(server) === 'passthrough' ? [{ server, index }] : []));
