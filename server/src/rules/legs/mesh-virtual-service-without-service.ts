import { fix, writeBehind } from '../../generate/edit';
import { egressName } from '../../generate/egress-name';
import { serviceEntryObject } from '../../generate/objects';
import { hasClearGateways } from '../../mesh/egress';
import { type Leg, legs } from '../../mesh/legs';
import { owns } from '../../mesh/ownership';
import { servicesMatching } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { tracesTo } from '../../trace/failures';
import { externalHostsOf } from '../../trace/requests';
import type { MeshObject } from '../../workspace/mesh';
import { legSpan } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const meshVirtualServiceWithoutService = defineRule({
  id: 'mesh-virtual-service-without-service',
  severity: 'error',
  summary: 'Sidecars have a rule for a host that no ServiceEntry declares, and never use it.',
  rationale:
    'Sidecars listen for what is declared: a rule for TLS or TCP is only used for a host of a ServiceEntry or a Service, and one for plaintext HTTP, without any, on port 80 only. For another host requests go where all unknown ones go: straight out, or nowhere with `REGISTRY_ONLY`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.writtenAt || mesh.hasHidden('ServiceEntry') || !hasClearGateways(mesh, object)) return;
    if (!owns(mesh, object.namespace, 'ServiceEntry')) return;
    const unknown = externalHostsOf(mesh, object).filter((it) => servicesMatching(mesh, it).length === 0);
    const [host] = unknown;
    // a rule for several hosts may be used for another one
    if (host === undefined || unknown.length < object.resource.spec.hosts.length) return;
    // where unknown hosts are refused, that is what happens
    if (tracesTo(mesh, host).some(({ cause }) => cause?.reason === 'registry-only')) return;
    for (const leg of legs(object, meshGateway)) {
      const port = unusedPort(leg);
      if (port === undefined) continue;
      const name = hostLabel(host);
      const what = port === 0 ? '' : ` with port ${port}`;
      yield {
        span: legSpan(object, leg),
        message: `No ServiceEntry declares ${name}${what}, so sidecars never use this rule: they treat the host as an unknown one.`,
        fixes: () => (port === 0 ? [] : repair(object, leg, name, port)),
      };
      return;
    }
  },

  examples: [
    {
      title: 'a rule for TLS, and no ServiceEntry',
      source: `
#- main.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: egress-proxy.shop.svc.cluster.local, port: { number: 443 } }
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ No ServiceEntry declares api.payments.example with port 443, so sidecars never use this rule: they treat the host as an unknown one.
---
apiVersion: v1
kind: Service
metadata: { name: egress-proxy, namespace: shop }
spec:
  ports: [ { name: tls, port: 443 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: news, namespace: shop }
spec:
  hosts: [ news.example.org ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route:
    - destination: { host: egress-proxy.shop.svc.cluster.local, port: { number: 443 } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: egress-api-payments-example
  namespace: shop
spec:
  hosts:
  - api.payments.example
  ports:
  - number: 443
    name: tls
    protocol: TLS
  resolution: DNS
---
apiVersion: v1
kind: Service
metadata: { name: egress-proxy, namespace: shop }
spec:
  ports: [ { name: tls, port: 443 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: news, namespace: shop }
spec:
  hosts: [ news.example.org ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'plaintext on port 80, which needs no ServiceEntry',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: egress-proxy.shop.svc.cluster.local, port: { number: 80 } }
---
apiVersion: v1
kind: Service
metadata: { name: egress-proxy, namespace: shop }
spec:
  ports: [ { name: http, port: 80 } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: news, namespace: shop }
spec:
  hosts: [ news.example.org ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
  ],
});

/** The port for which sidecars would need a service, 0 where the rule names none; `undefined` where they need none. */
function unusedPort({ section, matches }: Leg): number | undefined {
  const ports = matches.map((it) => it.port?.value);
  // V17 without a service there is a virtual host on port 80 only; V18 and no filter chain
  if (section === 'http' && (ports.length === 0 || ports.some((it) => it === undefined || it === 80))) return undefined;
  return ports.find((it) => it !== undefined) ?? 0;
}

function repair(object: VirtualService, { section }: Leg, host: string, number: number) {
  const protocol = section.toUpperCase();
  const name = { name: egressName(host), namespace: object.namespace };
  return fix(`Write a ServiceEntry for '${host}'`, [
    writeBehind(object, serviceEntryObject(name, [host], [{ number, name: section, protocol }])),
  ]);
}
