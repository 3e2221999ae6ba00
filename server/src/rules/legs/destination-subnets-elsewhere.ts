import { type Fix, fix, replace } from '../../generate/edit';
import { type Leg, legs } from '../../mesh/legs';
import { type Service, servicesMatching } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { meshGateway, type TlsMatch } from '../../model/virtual-service';
import { inRange } from '../../text/cidr';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import { gatewayDestinations, goesPast, outsideHostsOf } from '../past-gateway';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const destinationSubnetsElsewhere = defineRule({
  id: 'destination-subnets-elsewhere',
  severity: 'warning',
  summary: 'A rule that leads sidecars to the egress gateway is for addresses that the host does not have.',
  rationale:
    '`destinationSubnets` is compared with the address that the application dials, which is one of `addresses` of the ServiceEntry. A rule for other addresses is never used for the host, and connections leave straight from the sidecar, past the gateway.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#L4MatchAttributes',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.writtenAt || mesh.hasHidden('ServiceEntry')) return;
    const hosts = outsideHostsOf(mesh, object);
    const services = hosts.flatMap((it) => servicesMatching(mesh, it));
    // what Istio gives a host for an address is not known
    if (services.length === 0 || services.some((it) => it.addresses.length === 0)) return;
    for (const leg of legs(object, meshGateway)) {
      const [gateway] = gatewayDestinations(mesh, object, leg).flatMap((it) => it.gateways);
      const subnets = subnetsOf(leg);
      const [subnet] = subnets ?? [];
      const past = hosts.find((it) => goesPast(mesh, it, [leg.section]));
      if (!gateway || !subnet || past === undefined || subnets?.some((it) => isFor(it, services))) continue;
      const own = servicesMatching(mesh, past);
      const addresses = [...new Set(own.flatMap((it) => it.addresses))];
      yield {
        span: subnet.span,
        message: `${hostLabel(past)} has the address ${enumerate(addresses)} and none in ${subnet.value}, so sidecars never use this rule and send it straight out, past ${label(gateway)}.`,
        related: own.map((it) => at(it.object, `${label(it.object)} has the addresses.`)),
        fixes: () => repair(object, subnets ?? [], addresses),
      };
    }
  },

  examples: [
    {
      title: 'a database whose address has changed',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ db.payments.example ]
  gateways: [ mesh, egress ]
  tcp:
  - match:
    - gateways: [ mesh ]
      port: 5432
      destinationSubnets: [ 192.0.2.7 ]
#                           ^^^^^^^^^ db.payments.example has the address 198.51.100.10 and none in 192.0.2.7, so sidecars never use this rule and send it straight out, past Gateway shop/egress.
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 5432 } }
  - match: [ { gateways: [ egress ], port: 5432 } ]
    route:
    - destination: { host: db.payments.example, port: { number: 5432 } }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 5432, name: tcp, protocol: TCP }
    hosts: [ db.payments.example ]
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ db.payments.example ]
  addresses: [ 198.51.100.10 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ db.payments.example ]
  gateways: [ mesh, egress ]
  tcp:
  - match:
    - gateways: [ mesh ]
      port: 5432
      destinationSubnets: [ 198.51.100.10 ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 5432 } }
  - match: [ { gateways: [ egress ], port: 5432 } ]
    route:
    - destination: { host: db.payments.example, port: { number: 5432 } }
`,
    },
    {
      title: 'a network that has the address of the host',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ db.payments.example ]
  gateways: [ mesh, egress ]
  tcp:
  - match:
    - gateways: [ mesh ]
      port: 5432
      destinationSubnets: [ 198.51.100.0/24 ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 5432 } }
  - match: [ { gateways: [ egress ], port: 5432 } ]
    route:
    - destination: { host: db.payments.example, port: { number: 5432 } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 5432, name: tcp, protocol: TCP }
    hosts: [ db.payments.example ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec:
  hosts: [ db.payments.example ]
  addresses: [ 198.51.100.10 ]
  ports: [ { number: 5432, name: tcp, protocol: TCP } ]
  resolution: DNS
`,
    },
  ],
});

/** All that the rule asks for of addresses; `undefined` where one of its matches takes any. */
function subnetsOf({ section, matches }: Leg): readonly Located<string>[] | undefined {
  if (section === 'http') return undefined;
  const subnets = (matches as readonly TlsMatch[]).map((it) => it.destinationSubnets);
  return subnets.some((it) => it.length === 0) ? undefined : subnets.flat();
}

/** Whether an address of one of the services is among those asked for, or may be. */
const isFor = ({ value }: Located<string>, services: readonly Service[]): boolean =>
  hasPlaceholder(value) ||
  services.some(({ addresses }) =>
    addresses.some(
      (it) => it.includes('/') || it === value || inRange(it, value.includes('/') ? value : `${value}/32`),
    ),
  );

/** The addresses of the host in the place of what is asked for, where that is one for one. */
const repair = (object: VirtualService, subnets: readonly Located<string>[], addresses: readonly string[]): Fix[] =>
  subnets.length === 1 && addresses.length === 1
    ? subnets.flatMap((it) => addresses.flatMap((own) => fix(`Change to ${own}`, [replace(object, it.span, own)])))
    : [];
