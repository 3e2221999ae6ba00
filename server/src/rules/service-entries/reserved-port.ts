import { portsOfSidecars } from '../../mesh/proxy';
import { listenerClass, parseProtocol } from '../../model/protocol';
import { defineRule } from '../rule';

export const reservedPort = defineRule({
  id: 'reserved-port',
  severity: 'warning',
  summary: 'A ServiceEntry has HTTP on a port that every sidecar needs for itself.',
  rationale:
    'Sidecars listen for HTTP at every address of a port. On 15001, 15006, 15021 and 15090 they already listen for themselves, so Istio leaves the port of the ServiceEntry out: its requests are treated like those to unknown hosts.',
  reference: 'https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio',
  on: ['ServiceEntry'],

  *check(object) {
    for (const { number, protocol } of object.resource.spec.ports) {
      const purpose = number && portsOfSidecars.get(number.value);
      // pilot/pkg/model/context.go conflictWithReservedListener
      if (!purpose || listenerClass(parseProtocol(protocol?.value ?? '')) !== 'http') continue;
      yield {
        span: number.span,
        message: `On port ${number.value} every sidecar ${purpose}, so it has no routes for this host there: requests go where those to unknown hosts go.`,
      };
    }
  },

  examples: [
    {
      title: 'metrics of another mesh',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: metrics, namespace: shop }
spec:
  hosts: [ metrics.payments.example ]
  ports:
  - number: 15090
#           ^^^^^ On port 15090 every sidecar gives its metrics, so it has no routes for this host there: requests go where those to unknown hosts go.
    name: http
    protocol: HTTP
  resolution: DNS
`,
    },
  ],
});
