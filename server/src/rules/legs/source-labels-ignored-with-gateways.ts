import { type Fix, fix, removeFields } from '../../generate/edit';
import { meshGateway } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { httpEntry } from '../example-documents';
import { defineRule } from '../rule';

export const sourceLabelsIgnoredWithGateways = defineRule({
  id: 'source-labels-ignored-with-gateways',
  severity: 'warning',
  summary: 'An HTTP match names gateways, so the labels or the namespace that it asks of clients are ignored.',
  rationale:
    'Istio looks at the labels and the namespace of a client only in a match without `gateways`. In one that names gateways, `mesh` included, they have no effect: the rule is for every client. Leave `gateways` out of a rule for some sidecars; a gateway’s pods don’t have the labels of an application.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  on: ['VirtualService'],

  *check(object) {
    for (const [rule, { match }] of object.resource.spec.http.entries())
      for (const [index, { gateways, sourceLabels, sourceNamespace }] of match.entries()) {
        const [gateway] = gateways;
        // V7
        const span = [...(sourceLabels?.values() ?? [])][0]?.span ?? sourceNamespace?.span;
        if (!gateway || !span) continue;
        yield {
          span,
          message: `This asks nothing of a client: a match that names gateways ('${gateway.value}') looks at neither labels nor namespace, so the rule is for all.`,
          fixes: () => repair(object, ['spec', 'http', rule, 'match', index], gateways),
        };
      }
  },

  examples: [
    {
      title: 'only some of the sidecars are meant',
      source: `
${httpEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match:
    - gateways: [ mesh ]
      sourceLabels: { app: checkout }
#                          ^^^^^^^^ This asks nothing of a client: a match that names gateways ('mesh') looks at neither labels nor namespace, so the rule is for all.
    timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
      fixed: `
${httpEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match:
    - sourceLabels: { app: checkout }
    timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
    {
      title: 'the match leaves the gateways out',
      source: `
${httpEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match:
    - sourceLabels: { app: checkout }
    timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`,
    },
  ],
});

/** Lets the match count for sidecars, where it is for them alone, or takes away what counts for nobody. */
const repair = (object: MeshObject, path: Path, gateways: readonly { readonly value: string }[]): Fix[] => {
  const isForSidecars = gateways.every(({ value }) => value === meshGateway);
  return isForSidecars
    ? fix('Leave the gateways out, so that the labels count', removeFields(object, path, ['gateways']))
    : fix('Remove what is ignored', removeFields(object, path, ['sourceLabels', 'sourceNamespace']));
};
