import { fix, insertInto } from '../../generate/edit';
import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import { legs, routeDestinations } from '../../mesh/legs';
import { scopeOf } from '../../mesh/scope';
import { visibleVirtualServices } from '../../mesh/virtual-services';
import { resolveHost, sameHost } from '../../model/host';
import { importedHost } from '../../model/sidecar';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { listForAllPorts } from '../egress-hosts';
import { passthroughGateway, passthroughRoutes, tlsEntry } from '../example-documents';
import { evidenceOf } from '../failure';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';

type Sidecar = MeshObject<'Sidecar'>;
type VirtualService = MeshObject<'VirtualService'>;

export const sidecarHidesVirtualService = defineRule({
  id: 'sidecar-hides-virtual-service',
  severity: 'error',
  summary: 'A Sidecar imports a host, but not the VirtualService that leads it through the egress gateway.',
  rationale:
    'A Sidecar imports ServiceEntries and VirtualServices alike by the namespace that they are in. Where the two are in different namespaces, both must be listed. Else the pods know the host but not its way, and their requests leave straight from the sidecar, past the gateway.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener',
  on: ['Sidecar'],

  *check(object, mesh) {
    const list = listForAllPorts(object);
    if (!list || object.document.partial) return;
    const said = new Set<VirtualService>();
    for (const host of new Set(
      hostsImported(
        mesh,
        object,
        list.hosts.map((it) => it.value),
      ),
    )) {
      const hidden = hiddenRouting(mesh, object, host);
      if (!hidden || said.has(hidden)) continue;
      said.add(hidden);
      const written = `${hidden.namespace}/${host}`;
      yield {
        span: list.hosts.at(-1)?.span ?? nameSpan(object),
        message: `Nothing here imports ${label(hidden)}, which leads ${host} through the egress gateway: requests leave straight from the sidecar.`,
        related: [at(hidden, `${label(hidden)} is not imported.`)],
        fixes: () => fix(`Import ${written}`, [insertInto(object, [...list.path, list.hosts.length], written)]),
      };
    }
  },

  examples: [
    {
      title: 'the way is written in another namespace than the host',
      source: `
#- shop.yaml
${tlsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
#     ^^^ Nothing here imports VirtualService platform/payments, which leads api.payments.example through the egress gateway: requests leave straight from the sidecar.
#- platform.yaml
${passthroughRoutes('platform')}
---
${passthroughGateway('platform')}
`,
      fixed: `
${tlsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
    - platform/api.payments.example
`,
    },
  ],
});

/** The hosts outside that a Sidecar plainly is about: those of its own namespace, and those that it names. */
function hostsImported(mesh: Mesh, { namespace }: Sidecar, written: readonly string[]): string[] {
  const own = mesh.inNamespace('ServiceEntry', namespace).flatMap((it) => externalHostsOf(mesh, it));
  const named = written.filter((it) => !it.startsWith('~')).map((it) => importedHost(it).host);
  return [...own, ...named].filter((it) => it !== '' && it !== '*' && !hasPlaceholder(it));
}

/** The VirtualService that would lead the requests of its pods through a gateway, if they were told of it. */
function hiddenRouting(mesh: Mesh, object: Sidecar, host: string): VirtualService | undefined {
  for (const { verdict, client, hops } of tracesTo(mesh, host)) {
    const [hop] = hops;
    if (verdict !== 'direct' || client.namespace !== object.namespace || !hop) continue;
    if (!evidenceOf(hop, 'C1').some((it) => it.object === object)) continue;
    if (scopeOf(mesh, hop.proxy).virtualServices(host, meshGateway).length > 0) continue;
    // C4
    const hidden = visibleVirtualServices(mesh, hop.proxy, [host], meshGateway).find(
      (it) => !it.writtenAt && it.namespace !== object.namespace && hasHost(it, host) && leadsToGateway(mesh, it),
    );
    if (hidden) return hidden;
  }
  return undefined;
}

const hasHost = ({ resource, namespace }: VirtualService, host: string): boolean =>
  resource.spec.hosts.some((it) => sameHost(resolveHost(it.value, namespace), host));

const leadsToGateway = (mesh: Mesh, virtualService: VirtualService): boolean =>
  legs(virtualService, meshGateway).some((leg) =>
    routeDestinations(leg, virtualService).some((to) => gatewaysBehindService(mesh, to.host).length > 0),
  );
