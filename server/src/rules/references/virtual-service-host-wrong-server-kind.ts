import { type Fix, fix, insertInto } from '../../generate/edit';
import { legRule } from '../../generate/legs';
import { boundGateways } from '../../mesh/egress';
import { type ServerKind, sectionOf, serverKind } from '../../mesh/gateway-protocol';
import { gatewayName, isBound, legs, means, routeDestinations } from '../../mesh/legs';
import { hostLabel, hostsMatch, resolveHost } from '../../model/host';
import { meshGateway, type Section } from '../../model/virtual-service';
import type { Failure } from '../../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { sentHere } from '../destination';
import { host } from '../example-chain';
import {
  httpAndTlsEntry,
  httpAndTlsRoutes,
  mutualTlsGateway,
  passthroughGateway,
  tlsEntry,
} from '../example-documents';
import { isUntakenAtGateway, type PlacedServer, passedOver } from '../failure';
import { letServerTake, sectionBehind } from '../fitting-server';
import { hopServerAt } from '../hop-server';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';
import { serversOf, whatBecomes } from '../untaken';

type VirtualService = MeshObject<'VirtualService'>;

export const virtualServiceHostWrongServerKind = defineFailureRule({
  id: 'virtual-service-host-wrong-server-kind',
  severity: 'error',
  summary: 'The server for a host reads other rules than those that the VirtualService has.',
  rationale:
    'Protocol and TLS mode of a server decide which rules it reads: `http` where it sees HTTP, in plaintext or out of TLS that it ends; `tls` where it passes TLS on (`PASSTHROUGH`, also where no mode is written); `tcp` where it forwards bytes. A VirtualService whose rules for the gateway are all under another word adds nothing there.',
  reference: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#gateway-to-virtual-service-tls-mismatch',

  explain(failure, mesh) {
    if (!isUntakenAtGateway(failure)) return undefined;
    for (const { object, path } of passedOver(failure, '3.5.1')) {
      const found = isOfKind(object, 'VirtualService') && path.length === 2 ? unread(object, failure, mesh) : undefined;
      if (found) return found;
    }
    return undefined;
  },

  examples: [
    {
      title: '`http` rules for a server that passes TLS on',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress passes TLS on as it is and uses only rules under \`tls\`, and those of VirtualService shop/payments for it are under \`http\`: the connection to api.payments.example is refused.
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  http:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- gateway.yaml
${passthroughGateway('shop')}
#- host.yaml
${tlsEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - gateways:
      - egress
      port: 443
      sniHosts:
      - api.payments.example
    route:
    - destination:
        host: api.payments.example
        port:
          number: 443
  http:
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
    },
    {
      title: '`http` rules for the mesh’s TLS that is ended as bytes',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress ends TLS, forwards bytes and uses only rules under \`tcp\`, and those of VirtualService shop/payments for it are under \`http\`: the connection to api.payments.example is refused.
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 }, subset: payments }
  - match: [ { gateways: [ egress ], port: 443 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- gateway.yaml
${mutualTlsGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: egress, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.payments.example } }
${host('shop')}
`,
    },
    {
      title: 'both sections over different ports',
      source: `
#- routes.yaml
${httpAndTlsRoutes('shop')}
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- host.yaml
${httpAndTlsEntry('shop')}
`,
    },
  ],
});

/** What is wrong with a VirtualService none of whose rules the servers for a host read; `undefined` where one does. */
function unread(object: VirtualService, failure: Failure, mesh: Mesh) {
  const servers = serversOf(boundGateways(mesh, object) ?? [], failure.host, object.namespace);
  const own = servers.flatMap(({ gateway }) => legs(object, gatewayName(gateway)).map((it) => it.section));
  const [first] = servers;
  const [section] = own;
  const read = first && sectionOf(first.server);
  if (!first || !section || !read || servers.some((it) => own.includes(sectionOf(it.server) ?? section)))
    return undefined;
  const index = object.resource.spec.hosts.findIndex((it) =>
    hostsMatch(resolveHost(it.value, object.namespace), failure.host),
  );
  const { gateway } = first;
  return {
    object,
    path: ['spec', 'hosts', Math.max(0, index)],
    message: `${label(gateway)} ${does[serverKind(first.server)]} and uses only rules under \`${read}\`, and those of ${label(object)} for it are under \`${section}\`: ${whatBecomes(failure)}.`,
    related: servers.map((it) =>
      atPath(
        it.gateway,
        ['spec', 'servers', it.index, 'port', 'protocol'],
        `${label(it.gateway)} takes ${hostLabel(failure.host)} here.`,
      ),
    ),
    fixes: () => {
      const server = odd(failure, first, section);
      return server.length > 0 ? server : ruleFor(object, first, read, failure.host);
    },
  };
}

/** Changes the server, where what comes is what the rules for the gateway are for. */
function odd(failure: Failure, { gateway, index }: PlacedServer, section: Section): Fix[] {
  const sender = failure.passed.at(-1);
  const to = sentHere(failure);
  const at = hopServerAt({ object: gateway, path: ['spec', 'servers', index] });
  const isOdd = sender && to && at && sectionBehind(sender, to.section) === section;
  return isOdd ? letServerTake(at, sender, section) : [];
}

/** Leads the host where the rule leads it that the server does not read, by one that it does. */
function ruleFor(object: VirtualService, { gateway, server }: PlacedServer, section: Section, host: string) {
  const number = server.port?.number?.value;
  const name = gatewayName(gateway);
  for (const leg of legs(object, name))
    for (const { destination } of routeDestinations(leg, object)) {
      const named = leg.matches.flatMap((it) => it.gateways).find((it) => means(it.value, name, object));
      // a rule for sidecars too leads to the gateway itself
      if (!named && isBound(object, meshGateway)) continue;
      const written = named ?? object.resource.spec.gateways.find((it) => means(it.value, name, object));
      const port = destination.port?.number?.value;
      if (!number || !written || !port || !destination.host) continue;
      const subset = destination.subset ? { subset: destination.subset.value } : {};
      const rule = legRule({
        section,
        gateway: written.value,
        matchPort: number,
        hosts: [hostLabel(host)],
        destination: { host: destination.host.value, port, ...subset },
      });
      return fix(`Add a rule under ${section} that leads '${hostLabel(host)}' there`, [
        insertInto(object, ['spec', section, object.resource.spec[section].length], rule),
      ]);
    }
  return [];
}

const does: Readonly<Record<ServerKind, string>> = {
  http: 'reads plaintext HTTP',
  https: 'ends TLS, reads HTTP',
  passthrough: 'passes TLS on as it is',
  'auto-passthrough': 'passes TLS on by the name of the cluster in it',
  'tls-tcp': 'ends TLS, forwards bytes',
  tcp: 'forwards bytes',
};
