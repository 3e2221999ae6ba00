import { create } from '../../generate/create';
import { fix } from '../../generate/edit';
import { kubernetesObject } from '../../generate/objects';
import { hostLabel, resolveHost } from '../../model/host';
import type { Trace } from '../../trace/answer';
import { tracesTo } from '../../trace/failures';
import type { MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';
import { wildcardsOver } from '../wildcard-entries';

type VirtualService = MeshObject<'VirtualService'>;

export const tlsVirtualServiceShadowsWildcardServiceEntry = defineRule({
  id: 'tls-virtual-service-shadows-wildcard-service-entry',
  // where hosts that are not known are let out nothing is lost but what is known of them
  severity: 'information',
  summary: 'A rule for TLS takes some names of a wildcard, and sidecars no longer know the others.',
  rationale:
    'For the port of a ServiceEntry that speaks TLS a sidecar has one filter chain for all its names. As soon as a VirtualService has a `tls` rule for one of them, the chains of its rules take the place of that one, and for all other names there is none: their connections are treated like those to an unknown host, which with REGISTRY_ONLY is refused. A rule for the wildcard itself gives them one again.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial) return;
    for (const written of object.resource.spec.hosts)
      for (const { host, object: entry } of wildcardsOver(mesh, resolveHost(written.value, object.namespace))) {
        const lost = tracesTo(mesh, host).filter((it) => isLostTo(object, it));
        const [first] = lost;
        if (!first) continue;
        const refused = lost.find((it) => it.verdict === 'blocked');
        const { port } = (refused ?? first).request;
        yield {
          span: written.span,
          ...(refused ? { severity: 'warning' } : {}),
          message: `Since this takes some names of ${hostLabel(host)} on port ${port}, sidecars know no others there: connections to those ${refused ? 'are refused, as only known hosts are let out (REGISTRY_ONLY)' : 'leave like those to any unknown host'}.`,
          related: [at(entry, `${label(entry)} declares them all.`)],
          fixes: () => fix(`Add a rule for '${host}'`, [create(mesh, object, ruleFor(object, host, port))]),
        };
        return;
      }
  },

  examples: [
    {
      title: 'one name of a wildcard, where only known hosts are let out',
      source: `
#- rule.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^ Since this takes some names of *.payments.example on port 443, sidecars know no others there: connections to those are refused, as only known hosts are let out (REGISTRY_ONLY).
  tls:
  - match: [ { port: 443, sniHosts: [ slow.payments.example ] } ]
    route: [ { destination: { host: "*.payments.example", port: { number: 443 } } } ]
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  location: MESH_EXTERNAL
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ slow.payments.example ] } ]
    route: [ { destination: { host: "*.payments.example", port: { number: 443 } } } ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: slow-others
  namespace: shop
spec:
  hosts:
  - "*.payments.example"
  tls:
  - match:
    - port: 443
      sniHosts:
      - "*.payments.example"
    route:
    - destination:
        host: "*.payments.example"
        port:
          number: 443
`,
    },
    {
      title: 'a ServiceEntry of its own for the name',
      source: `
#- rule.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.ledgers.example ]
  tls:
  - match: [ { port: 8443, sniHosts: [ slow.ledgers.example ] } ]
    route: [ { destination: { host: slow.ledgers.example, port: { number: 8443 } } } ]
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.ledgers.example ]
  ports: [ { number: 8443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledgers, namespace: shop }
spec:
  hosts: [ "*.ledgers.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  location: MESH_EXTERNAL
`,
    },
  ],
});

/** Whether a request for another name has no chain at the sidecar, because a rule of the VirtualService has the place of it. */
const isLostTo = (object: VirtualService, { verdict, cause, hops: [hop] }: Trace): boolean =>
  hop?.proxy.type === 'sidecar' &&
  (verdict === 'passthrough' || cause?.reason === 'registry-only') &&
  hop.passedOver.some((it) => it.fact === 'V19' && it.object === object);

const ruleFor = ({ resource, name }: VirtualService, host: string, port: number) =>
  kubernetesObject(
    'networking.istio.io/v1',
    'VirtualService',
    { name: `${name}-others`, namespace: resource.namespace?.value ?? '' },
    {
      hosts: [host],
      tls: [{ match: [{ port, sniHosts: [host] }], route: [{ destination: { host, port: { number: port } } }] }],
    },
  );
