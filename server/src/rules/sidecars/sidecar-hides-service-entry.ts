import { fix, insertInto } from '../../generate/edit';
import { meshConfig } from '../../mesh/mesh-config';
import { scopeOf } from '../../mesh/scope';
import { namespaceLabel } from '../../model/namespace';
import { importedHost } from '../../model/sidecar';
import type { Trace } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { listForAllPorts } from '../egress-hosts';
import { tlsEntry } from '../example-documents';
import { evidenceOf } from '../failure';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';

type Sidecar = MeshObject<'Sidecar'>;
type ServiceEntry = MeshObject<'ServiceEntry'>;

export const sidecarHidesServiceEntry = defineRule({
  id: 'sidecar-hides-service-entry',
  severity: 'error',
  summary: 'A Sidecar does not import a ServiceEntry that its own namespace routes.',
  rationale:
    'A Sidecar with `egress.hosts` tells its pods of nothing else. What counts is the namespace of the ServiceEntry itself, and the import must be as wide as its host. Without it the host is unknown to the pods: no rule of a VirtualService holds for TLS or TCP to it, and requests are treated as `outboundTrafficPolicy` says, past any gateway or refused.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener',
  on: ['Sidecar'],

  *check(object, mesh) {
    const list = listForAllPorts(object);
    if (!list || object.document.partial) return;
    const said = new Set<ServiceEntry>();
    for (const { entry, host, routing, trace } of hiddenEntries(mesh, object)) {
      const names = list.hosts.map((it) => importedHost(it.value).host);
      // an import from the wrong namespace is what is to be mended, and said there
      if (said.has(entry) || names.includes(host)) continue;
      said.add(entry);
      const isOwn = entry.namespace === object.namespace;
      const written = `${isOwn ? '.' : entry.namespace}/${host}`;
      yield {
        span: list.hosts.at(-1)?.span ?? nameSpan(object),
        message: `Nothing here imports ${host} of namespace ${namespaceLabel(entry.namespace)}, so ${label(routing)} has no part in requests for it: ${trace.verdict === 'blocked' ? 'they are refused' : 'they leave like those to any unknown host'}.`,
        related: [at(entry, `${label(entry)} declares the host.`), at(routing, `${label(routing)} is meant for it.`)],
        fixes: () => fix(`Import ${written}`, [insertInto(object, [...list.path, list.hosts.length], written)]),
      };
    }
  },

  examples: [
    {
      title: 'the host is declared in another namespace',
      source: `
#- host.yaml
${tlsEntry('egress')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
    - istio-system/*
#     ^^^^^^^^^^^^^^ Nothing here imports api.payments.example of namespace egress, so VirtualService shop/payments has no part in requests for it: they leave like those to any unknown host.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
    - istio-system/*
    - egress/api.payments.example
`,
    },
    {
      title: 'a host that the namespace has nothing to do with',
      source: `
#- host.yaml
${tlsEntry('egress')}
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ ./*, istio-system/* ] } ]
`,
    },
  ],
});

interface Hidden {
  readonly entry: ServiceEntry;
  readonly host: string;
  readonly routing: MeshObject;
  readonly trace: Trace;
}

/** The ServiceEntries of hosts that a namespace routes and that the Sidecar keeps from its pods. */
function* hiddenEntries(mesh: Mesh, object: Sidecar): Iterable<Hidden> {
  for (const routing of routingFor(mesh, object))
    for (const host of hostsOf(mesh, routing))
      for (const trace of tracesTo(mesh, host)) {
        const [hop] = trace.hops;
        if (!hop || !['blocked', 'passthrough'].includes(trace.verdict)) continue;
        if (!isFor(routing, trace.client.namespace)) continue;
        if (!evidenceOf(hop, 'C1').some((it) => it.object === object)) continue;
        const scope = scopeOf(mesh, hop.proxy);
        if (scope.egressListeners.some((it) => scope.servicesMatching(it, host).length > 0)) continue;
        // C6
        for (const { fact, object: entry } of scope.hidden(host))
          if (fact === 'C6' && entry?.resource.kind === 'ServiceEntry')
            yield { entry: entry as ServiceEntry, host, routing, trace };
      }
}

/** What says that pods of its namespace reach a host; a Sidecar of the root namespace is for those of others, too. */
function routingFor(mesh: Mesh, { namespace }: Sidecar): readonly MeshObject[] {
  const isRoot = namespace === meshConfig(mesh).rootNamespace.value;
  return (['VirtualService', 'DestinationRule'] as const).flatMap((kind): readonly MeshObject[] =>
    isRoot
      ? mesh.all(kind)
      : [...mesh.inNamespace(kind, namespace), ...mesh.all(kind).filter((it) => names(it, namespace))],
  );
}

/** Whether an object is plainly meant for the pods of a namespace. */
const isFor = (object: MeshObject, client: string): boolean => object.namespace === client || names(object, client);

const names = ({ resource }: MeshObject, namespace: string): boolean =>
  (resource.kind === 'VirtualService' || resource.kind === 'DestinationRule') &&
  resource.spec.exportTo.some((it) => it.value === namespace);

function hostsOf(mesh: Mesh, object: MeshObject): string[] {
  if (object.resource.kind !== 'DestinationRule') return externalHostsOf(mesh, object);
  const host = object.resource.spec.host?.value.toLowerCase() ?? '';
  return mesh.withHost('ServiceEntry', host).some((it) => externalHostsOf(mesh, it).includes(host)) ? [host] : [];
}
