import { defineRule } from '../rule';
import { anyKind, problemsOf, valueAt } from './field-problems';

export const fieldType = defineRule({
  id: 'field-type',
  severity: 'error',
  summary: 'A field has a value of the wrong type.',
  rationale:
    'The API server refuses an object with, for instance, a text where a list belongs, or a quoted number where a number belongs.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/',
  on: anyKind,

  *check(object) {
    for (const { span, path, expected, found } of problemsOf(object, 'type'))
      yield {
        span,
        message: `${valueAt(path)} is ${articles[expected]}, not ${articles[found]}: the API server refuses the object.`,
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
  ],
});

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
