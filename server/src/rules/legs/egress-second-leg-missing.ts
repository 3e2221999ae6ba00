import { type DocumentEdit, fix, insertInto, prependTo } from '../../generate/edit';
import { legRule } from '../../generate/legs';
import { destinationRulesFor } from '../../mesh/destination-rules';
import { sectionOf } from '../../mesh/gateway-protocol';
import { serves } from '../../mesh/gateways';
import { gatewayName, isBound, legs, takesPort } from '../../mesh/legs';
import { servicesMatching, servicesOf } from '../../mesh/services';
import { hostLabel, hostsMatch, resolveHost } from '../../model/host';
import { meshGateway, type Section } from '../../model/virtual-service';
import type { Mesh } from '../../workspace/mesh';
import { beginsTls } from '../client-tls';
import { type PlacedDestination, sentHere } from '../destination';
import { ofChain } from '../egress-chain';
import { httpEntry, httpGateway } from '../example-documents';
import { isUntakenAtGateway, type PlacedServer, untakenServer } from '../failure';
import { keepTo } from '../keep-to';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const egressSecondLegMissing = defineFailureRule({
  id: 'egress-second-leg-missing',
  severity: 'error',
  summary: 'Sidecars send a host to the egress gateway, and the gateway has no rule for it.',
  rationale:
    'A request that leaves by a gateway is routed twice: by the sidecar, to the gateway, and by the gateway, to the host. A gateway forwards nothing by itself: without a rule of its own for the host it answers 404 or closes the connection.',
  reference: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
  explain(failure, mesh) {
    const to = isUntakenAtGateway(failure) ? sentHere(failure) : undefined;
    const server = untakenServer(failure);
    // a rule that is there and does not count is another mistake
    if (!to || !server || failure.hop.passedOver.some((it) => !isBesidePoint.has(it.fact))) return undefined;
    const { host } = failure;
    if (!serves(server.server, server.gateway, host, to.object.namespace) || hasLeg(mesh, server, host))
      return undefined;
    return ofChain(mesh, to.object, 'VirtualService', {
      object: to.object,
      path: [...to.path, 'host'],
      message: `${hostLabel(host)} is sent to the egress gateway, but no rule of ${label(server.gateway)} leads it further: ${consequence(server)}.`,
      related: [
        atPath(
          server.gateway,
          ['spec', 'servers', server.index],
          `${label(server.gateway)} takes ${hostLabel(host)} on port ${server.server.port?.number?.value}.`,
        ),
      ],
      fixes: () => repair(mesh, server, host, to),
    });
  },

  examples: [
    {
      title: 'only the leg to the gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: payments
  namespace: shop
spec:
  hosts:
  - api.payments.example
  gateways:
  - mesh
  - egress
  http:
  - match:
    - gateways:
      - mesh
      port: 80
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ api.payments.example is sent to the egress gateway, but no rule of Gateway shop/egress leads it further: the gateway answers 404.
        port:
          number: 80
#- gateway.yaml
${httpGateway('shop')}
#- host.yaml
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: payments
  namespace: shop
spec:
  hosts:
  - api.payments.example
  gateways:
  - mesh
  - egress
  http:
  - match:
    - gateways:
      - mesh
      port: 80
    route:
    - destination:
        host: istio-egressgateway.istio-system.svc.cluster.local
        port:
          number: 80
  - match:
    - gateways:
      - egress
      port: 80
    route:
    - destination:
        host: api.payments.example
        port:
          number: 80
`,
    },
    {
      title: 'the legs in two VirtualServices',
      source: `
#- sidecars.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-gateway, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
#- gateway.yaml
${httpGateway('istio-system')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-to-host, namespace: istio-system }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('istio-system')}
`,
    },
  ],
});

/** Facts that say nothing of rules for the host: they are for sidecars, or the server is left without any. */
const isBesidePoint: ReadonlySet<string> = new Set(['V1', 'V7', 'V11', '3.4', 'S11', 'S12']);

/** Whether a VirtualService has a rule for the server, be it of a section that the server does not read. */
const hasLeg = (mesh: Mesh, { gateway, server }: PlacedServer, host: string): boolean =>
  mesh
    .withHost('VirtualService', host)
    .some(
      (it) =>
        it.resource.spec.hosts.some(({ value }) => hostsMatch(resolveHost(value, it.namespace), host)) &&
        legs(it, gatewayName(gateway)).some((leg) => takesPort(leg, server.port?.number?.value)),
    );

const consequence = ({ server }: PlacedServer): string =>
  sectionOf(server) === 'http' ? 'the gateway answers 404' : 'the gateway closes the connection';

function repair(
  mesh: Mesh,
  { gateway, server }: PlacedServer,
  host: string,
  { object, rule: own, rulePath }: PlacedDestination,
) {
  const section = sectionOf(server);
  const number = server.port?.number?.value;
  // where an alias is to lead, nobody knows
  if (!section || number === undefined || servicesMatching(mesh, host).length === 0) return [];
  const name = gateway.namespace === object.namespace ? gateway.name : `${gateway.namespace}/${gateway.name}`;
  const rule = legRule({
    section,
    gateway: name,
    matchPort: number,
    hosts: [hostLabel(host)],
    destination: {
      host: hostLabel(host),
      port: outsidePort(mesh, object, host, section, number),
    },
  });
  const edits: (DocumentEdit | undefined)[] = [
    insertInto(object, ['spec', section, object.resource.spec[section].length], rule),
  ];
  const { gateways } = object.resource.spec;
  const isNew = !isBound(object, gatewayName(gateway));
  if (gateways.length === 0) edits.push(insertInto(object, ['spec', 'gateways'], [meshGateway, name]));
  else if (isNew) edits.push(insertInto(object, ['spec', 'gateways', gateways.length], name));
  // a rule for every proxy would come first on the gateway too
  if (isNew) edits.push(...keepTo(object, gateways.length === 0 ? [meshGateway] : gateways.map((it) => it.value)));
  else if (own.match.length === 0) edits.push(prependTo(object, rulePath, 'match', [{ gateways: [meshGateway] }]));
  return fix(`Add the rule that leads '${hostLabel(host)}' from the gateway to the host`, edits);
}

/** Of HTTP, the port for which a DestinationRule begins TLS with the host; else the server's own if the host has it, else its first. */
function outsidePort(
  mesh: Mesh,
  { namespace }: PlacedDestination['object'],
  host: string,
  section: Section,
  number: number,
): number {
  const ports = servicesOf(mesh, host, namespace).flatMap((it) => it.ports.map((port) => port.number.value));
  const [only, ...others] = destinationRulesFor(mesh, host, namespace)
    .flatMap((it) => it.resource.spec.trafficPolicy?.portLevelSettings ?? [])
    .flatMap((it) => (section === 'http' && beginsTls(it.tls) ? (it.port?.number?.value ?? []) : []));
  if (only !== undefined && others.length === 0 && ports.includes(only)) return only;
  return ports.includes(number) ? number : (ports[0] ?? number);
}
