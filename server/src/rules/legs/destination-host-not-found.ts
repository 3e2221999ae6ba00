import { owns } from '../../mesh/ownership';
import { hostLabel, serviceName } from '../../model/host';
import { unknownService } from '../destination';
import { httpEntry } from '../example-documents';
import { missingHostFixes } from '../missing-host';
import { defineFailureRule } from '../rule';

export const destinationHostNotFound = defineFailureRule({
  id: 'destination-host-not-found',
  severity: 'error',
  summary: 'A route leads to a host that no Service and no ServiceEntry has.',
  rationale:
    'A route leads only to what Istio knows: a Service by its full name, or a host of a ServiceEntry. To anything else there is no cluster, and requests are answered with 503, also where the mesh lets requests to unknown hosts pass.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  aliases: ['IST0101', 'KIA1101'],

  explain(failure, mesh) {
    const { to, port } = unknownService(failure) ?? {};
    if (!to || port === undefined) return undefined;
    const isService = serviceName(to.host) !== undefined;
    // what the tracer takes to be there is no failure
    const isCertain = isService || owns(mesh, to.object.namespace, 'ServiceEntry');
    const host = hostLabel(to.host);
    return {
      object: to.object,
      path: [...to.path, 'host'],
      severity: isCertain ? 'error' : 'hint',
      message: isCertain
        ? `There is no ${isService ? 'Service' : 'ServiceEntry for'} ${host}: requests are answered with 503.`
        : `The workspace has no ServiceEntry for ${host}; if there is none elsewhere, requests are answered with 503.`,
      fixes: () => missingHostFixes(mesh, to, port),
    };
  },

  examples: [
    {
      title: 'a host that is spelt another way than in its ServiceEntry',
      source: `
#- host.yaml
${httpEntry('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payment.example, port: { number: 80 } }
#                          ^^^^^^^^^^^^^^^^^^^ There is no ServiceEntry for api.payment.example: requests are answered with 503.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'a gateway whose Service somebody else installs',
      source: `
${httpEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: proxy.infrastructure.svc.cluster.local, port: { number: 80 } }
`,
    },
  ],
});
