import { fix, removeFields } from '../../generate/edit';
import { hostLabel } from '../../model/host';
import { defineFailureRule } from '../rule';

export const destinationRuleSubsetOnDynamicDns = defineFailureRule({
  id: 'destination-rule-subset-on-dynamic-dns',
  severity: 'error',
  summary: 'A route names a subset of a host whose names are looked up only when they are asked for.',
  rationale:
    'For a wildcard with `resolution: DYNAMIC_DNS` Istio makes one cluster that looks up the name of each request. It makes none for subsets, whatever a DestinationRule says.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',

  explain({ cause }) {
    if (cause.reason !== 'no-cluster' || !cause.destination?.subset || cause.why?.fact !== 'S6') return undefined;
    const [place] = cause.places;
    if (place?.object.resource.kind !== 'VirtualService') return undefined;
    const { subset, host } = cause.destination;
    return {
      object: place.object,
      path: [...place.path, 'destination', 'subset'],
      message: `${hostLabel(host)} has resolution DYNAMIC_DNS, for which no subset '${subset}' is made: requests are answered with 503.`,
      fixes: () =>
        fix(
          'Send to the host without a subset',
          removeFields(place.object, [...place.path, 'destination'], ['subset']),
        ),
    };
  },

  examples: [
    {
      title: 'a subset of a wildcard',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  http:
  - route:
    - destination:
        host: "*.payments.example"
        subset: v1
#               ^^ *.payments.example has resolution DYNAMIC_DNS, for which no subset 'v1' is made: requests are answered with 503.
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: "*.payments.example"
  subsets: [ { name: v1 } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DYNAMIC_DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ "*.payments.example" ]
  http:
  - route:
    - destination:
        host: "*.payments.example"
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: "*.payments.example"
  subsets: [ { name: v1 } ]
`,
    },
  ],
});
