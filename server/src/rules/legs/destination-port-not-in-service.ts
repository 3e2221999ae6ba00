import { fix, replace } from '../../generate/edit';
import { servicesOf } from '../../mesh/services';
import { hostLabel, resolveHost } from '../../model/host';
import { destinations } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';

export const destinationPortNotInService = defineRule({
  id: 'destination-port-not-in-service',
  severity: 'error',
  summary: 'A route leads to a port that the service does not have.',
  rationale:
    'Istio makes one cluster for each port that a ServiceEntry or Service declares. A route to another port has no cluster: requests are answered with 503, or the connection is closed.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { host, port } of destinations(object.resource.spec)) {
      const number = port?.number;
      if (!host || !number || hasPlaceholder(host.value)) continue;
      const resolved = resolveHost(host.value, object.namespace);
      const services = servicesOf(mesh, resolved, object.namespace);
      // a service without ports, or of a template, does not say which it has
      if (services.length === 0 || services.some((it) => it.ports.length === 0 || it.object.document.partial)) continue;
      const ports = [...new Set(services.flatMap((it) => it.ports.map((own) => own.number.value)))].sort(
        (a, b) => a - b,
      );
      if (ports.includes(number.value)) continue;
      yield {
        span: number.span,
        message: `${hostLabel(resolved)} has no port ${number.value}, only ${enumerate(ports.map(String))}: requests are answered with 503.`,
        related: services.map(({ object: it }) => at(it, `${label(it)} declares the ports.`)),
        fixes: () =>
          ports.flatMap((it) => fix(`Change to ${it}`, [replace(object, number.span, it)], ports.length === 1)),
      };
    }
  },

  examples: [
    {
      title: 'a port that the ServiceEntry lacks',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: api.payments.example
        port:
          number: 8443
#                 ^^^^ api.payments.example has no port 8443, only 80 and 8080: requests are answered with 503.
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 8080, name: http-alt, protocol: HTTP }
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: api.payments.example
        port:
          number: 80
`,
    },
  ],
});
