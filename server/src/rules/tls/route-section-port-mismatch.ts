import { sectionOf } from '../../mesh/gateway-protocol';
import { gatewayName, type Leg, legs, takesPort } from '../../mesh/legs';
import { type Service, type ServicePort, servicesMatching } from '../../mesh/services';
import { hostLabel, hostWithin, resolveHost } from '../../model/host';
import type { ListenerClass } from '../../model/protocol';
import { meshGateway, resolveGateway, type Section } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpAndHttpsEntry, httpsEntry } from '../example-documents';
import { at, label, legSpan } from '../places';
import { defineRule } from '../rule';

export const routeSectionPortMismatch = defineRule({
  id: 'route-section-port-mismatch',
  severity: 'error',
  summary: 'A rule for sidecars is in a section that is not followed for the protocol of the port.',
  rationale:
    'What a ServiceEntry or a Service declares for a port decides which rules sidecars follow for it: `http` rules for HTTP and GRPC, `tls` rules for HTTPS and TLS, `tcp` rules for everything else. It is the port that the application dials that counts. A rule in another section is left out without a word, and requests go where they would go without it.',
  reference: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.writtenAt || mesh.hasHidden('ServiceEntry') || mesh.hasHidden('Service')) return;
    const all = legs(object, meshGateway);
    for (const leg of all) {
      const ports = portsFor(mesh, object, leg);
      const [first] = ports;
      if (!first || isFollowed(leg, ports)) continue;
      const others = all.filter((it) => it !== leg && isFollowed(it, portsFor(mesh, object, it)));
      if (others.length > 0 && isReadByGateway(mesh, object, leg)) continue;
      const { service, port } = first;
      yield {
        span: legSpan(object, leg),
        message: `Port ${port.number.value} of ${hostLabel(service.host)} is declared as ${named(port)}, so sidecars follow rules under ${quoted(port)} for it, and never this one under '${leg.section}'.`,
        related: ports.map((it) =>
          at(it.service.object, `${label(it.service.object)} declares the port.`, it.port.number.span),
        ),
      };
    }
  },

  examples: [
    {
      title: 'a rule for HTTP where applications speak TLS',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 443 } ]
    timeout: 5s
    route:
    - destination:
        host: api.payments.example
#             ^^^^^^^^^^^^^^^^^^^^ Port 443 of api.payments.example is declared as HTTPS, so sidecars follow rules under 'tls' for it, and never this one under 'http'.
        port: { number: 443 }
---
${httpsEntry('shop')}
`,
    },
    {
      title: 'plaintext to one port, sent on to another that expects TLS',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
${httpAndHttpsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
  ],
});

/** The sections that sidecars read for ports of each class. */
const reads: Readonly<Record<ListenerClass, readonly Section[]>> = {
  // 3.3 pilot/pkg/networking/core/listener.go buildSidecarOutboundListener
  http: ['http'],
  tls: ['tls'],
  tcp: ['tcp'],
  auto: ['http', 'tcp'],
  none: ['http', 'tls', 'tcp'],
};

interface DialledPort {
  readonly service: Service;
  readonly port: ServicePort;
}

const isFollowed = ({ section }: Leg, ports: readonly DialledPort[]): boolean =>
  ports.some((it) => reads[it.port.listener].includes(section));

/** Whether a gateway has the rule too, and follows it: then it may be meant for that one alone. */
const isReadByGateway = (mesh: Mesh, object: MeshObject<'VirtualService'>, { path, section }: Leg): boolean =>
  object.resource.spec.gateways
    .filter((it) => it.value !== meshGateway)
    .map((it) => resolveGateway(it.value, object))
    .flatMap(({ namespace, name }) => mesh.find('Gateway', namespace, name))
    .some((gateway) => {
      const own = legs(object, gatewayName(gateway)).find((it) => it.path.join() === path.join());
      return gateway.resource.spec.servers.some(
        (it) => own && sectionOf(it) === section && takesPort(own, it.port?.number?.value),
      );
    });

/** The ports that applications dial for which a rule is; empty where one of them is not known. */
function portsFor(mesh: Mesh, { resource, namespace }: MeshObject<'VirtualService'>, { matches }: Leg): DialledPort[] {
  const hosts = resource.spec.hosts.map((it) => resolveHost(it.value, namespace));
  if (hosts.some(hasPlaceholder)) return [];
  const services = hosts.flatMap((host) =>
    servicesMatching(mesh, host).filter((it) => hostWithin(it.host, host) || hostWithin(host, it.host)),
  );
  if (services.some((it) => it.ports.length === 0 || it.object.document.partial)) return [];
  const all = services.flatMap((service) => service.ports.map((port) => ({ service, port })));
  if (matches.length === 0 || matches.some((it) => it.port === undefined)) return all;
  const numbers = matches.flatMap((it) => it.port?.value ?? []);
  const found = all.filter((it) => numbers.includes(it.port.number.value));
  return numbers.every((number) => found.some((it) => it.port.number.value === number)) ? found : [];
}

const named = ({ protocol }: ServicePort): string =>
  protocol === 'UNSUPPORTED' ? 'nothing that Istio knows' : protocol;

const quoted = ({ listener }: ServicePort): string => reads[listener].map((it) => `'${it}'`).join(' or ');
