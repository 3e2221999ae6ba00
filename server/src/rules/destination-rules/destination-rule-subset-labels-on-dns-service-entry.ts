import { parseClusterName } from '../../envoy/config';
import { fix, removeFields } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { host } from '../example-chain';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleSubsetLabelsOnDnsServiceEntry = defineFailureRule({
  id: 'destination-rule-subset-labels-on-dns-service-entry',
  severity: 'error',
  summary: 'A subset asks for labels that no endpoint of the ServiceEntry has.',
  rationale:
    'The labels of a subset choose among the endpoints of a host. A ServiceEntry that is found by DNS has only the endpoints that it lists, each with the labels written there; without any it has one, the host itself, that has no labels. A subset that is left without endpoints is not made. One that is only there for its traffic policy needs no labels.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',

  explain({ cause, hop }, mesh) {
    if (cause.reason !== 'no-cluster' || !cause.destination) return undefined;
    const { why, destination } = cause;
    // D14
    if (why?.fact !== 'D14' || !why.object || !why.path) return undefined;
    const { subset = '' } = parseClusterName(hop.branches[0]?.cluster ?? '') ?? {};
    const { object, path } = why;
    const entries = mesh.withHost('ServiceEntry', destination.host);
    return {
      object,
      path,
      message: `No endpoint of ${hostLabel(destination.host)} has these labels, so subset '${subset}' is not made: requests for it are answered with 503.`,
      related: entries.map((it) => at(it, `${label(it)} has the endpoints.`)),
      fixes: () => fix('Take the labels out of the subset', removeFields(object, path.slice(0, -1), ['labels'])),
    };
  },

  examples: [
    {
      title: 'labels for a host outside',
      source: `
${host('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 }, subset: v1 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  subsets:
  - name: v1
    labels: { version: v1 }
#           ^^^^^^^^^^^^^^^ No endpoint of api.payments.example has these labels, so subset 'v1' is not made: requests for it are answered with 503.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 }, subset: v1 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  subsets:
  - name: v1
`,
    },
    {
      title: 'a subset without labels',
      source: `
${host('shop')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 }, subset: v1 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: api.payments.example
  subsets: [ { name: v1 } ]
`,
    },
  ],
});
