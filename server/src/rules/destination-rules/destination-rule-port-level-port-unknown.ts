import { fix, replace } from '../../generate/edit';
import type { Service } from '../../mesh/services';
import { hostLabel } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import { tracesTo } from '../../trace/failures';
import type { Mesh } from '../../workspace/mesh';
import { servicesMeant, unknownPorts } from '../client-tls';
import { httpEntry, targetPortEntry } from '../example-documents';
import { peerOf } from '../hop-tls';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

export const destinationRulePortLevelPortUnknown = defineRule({
  id: 'destination-rule-port-level-port-unknown',
  severity: 'warning',
  summary: 'Settings are for a port that the host does not have.',
  rationale:
    'The port in `portLevelSettings` is the number that the Service or the ServiceEntry has under `number` or `port`, and never its `targetPort`. Settings for any other port count for nothing.',
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy',
  on: ['DestinationRule'],

  *check(object, mesh) {
    const services = servicesMeant(mesh, object);
    const ports = services.flatMap((it) => it.ports);
    const numbers = [...new Set(ports.map((it) => it.number.value))].sort((a, b) => a - b);
    for (const { port, isTls } of unknownPorts(mesh, object)) {
      if (hasPlaceholder(String(port.value))) continue;
      // D12
      const meant = [...new Set(ports.filter((it) => it.targetPort === port.value).map((it) => it.number.value))];
      const host = hostLabel(services[0]?.host ?? '');
      const why =
        meant.length > 0
          ? `${port.value} is only the port behind ${enumerate(meant.map(String))} of ${host}`
          : `${host} has no port ${port.value}, only ${enumerate(numbers.map(String))}`;
      yield {
        span: port.span,
        message: `${why}, so these settings count for nothing.`,
        related: services.map((it) => at(it.object, `${label(it.object)} declares the ports.`)),
        fixes: () => {
          const wanted = isTls ? plainTo(mesh, services) : undefined;
          return (meant.length > 0 ? meant : numbers)
            .filter((it) => wanted?.includes(it) ?? true)
            .flatMap((it) => fix(`Change to ${it}`, [replace(object, port.span, it)]));
        },
      };
    }
  },

  examples: [
    {
      title: 'the port behind the port',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 443
#               ^^^ 443 is only the port behind 80 of api.payments.example, so these settings count for nothing.
      tls: { mode: SIMPLE }
---
${targetPortEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 80
      tls: { mode: SIMPLE }
---
${targetPortEntry('shop')}
`,
    },
    {
      title: 'a number that nobody has',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 8443
#               ^^^^ api.payments.example has no port 8443, only 80, so these settings count for nothing.
      connectionPool: { tcp: { maxConnections: 10 } }
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a gateway whose Service is not in the workspace',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 15443 }
      connectionPool: { tcp: { maxConnections: 10 } }
`,
    },
  ],
});

/** The ports of hosts outside to which proxies send plaintext, around which they may put TLS; `undefined` for other hosts. */
function plainTo(mesh: Mesh, services: readonly Service[]): number[] | undefined {
  if (!services.every((it) => it.external)) return undefined;
  const hosts = new Set(services.map((it) => it.host));
  const hops = [...hosts].flatMap((host) => tracesTo(mesh, host)).flatMap((it) => it.hops);
  const peers = hops.filter((it) => !it.wire.layers.includes('application')).flatMap((it) => peerOf(it) ?? []);
  return [...new Set(peers.filter((it) => hosts.has(it.host)).map((it) => it.port))];
}
