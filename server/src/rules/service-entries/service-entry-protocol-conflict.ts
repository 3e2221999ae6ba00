import { type ServicePort, servicesMatching } from '../../mesh/services';
import { sameHost } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

type ServiceEntry = MeshObject<'ServiceEntry'>;

export const serviceEntryProtocolConflict = defineRule({
  id: 'service-entry-protocol-conflict',
  severity: 'warning',
  summary: 'Two ServiceEntries of a namespace say different protocols for one host and port.',
  rationale:
    'Istio makes one service of all ServiceEntries of a namespace that have the same host, and takes each port from the oldest. What the others say of that port counts for nothing: VirtualServices that are written for their protocol never see a request.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/',
  aliases: ['IST0177', 'KIA1212'],
  on: ['ServiceEntry'],

  *check(object, mesh) {
    if (object.document.partial) return;
    for (const { number, protocol } of object.resource.spec.ports) {
      if (!number || hasPlaceholder(protocol?.value ?? '')) continue;
      const conflict = conflictOn(mesh, object, number.value);
      if (!conflict) continue;
      const { host, own, winner, other } = conflict;
      yield {
        span: protocol?.span ?? number.span,
        message: `Port ${number.value} of ${host} speaks ${other.protocol} as ${label(winner)} says it first; ${own.protocol} counts for nothing.`,
        related: [at(winner, `${label(winner)} says ${other.protocol}.`, other.number.span)],
      };
    }
  },

  examples: [
    {
      title: 'HTTPS in one, TCP in the other',
      source: `
#- a.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: https, protocol: HTTPS } ]
  resolution: DNS
#- b.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-tcp, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
    name: tcp
    protocol: TCP
#             ^^^ Port 443 of api.payments.example speaks HTTPS as ServiceEntry shop/payments says it first; TCP counts for nothing.
  resolution: DNS
`,
    },
    {
      title: 'HTTPS and TLS are one and the same for what leaves',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: https, protocol: HTTPS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-tls, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
  ],
});

interface Conflict {
  readonly host: string;
  readonly own: ServicePort;
  readonly winner: ServiceEntry;
  readonly other: ServicePort;
}

/** The ServiceEntry whose word counts for a port instead of this one's, where it says something else. */
function conflictOn(mesh: Mesh, object: ServiceEntry, number: number): Conflict | undefined {
  for (const { value } of object.resource.spec.hosts) {
    if (hasPlaceholder(value)) continue;
    const host = value.toLowerCase();
    const ports = servicesMatching(mesh, host).flatMap((service) => {
      const port = service.ports.find((it) => it.number.value === number);
      const { object: of } = service;
      return port && of.resource.kind === 'ServiceEntry' && sameHost(service.host, host)
        ? [{ port, entry: of as ServiceEntry }]
        : [];
    });
    const own = ports.find(({ entry }) => entry === object)?.port;
    // S12 pilot/pkg/model/sidecar.go appendSidecarServices: the first one's ports count
    const [first] = ports.filter(({ entry }) => entry === object || isTogether(object, entry));
    if (own && first && first.port.listener !== own.listener)
      return { host, own, winner: first.entry, other: first.port };
  }
  return undefined;
}

/** Whether Istio makes one service of both: of alternatives of one name only one is ever applied. */
const isTogether = (one: ServiceEntry, other: ServiceEntry): boolean =>
  one.name !== other.name &&
  one.namespace === other.namespace &&
  (one.namespace !== unnamed || one.document === other.document || one.file === other.file) &&
  !other.document.partial;
