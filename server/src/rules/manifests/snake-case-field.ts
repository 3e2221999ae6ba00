import { fix, hasField, replace } from '../../generate/edit';
import { defineRule } from '../rule';
import { anyKind, problemsOf } from './field-problems';

export const snakeCaseField = defineRule({
  id: 'snake-case-field',
  severity: 'error',
  summary: 'A field is spelt as in Istio’s first releases, with underscores.',
  rationale:
    'The API server knows fields only by their camelCase names. A name with underscores is refused, or dropped without a word, so what it says never takes effect; `istioctl` accepts it, which hides the mistake.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes',
  on: anyKind,

  *check(object) {
    for (const { span, path, field } of problemsOf(object, 'snake-case'))
      yield {
        span,
        message: `The API server does not know '${path.at(-1)}'; the field is called '${field}'.`,
        // where both are written, which of them is meant is not known
        fixes: () =>
          hasField(object, [...path.slice(0, -1), field])
            ? []
            : fix(`Rename to '${field}'`, [replace(object, span, field)], true),
      };
  },

  examples: [
    {
      title: 'a field of Istio 0.8',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match:
    - port: 443
      sni_hosts: # as the client asks for it
#     ^^^^^^^^^ The API server does not know 'sni_hosts'; the field is called 'sniHosts'.
      - api.payments.example
    route:
    - destination: { host: api.payments.example }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match:
    - port: 443
      sniHosts: # as the client asks for it
      - api.payments.example
    route:
    - destination: { host: api.payments.example }
`,
    },
  ],
});
