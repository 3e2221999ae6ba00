import { fix, write } from '../../generate/edit';
import { type Service, type ServicePort, servicesOfObject } from '../../mesh/services';
import { sameHost } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { declarationsOf, saidBy } from '../declarations';
import { httpsEntry } from '../example-documents';
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
    for (const [index, { number, protocol }] of object.resource.spec.ports.entries()) {
      if (!number || hasPlaceholder(protocol?.value ?? '')) continue;
      const conflict = conflictOn(mesh, object, number.value);
      if (!conflict) continue;
      const { host, own, winner, other } = conflict;
      yield {
        span: protocol?.span ?? number.span,
        message: `Port ${number.value} of ${host} speaks ${other.protocol} as ${label(winner)} says it first; ${own.protocol} counts for nothing.`,
        related: [at(winner, `${label(winner)} says ${other.protocol}.`, other.number.span)],
        fixes: () =>
          fix(`Say ${other.protocol} here too`, [
            write(object, ['spec', 'ports', index, 'protocol'], protocol, other.protocol),
          ]),
      };
    }
  },

  examples: [
    {
      title: 'HTTPS in one, TCP in the other',
      source: `
#- a.yaml
${httpsEntry('shop')}
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
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-tcp, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - number: 443
    name: tcp
    protocol: HTTPS
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
    const service = servicesOfObject(object).find((it) => sameHost(it.host, host));
    const own = service && portOf(service, number);
    if (!own) continue;
    // S12 pilot/pkg/model/sidecar.go appendSidecarServices: the first one's ports count
    const first = declarationsOf(mesh, host).find(
      (it) => portOf(it, number) && (isCopy(service, it) || isTogether(object, it.object)),
    );
    const other = first && portOf(first, number);
    if (other && other.listener !== own.listener) return { host, own, winner: first.object as ServiceEntry, other };
  }
  return undefined;
}

const portOf = ({ ports }: Service, number: number): ServicePort | undefined =>
  ports.find((it) => it.number.value === number);

/** Whether it is the same one, or says the same under the same name. */
const isCopy = (one: Service, { object, ...other }: Service): boolean =>
  object === one.object ||
  (object.name === one.object.name &&
    object.file === one.object.file &&
    other.namespace === one.namespace &&
    saidBy({ object, ...other }) === saidBy(one));

/** Whether Istio makes one service of both: of alternatives of one name only one is ever applied. */
const isTogether = (one: ServiceEntry, other: MeshObject): boolean =>
  other.resource.kind === 'ServiceEntry' &&
  one.name !== other.name &&
  one.namespace === other.namespace &&
  (one.namespace !== unnamed || one.document === other.document || one.file === other.file) &&
  !other.document.partial;
