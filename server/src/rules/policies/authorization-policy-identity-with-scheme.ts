import { fix, replace } from '../../generate/edit';
import type { Located } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import { defineRule } from '../rule';

export const authorizationPolicyIdentityWithScheme = defineRule({
  id: 'authorization-policy-identity-with-scheme',
  severity: 'error',
  summary: 'An AuthorizationPolicy names an identity with `spiffe://` in front, which no caller has.',
  rationale:
    'Certificates of the mesh have identities such as `spiffe://cluster.local/ns/shop/sa/web`, and a policy names them without the scheme: Istio puts it in front of what is written. With it written, the rule is for nobody.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source',
  on: ['AuthorizationPolicy'],

  *check(object) {
    for (const it of identitiesIn(object))
      if (it.value.startsWith(scheme))
        yield {
          span: it.span,
          // P3 pilot/pkg/security/authz/model/generator.go srcPrincipalGenerator
          message: `Identities are written without ${scheme}, which Istio puts in front itself: no caller has this one.`,
          fixes: () => fix(`Leave out ${scheme}`, [replace(object, it.span, it.value.slice(scheme.length))]),
        };
  },

  examples: [
    {
      title: 'an identity as it is in certificates',
      source: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: shop }
spec:
  rules:
  - from:
    - source:
        principals: [ spiffe://cluster.local/ns/shop/sa/web ]
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Identities are written without spiffe://, which Istio puts in front itself: no caller has this one.
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: shop }
spec:
  rules:
  - from:
    - source:
        principals: [ cluster.local/ns/shop/sa/web ]
`,
    },
    {
      title: 'every identity of a namespace',
      source: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: shop }
spec:
  rules: [ { from: [ { source: { principals: [ "cluster.local/ns/shop/sa/*", "*" ] } } ] } ]
`,
    },
  ],
});

const scheme = 'spiffe://';

/** Every identity that the rules of a policy name. */
const identitiesIn = ({ resource }: MeshObject<'AuthorizationPolicy'>): readonly Located<string>[] =>
  resource.spec.rules.flatMap(({ from, when }) => [
    ...from.flatMap(({ source }) => [...(source?.principals ?? []), ...(source?.notPrincipals ?? [])]),
    ...when.flatMap(({ key, values, notValues }) =>
      key?.value === 'source.principal' ? [...values, ...notValues] : [],
    ),
  ]);
