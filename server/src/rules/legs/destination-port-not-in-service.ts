import { fix, replace } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { missingCluster, portsOf } from '../destination';
import { enumerate } from '../places';
import { declaredPort } from '../routed-port';
import { defineFailureRule } from '../rule';

export const destinationPortNotInService = defineFailureRule({
  id: 'destination-port-not-in-service',
  severity: 'error',
  summary: 'A route leads to a port that the service does not have.',
  rationale:
    'Istio makes one cluster for each port that a ServiceEntry or Service declares. A route to another port has no cluster: requests are answered with 503, or the connection is closed.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101'],
  explain(failure, mesh) {
    const { to, why } = missingCluster(failure) ?? {};
    const number = to?.destination.port?.number;
    if (!to || !number || why?.fact !== 'S15') return undefined;
    const { all, fitting, entries, related } = portsOf(mesh, failure, to);
    // of several services with that host it is not the one that counts which has the port
    if (all.length === 0 || all.includes(number.value)) return undefined;
    return {
      object: to.object,
      path: [...to.path, 'port', 'number'],
      message: `${hostLabel(to.host)} has no port ${number.value}, only ${enumerate(all.map(String))}: requests are answered with 503.`,
      related,
      fixes: () =>
        fitting.length > 0
          ? fitting.flatMap((it) => fix(`Change to ${it}`, [replace(to.object, number.span, it)], fitting.length === 1))
          : declaredPort(entries, to.section, number.value),
    };
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
