import { type Fix, fix, moveBefore, removeFrom } from '../../generate/edit';
import type { MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway, tlsEntry } from '../example-documents';
import { atPath, spanOf } from '../places';
import { defineRule } from '../rule';
import { blockerOf, entriesOf, repeatedBy } from '../rule-order';

type VirtualService = MeshObject<'VirtualService'>;

export const unreachableRule = defineRule({
  id: 'unreachable-rule',
  severity: 'warning',
  summary: 'A rule comes behind one that takes all that it is for, for each proxy that has it.',
  rationale:
    'The first rule that fits a request has it. Behind a rule without conditions, or with nothing but a path that begins with `/`, no other rule for the same proxies and the same port is ever used; nor is one under `tls` on sidecars, behind a rule for the same server names.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute',
  aliases: ['IST0130', 'IST0131'],
  on: ['VirtualService'],

  *check(object) {
    const { http, tls } = object.resource.spec;
    for (const [index, rule] of http.entries()) {
      const before = http.slice(0, index).flatMap((it, i) => (it.delegate ? [] : entriesOf(it, i)));
      const blockers = entriesOf(rule, index).map((own) => blockerOf(object, own, before));
      const [blocker] = blockers;
      // a rule for some proxies behind one for all is a leg that lacks its gateways, which is said where requests go wrong
      const isLeg = rule.match.some((it) => it.gateways.length > 0);
      if (blocker === undefined || isLeg || blockers.includes(undefined)) continue;
      yield {
        span: spanOf(object, ['spec', 'http', index]),
        message: `This rule is never used: the ${ordinal(blocker)} rule, further up, takes every request.`,
        fixes: () => repairs(object, index, Math.min(...blockers.flatMap((it) => it ?? []))),
        related: [atPath(object, ['spec', 'http', blocker], 'This rule takes every request.')],
      };
    }
    for (const [index, { match }] of tls.entries()) {
      const repeated = match.map((own) => repeatedBy(object, own, index));
      const [first] = repeated;
      if (first === undefined || repeated.includes(undefined)) continue;
      yield {
        span: spanOf(object, ['spec', 'tls', index]),
        message: `Sidecars never use this rule: the ${ordinal(first)} rule under 'tls' is for the same server names.`,
        related: [atPath(object, ['spec', 'tls', first], 'This rule takes the connections.')],
      };
    }
  },

  examples: [
    {
      title: 'the rule for everything comes first',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
  - { match: [ { uri: { prefix: /v2/ } } ], timeout: 3s, route: [ { destination: { host: api.payments.example, port: { number: 80 } } } ] }
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This rule is never used: the first rule, further up, takes every request.
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
  - { match: [ { uri: { prefix: /v2/ } } ], timeout: 3s, route: [ { destination: { host: api.payments.example, port: { number: 80 } } } ] }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpEntry('shop')}
`,
    },
    {
      title: 'two rules for one server name',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route: [ { destination: { host: api.payments.example, port: { number: 443 } } } ]
  - { match: [ { port: 443, sniHosts: [ api.payments.example ] } ], route: [ { destination: { host: relay.shop.svc.cluster.local } } ] }
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Sidecars never use this rule: the first rule under 'tls' is for the same server names.
---
${tlsEntry('shop')}
`,
    },
    {
      title: 'the same server name on another port',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match: [ { port: 443, sniHosts: [ api.payments.example ] } ]
    route: [ { destination: { host: api.payments.example, port: { number: 443 } } } ]
  - match: [ { port: 8443, sniHosts: [ api.payments.example ] } ]
    route: [ { destination: { host: api.payments.example, port: { number: 8443 } } } ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS }, { number: 8443, name: tls-alt, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'a rule for every request to another port, and one for other proxies',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { port: 8080 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 8080 } }
  - route:
    - destination: { host: api.payments.example, port: { number: 80 } }
---
${httpGateway('shop')}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 8080, name: http-alt, protocol: HTTP }
  resolution: DNS
`,
    },
  ],
});

function repairs(object: VirtualService, index: number, blocker: number): Fix[] {
  const rules = ['spec', 'http'];
  const { http } = object.resource.spec;
  const [own, other] = [index, blocker].map((it) => http.slice(it, it + 1).flatMap((rule) => entriesOf(rule, it)));
  // further up it would leave nothing to the other
  const takesAll = other?.every((it) => blockerOf(object, it, own ?? []) !== undefined);
  return [
    ...(takesAll
      ? []
      : fix('Move it in front of the rule for every request', moveBefore(object, rules, index, blocker))),
    ...fix('Remove it', [removeFrom(object, rules, index)]),
  ];
}

const ordinal = (index: number): string => ['first', 'second', 'third'][index] ?? `${index + 1}th`;
