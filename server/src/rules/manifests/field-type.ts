import { fix, replace } from '../../generate/edit';
import type { Path } from '../../yaml/tree';
import { defineRule } from '../rule';
import { anyKind, problemsOf, valueAt } from './field-problems';

export const fieldType = defineRule({
  id: 'field-type',
  severity: 'error',
  summary: 'A field has a value of the wrong type.',
  rationale:
    'The API server refuses an object with, for instance, a text where a list belongs, or a quoted number where a number belongs. Without quotes, `y`, `yes`, `on`, `n`, `no` and `off` are no texts either: kubectl and Helm read YAML 1.1, where they are `true` and `false`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/',
  on: anyKind,

  *check(object) {
    for (const { span, path, expected, found } of problemsOf(object, 'type'))
      yield {
        span,
        message: `${valueAt(path)} is ${articles[expected]}, not ${articles[found]}: the API server refuses the object.`,
        fixes: () => {
          const isScalar = found === 'number' || found === 'boolean';
          if (expected !== 'string' || !isScalar || !takesAnyWord(path)) return [];
          const written = object.document.text.slice(span.start, span.end);
          return fix('Quote the value', [replace(object, span, written)], true);
        },
      };
  },

  examples: [
    {
      title: 'one host where a list of hosts belongs',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: api.payments.example
#        ^^^^^^^^^^^^^^^^^^^^ 'hosts' is a list, not a text: the API server refuses the object.
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'a port among texts',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  addresses: [ 10.0.0.1, 443 ]
#                        ^^^ An item of 'addresses' is a text, not a number: the API server refuses the object.
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'a word that kubectl takes for a truth',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: payments.shop.svc.cluster.local
  subsets:
  - name: canary
    labels:
      track: on
#            ^^ 'track' is a text, not true or false: the API server refuses the object.
#- payments.yaml
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: shop }
spec: { ports: [ { port: 80, name: http } ] }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec:
  host: payments.shop.svc.cluster.local
  subsets:
  - name: canary
    labels:
      track: "on"
`,
    },
    {
      title: 'the same word in quotes, and where a truth belongs',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway, track: "on" }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
    tls: { httpsRedirect: no }
`,
    },
  ],
});

/** Whether whatever is written there is a good value once it is a text. */
const takesAnyWord = (path: Path): boolean =>
  typeof path.at(-1) === 'string' &&
  /^(?:labels|matchLabels|selector|podSelector|annotations)$/.test(String(path.at(-2)));

const articles = {
  object: 'a mapping',
  map: 'a mapping',
  mapping: 'a mapping',
  list: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  'text-or-number': 'a text or a number',
  any: 'anything',
} as const;
