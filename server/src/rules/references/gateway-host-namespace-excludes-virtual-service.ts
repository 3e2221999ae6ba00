import { fix, insertInto, replace } from '../../generate/edit';
import { boundGateways } from '../../mesh/egress';
import { admits, serverHosts } from '../../mesh/gateway-hosts';
import { serverHost } from '../../model/gateway';
import { hostLabel, hostsMatch } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import type { Failure } from '../../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { httpEntry } from '../example-documents';
import { isUntakenAtGateway, passedOver } from '../failure';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';
import { serversOf, whatBecomes } from '../untaken';

export const gatewayHostNamespaceExcludesVirtualService = defineFailureRule({
  id: 'gateway-host-namespace-excludes-virtual-service',
  severity: 'error',
  summary: 'A server takes a host only from VirtualServices of another namespace.',
  rationale:
    'Of a server’s host that is written with a namespace (`shop/api.example.com`, or `./api.example.com` for the Gateway’s own), only VirtualServices of that namespace are used. The rules of one elsewhere never reach the gateway, although it is bound to the Gateway and the host is the same.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  aliases: ['IST0132'],

  explain(failure, mesh) {
    if (!isUntakenAtGateway(failure)) return undefined;
    for (const { object } of passedOver(failure, 'G12')) {
      const found = isOfKind(object, 'VirtualService') ? excluded(object, failure, mesh) : undefined;
      if (found) return found;
    }
    return undefined;
  },

  examples: [
    {
      title: 'a host of the gateway team’s own namespace',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts:
    - ./api.payments.example
#     ^^^^^^^^^^^^^^^^^^^^^^ Gateway istio-system/egress takes api.payments.example only from VirtualServices of namespace istio-system, and VirtualService shop/payments is not there: the gateway answers requests for api.payments.example with 404.
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, istio-system/egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts:
    - ./api.payments.example
    - shop/api.payments.example
`,
    },
    {
      title: 'a host for the namespace of the VirtualService',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ shop/api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, istio-system/egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ istio-system/egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- host.yaml
${httpEntry('shop')}
`,
    },
  ],
});

/** The host of a server that keeps the VirtualService out; `undefined` where another one lets it in. */
function excluded(object: MeshObject<'VirtualService'>, failure: Failure, mesh: Mesh) {
  const gateways = boundGateways(mesh, object) ?? [];
  const { host } = failure;
  if (object.writtenAt || serversOf(gateways, host, object.namespace).length > 0) return undefined;
  for (const { gateway, server, index } of serversOf(gateways, host)) {
    const own = serverHosts(server, gateway.namespace);
    // G12 of `*/*` Istio keeps nothing else, and that lets everybody in
    const position = own.findIndex((it) => !admits(it, object.namespace) && hostsMatch(it.host.toLowerCase(), host));
    const written = server.hosts[position];
    const namespace = own[position]?.namespace;
    if (!written || namespace === undefined) continue;
    const plain = serverHost(written.value).host;
    return {
      object: gateway,
      path: ['spec', 'servers', index, 'hosts', position],
      message: `${label(gateway)} takes ${plain} only from VirtualServices of namespace ${namespaceLabel(namespace)}, and ${label(object)} is not there: ${whatBecomes(failure)}.`,
      related: [at(object, `${label(object)} has the rules for ${hostLabel(host)}.`)],
      fixes: () => [
        ...fix(`Let VirtualServices of namespace ${namespaceLabel(object.namespace)} have it too`, [
          insertInto(gateway, ['spec', 'servers', index, 'hosts', server.hosts.length], `${object.namespace}/${plain}`),
        ]),
        ...fix(`Change to '*/${plain}'`, [replace(gateway, written.span, `*/${plain}`)]),
      ],
    };
  }
  return undefined;
}
