import { fix, replace } from '../../generate/edit';
import { pathText } from '../../yaml/tree';
import { unreadFiltersOf } from '../lost-filters';
import { enumerate } from '../places';
import { defineRule } from '../rule';
import { anyKind, problemsOf } from './field-problems';

export const unknownField = defineRule({
  id: 'unknown-field',
  severity: 'error',
  summary: 'A field does not exist in the API of its kind.',
  rationale:
    'The API server drops fields that it does not know, without a word, or refuses the object under strict validation. Either way, what the field was to say never takes effect.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/',
  on: anyKind,

  *check(object) {
    // the whole form of it is of long ago, which another rule says
    if (unreadFiltersOf(object)) return;
    for (const { span, path, suggestions, elsewhere } of problemsOf(object, 'unknown-field')) {
      const [nearest] = suggestions;
      const places = enumerate(elsewhere.map((it) => `'${pathText(it)}'`));
      const hint = nearest ? ` Did you mean '${nearest}'?` : places ? ` It belongs to ${places}.` : '';
      yield {
        span,
        message: `There is no field '${path.at(-1)}' here, so it has no effect.${hint}`,
        fixes: () => suggestions.slice(0, 3).flatMap((it) => fix(`Change to '${it}'`, [replace(object, span, it)])),
      };
    }
  },

  examples: [
    {
      title: 'a misspelt field',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolutionn: DNS
# ^^^^^^^^^^^ There is no field 'resolutionn' here, so it has no effect. Did you mean 'resolution'?
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'a field of a NetworkPolicy that belongs one level deeper',
      source: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to:
    - cidr: 10.0.0.0/8
#     ^^^^ There is no field 'cidr' here, so it has no effect. It belongs to 'spec.egress[0].to[0].ipBlock.cidr'.
`,
    },
  ],
});
