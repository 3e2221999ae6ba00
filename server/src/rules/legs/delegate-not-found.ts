import { fix, replace } from '../../generate/edit';
import { mergedHttpRules } from '../../mesh/delegates';
import { owns } from '../../mesh/ownership';
import { nearest } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import { httpEntry } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const delegateNotFound = defineRule({
  id: 'delegate-not-found',
  severity: 'error',
  summary: 'A rule delegates to a VirtualService that is not there, has hosts of its own, or is not exported to it.',
  rationale:
    'Istio puts the rules of the delegate in the place of the rule that delegates. Where it finds no delegate it leaves out that one rule, and says so nowhere: its requests go to a later rule, or are answered with 404.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate',
  on: ['VirtualService'],

  *check(object, mesh) {
    const { http } = object.resource.spec;
    if (!http.some((it) => it.delegate) || mesh.hasHidden('VirtualService')) return;
    for (const { object: owner, path, text } of mergedHttpRules(mesh, object).passedOver) {
      const index = path?.[3] === 'delegate' && owner === object ? Number(path[2]) : undefined;
      const { name, namespace } = (index === undefined ? undefined : http[index]?.delegate) ?? {};
      if (!name || hasPlaceholder(name.value) || hasPlaceholder(namespace?.value ?? '')) continue;
      const where = namespace?.value || object.namespace;
      const named = mesh.find('VirtualService', where, name.value);
      const delegates = mesh.inNamespace('VirtualService', where).filter((it) => it.resource.spec.hosts.length === 0);
      yield {
        span: name.span,
        severity: named.length > 0 || owns(mesh, where, 'VirtualService') ? 'error' : 'hint',
        message: text,
        related: named.map((it) => at(it, `${label(it)} is the one of that name.`)),
        fixes: () =>
          nearest(
            name.value,
            delegates.map((it) => it.name),
          )
            .filter((it) => it !== name.value)
            .flatMap((it) => fix(`Change to '${it}'`, [replace(object, name.span, it)])),
      };
    }
  },

  examples: [
    {
      title: 'a delegate that is called otherwise',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { uri: { prefix: /v2/ } } ]
    delegate: { name: payments-v3 }
#                     ^^^^^^^^^^^ This rule is left out: it delegates to VirtualService shop/payments-v3, which is not there.
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-v2, namespace: shop }
spec:
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { uri: { prefix: /v2/ } } ]
    delegate: { name: payments-v2 }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-v2, namespace: shop }
spec:
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a delegate in another namespace',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { uri: { prefix: /v2/ } } ]
    delegate: { name: payments-v2, namespace: partners }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments-v2, namespace: partners }
spec:
  exportTo: [ shop ]
  http:
  - timeout: 3s
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
    },
  ],
});
