import { fix } from '../../generate/edit';
import { serves } from '../../mesh/gateways';
import { owns } from '../../mesh/ownership';
import { resolveHost } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { meshGateway, resolveGateway } from '../../model/virtual-service';
import { nearest } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { incompleteChain, ofChain } from '../egress-chain';
import { isInternal, renameGateway, uncheckedNames } from '../gateway-name';
import { defineRule } from '../rule';

export const virtualServiceGatewayNotFound = defineRule({
  id: 'virtual-service-gateway-not-found',
  severity: 'error',
  summary: 'A VirtualService is bound to a gateway that does not exist.',
  rationale:
    'Istio hands a VirtualService to a gateway only if the Gateway object that it names exists, in exactly that namespace; a name without a namespace is looked for in the VirtualService’s own. The rules for a name that leads nowhere are never used, and the gateway answers 404 or closes the connection.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  aliases: ['IST0101', 'KIA1102'],
  on: ['VirtualService'],

  *check(object, mesh) {
    // said of the chain as a whole
    if (incompleteChain(mesh, object)) return;
    for (const reference of object.resource.spec.gateways) {
      if (reference.value === meshGateway || hasPlaceholder(reference.value)) continue;
      // what is no name at all, and what Istio makes itself, is reported as such
      if (isInternal(reference.value) || uncheckedNames(object).includes(reference)) continue;
      const { namespace, name } = resolveGateway(reference.value, object);
      const sameName = mesh.named('Gateway', name);
      // one in another namespace is the business of virtual-service-gateway-other-namespace
      if (sameName.length > 0 || mesh.hasHidden('Gateway')) continue;
      const where = `namespace ${namespaceLabel(namespace)}`;
      const certain = owns(mesh, namespace, 'Gateway');
      yield ofChain(mesh, object, 'Gateway', {
        span: reference.span,
        severity: certain ? ('error' as const) : 'hint',
        message: certain
          ? `There is no Gateway '${name}' in ${where}, so the rules for it are never used.`
          : `The workspace has no Gateway '${name}' for ${where}; if there is none elsewhere, the rules for it are never used.`,
        fixes: () =>
          replacements(reference.value, object, mesh).flatMap((it) =>
            fix(`Change to '${it}'`, renameGateway(object, reference, it)),
          ),
      });
    }
  },

  examples: [
    {
      title: 'a misspelt gateway',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways:
  - partner-gatway
#   ^^^^^^^^^^^^^^ There is no Gateway 'partner-gatway' in namespace shop, so the rules for it are never used.
  http:
  - route:
    - destination: { host: api.payments.example }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner-gateway, namespace: shop }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways:
  - partner-gateway
  http:
  - route:
    - destination: { host: api.payments.example }
`,
    },
    {
      title: 'a gateway that exists',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ infra/partner-gateway ]
  http:
  - route:
    - destination: { host: api.payments.example }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner-gateway, namespace: infra }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
  ],
});

/** The gateways that take the VirtualService's hosts, and whatever is spelt alike, as the VirtualService would write them. */
function replacements(written: string, object: MeshObject<'VirtualService'>, mesh: Mesh): string[] {
  const reference = (it: MeshObject<'Gateway'>): string =>
    it.namespace === object.namespace ? it.name : `${it.namespace}/${it.name}`;
  const hosts = object.resource.spec.hosts.map((it) => resolveHost(it.value, object.namespace));
  const serving = hosts.flatMap((host) =>
    mesh
      .withHost('Gateway', host)
      .filter((it) => it.resource.spec.servers.some((server) => serves(server, it, host, object.namespace))),
  );
  const alike = nearest(written, [meshGateway, ...mesh.all('Gateway').map(reference)]);
  const bound = object.resource.spec.gateways.map((it) => it.value);
  const names = [...alike, ...serving.map(reference)].filter((it) => !bound.includes(it));
  return [...new Set(names)].slice(0, 3);
}
