import { create } from '../../generate/create';
import { fix } from '../../generate/edit';
import { egressName } from '../../generate/egress-name';
import { serviceEntryObject } from '../../generate/objects';
import { legs, takesPort } from '../../mesh/legs';
import { hostLabel, isWildcard, resolveHost } from '../../model/host';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { tracesTo } from '../../trace/failures';
import { trace } from '../../trace/trace';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';
import { wildcardsOver } from '../wildcard-entries';

type VirtualService = MeshObject<'VirtualService'>;

export const httpVirtualServiceUnderWildcardServiceEntry = defineRule({
  id: 'http-virtual-service-under-wildcard-service-entry',
  severity: 'warning',
  summary: 'A rule for one name of a wildcard counts for nothing on that port.',
  rationale:
    'On a port other than 80 sidecars follow `http` rules only for hosts that a ServiceEntry or a Service declares there by that very name. That a wildcard declares it is not enough: requests for the name are sent as the wildcard says, and the rule, with its timeout or its gateway, is passed over.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial || object.writtenAt || mesh.hasHidden('ServiceEntry')) return;
    for (const written of object.resource.spec.hosts) {
      const host = resolveHost(written.value, object.namespace);
      const found = isWildcard(host) || hasPlaceholder(host) ? undefined : passedBy(mesh, object, host);
      if (!found) continue;
      const { wildcard, entry, port } = found;
      const declared = serviceEntryObject(
        { name: egressName(host), namespace: object.resource.namespace?.value ?? '' },
        [host],
        [{ number: port, name: `http-${port}`, protocol: 'HTTP' }],
      );
      yield {
        span: written.span,
        message: `Port ${port} of ${hostLabel(host)} is declared only by ${hostLabel(wildcard)}, so sidecars pass over the rules for it there: requests go out as if they were not written.`,
        related: [at(entry, `${label(entry)} declares the wildcard.`)],
        fixes: () => fix(`Declare ${host} in a ServiceEntry`, [create(mesh, object, declared)]),
      };
    }
  },

  examples: [
    {
      title: 'a time limit for one name',
      source: `
#- rule.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^^ Port 8080 of slow.payments.example is declared only by *.payments.example, so sidecars pass over the rules for it there: requests go out as if they were not written.
  http:
  - timeout: 3s
    route: [ { destination: { host: "*.payments.example", port: { number: 8080 } } } ]
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 8080, name: http, protocol: HTTP } ]
  location: MESH_EXTERNAL
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.payments.example ]
  http:
  - timeout: 3s
    route: [ { destination: { host: "*.payments.example", port: { number: 8080 } } } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: egress-slow-payments-example
  namespace: shop
spec:
  hosts:
  - slow.payments.example
  ports:
  - number: 8080
    name: http-8080
    protocol: HTTP
  resolution: DNS
`,
    },
    {
      title: 'port 80 is another matter, and so is a rule for the wildcard itself',
      source: `
#- rules.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: slow, namespace: shop }
spec:
  hosts: [ slow.payments.example ]
  http:
  - timeout: 3s
    route: [ { destination: { host: "*.payments.example", port: { number: 80 } } } ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ledgers, namespace: shop }
spec:
  hosts: [ "*.ledgers.example" ]
  http:
  - timeout: 3s
    route: [ { destination: { host: "*.ledgers.example", port: { number: 8080 } } } ]
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  location: MESH_EXTERNAL
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledgers, namespace: shop }
spec:
  hosts: [ "*.ledgers.example" ]
  ports: [ { number: 8080, name: http, protocol: HTTP } ]
  location: MESH_EXTERNAL
`,
    },
  ],
});

/** A wildcard that alone declares a port of the host, where a sidecar passes over the rules of the VirtualService. */
function passedBy(mesh: Mesh, object: VirtualService, host: string) {
  const rules = legs(object, meshGateway).filter((it) => it.section === 'http');
  if (rules.length === 0) return undefined;
  for (const { host: wildcard, object: entry, ports } of wildcardsOver(mesh, host))
    for (const { number, listener } of ports) {
      const port = number.value;
      if (port === 80 || listener !== 'http' || !rules.some((it) => takesPort(it, port))) continue;
      const isPassedOver = tracesTo(mesh, wildcard)
        .filter((it) => it.request.port === port)
        .some(({ client, request }) => {
          const [hop] = trace(mesh, client, { ...request, host }).hops;
          // V17
          return (
            hop?.proxy.type === 'sidecar' && hop.passedOver.some((it) => it.fact === 'V17' && it.object === object)
          );
        });
      if (isPassedOver) return { wildcard, entry, port };
    }
  return undefined;
}
