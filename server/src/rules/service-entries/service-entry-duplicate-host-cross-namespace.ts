import { fix, insertInto, replace } from '../../generate/edit';
import { scopeOf } from '../../mesh/scope';
import { servicesOfObject } from '../../mesh/services';
import { sameHost } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import { tracesTo } from '../../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { declarationsOf, saidBy } from '../declarations';
import { tlsEntry } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

type ServiceEntry = MeshObject<'ServiceEntry'>;

export const serviceEntryDuplicateHostCrossNamespace = defineRule({
  id: 'service-entry-duplicate-host-cross-namespace',
  severity: 'warning',
  summary: 'Two namespaces declare one host differently, and a third one sees both.',
  rationale:
    'A sidecar takes a host from its own namespace where that declares it; of the declarations of other namespaces it takes the oldest one whole, with its ports and its resolution. Which one that is changes when one is made anew. Export each to its own namespace (`exportTo: [ . ]`), or keep one for all.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry',
  aliases: ['KIA1211'],
  on: ['ServiceEntry'],

  *check(object, mesh) {
    if (object.namespace === unnamed || object.document.partial) return;
    for (const written of object.resource.spec.hosts) {
      const host = written.value.toLowerCase();
      const found = hasPlaceholder(host) ? undefined : replacedIn(mesh, object, host);
      if (!found) continue;
      const { winner, client } = found;
      yield {
        span: written.span,
        message: `Pods of ${client} take ${host} from ${label(winner)}, with its ports and its resolution: what is said of it here counts for nothing there.`,
        related: [at(winner, `${label(winner)} says something else of the host.`)],
        fixes: () => fix('Declare it for its own namespace alone', [keepToItself(object)]),
      };
      return;
    }
  },

  examples: [
    {
      title: 'two teams, and the pods of a third one',
      source: `
#- billing.yaml
${tlsEntry('billing')}
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-api, namespace: ledger }
spec:
  hosts:
  - api.payments.example
#   ^^^^^^^^^^^^^^^^^^^^ Pods of shop take api.payments.example from ServiceEntry billing/payments, with its ports and its resolution: what is said of it here counts for nothing there.
  ports: [ { number: 443, name: tls, protocol: TLS }, { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
#- shop.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ "*/*" ] } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-api, namespace: ledger }
spec:
  hosts:
  - api.payments.example
  ports: [ { number: 443, name: tls, protocol: TLS }, { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
  exportTo:
  - .
`,
    },
    {
      title: 'each for its own pods',
      source: `
#- billing.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: billing }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
#- ledger.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments-api, namespace: ledger }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
    },
  ],
});

/** Nothing where it is exported to namespaces by name. */
function keepToItself(object: ServiceEntry) {
  const [first, ...rest] = object.resource.spec.exportTo;
  if (!first) return insertInto(object, ['spec', 'exportTo'], ['.']);
  return first.value === '*' && rest.length === 0 ? replace(object, first.span, '.') : undefined;
}

/** A namespace of pods that take the host from another ServiceEntry although they see this one, which says something else. */
function replacedIn(mesh: Mesh, object: ServiceEntry, host: string) {
  const all = declarationsOf(mesh, host);
  const own = servicesOfObject(object).find((it) => sameHost(it.host, host));
  const owners = new Set(all.map((it) => it.namespace));
  // alternatives of one name are never applied together
  const others = all.filter(
    (it) =>
      own &&
      isOfKind(it.object, 'ServiceEntry') &&
      it.namespace !== own.namespace &&
      it.object.name !== object.name &&
      saidBy(it) !== saidBy(own),
  );
  if (others.length === 0 || owners.has(unnamed)) return undefined;
  for (const { client, hops } of tracesTo(mesh, host)) {
    const [hop] = hops;
    if (!hop || owners.has(client.namespace) || client.namespace === unnamed) continue;
    const hidden = scopeOf(mesh, hop.proxy).hidden(host);
    if (hidden.some((it) => it.object === object)) continue;
    // S12
    const winner = others.find(({ object: it }) =>
      hidden.some(({ fact, object: by }) => fact === 'S12' && by === it),
    )?.object;
    if (winner) return { winner, client: client.namespace };
  }
  return undefined;
}
