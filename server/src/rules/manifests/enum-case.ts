import { fix, replace } from '../../generate/edit';
import { enumerate } from '../places';
import { defineRule } from '../rule';
import { anyKind, problemsOf, valueAt } from './field-problems';

export const enumCase = defineRule({
  id: 'enum-case',
  severity: 'error',
  summary: 'A value is not one of those that the field may have.',
  rationale: 'The values of such a field are fixed, and upper and lower case count. The API server refuses the object.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/',
  on: anyKind,

  *check(object) {
    for (const { span, path, value, allowed, suggestion } of problemsOf(object, 'enum')) {
      const options = suggestion ? [suggestion] : allowed.slice(0, 6);
      yield {
        span,
        message: `${valueAt(path)} cannot be '${value}'. ${suggestion ? `Did you mean '${suggestion}'?` : `It is one of ${enumerate([...allowed])}.`}`,
        fixes: () =>
          options.flatMap((it) =>
            fix(`Change to '${it}'`, [replace(object, span, it)], suggestion?.toUpperCase() === value.toUpperCase()),
          ),
      };
    }
  },

  examples: [
    {
      title: 'a TLS mode in lower case',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: simple
#           ^^^^^^ 'mode' cannot be 'simple'. Did you mean 'SIMPLE'?
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
`,
    },
    {
      title: 'a direction of a NetworkPolicy in lower case',
      source: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress }
spec:
  podSelector: {}
  policyTypes: [ egress ]
#                ^^^^^^ An item of 'policyTypes' cannot be 'egress'. Did you mean 'Egress'?
`,
    },
  ],
});
