import { isCatchAll } from '../../envoy/routes/routes';
import { type Fix, fix, moveBefore, removeFrom } from '../../generate/edit';
import { means } from '../../mesh/legs';
import {
  type HttpMatch,
  type HttpRule,
  type Match,
  meshGateway,
  resolveGateway,
  type TlsMatch,
} from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import { httpEntry, httpGateway, tlsEntry } from '../example-documents';
import { atPath, spanOf } from '../places';
import { defineRule } from '../rule';

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

/** One condition of a rule; a rule without any has one that asks for nothing. */
interface Entry {
  readonly rule: HttpRule;
  readonly index: number;
  readonly match: HttpMatch | undefined;
}

const entriesOf = (rule: HttpRule, index: number): Entry[] =>
  (rule.match.length > 0 ? rule.match : [undefined]).map((match) => ({ rule, index, match }));

/** The rule that takes all requests which would come to this one; `undefined` where there is none for all its proxies. */
function blockerOf(object: VirtualService, own: Entry, before: readonly Entry[]): number | undefined {
  const blockers = proxiesOf(object, own).map((proxies) =>
    before.find((it) => takesAllFor(object, it, own.match?.port?.value, proxies)),
  );
  return blockers.length > 0 && !blockers.includes(undefined) ? blockers[0]?.index : undefined;
}

/** Whether nothing goes past the earlier one that proxies get on a port. */
function takesAllFor(object: VirtualService, { rule, match }: Entry, port: number | undefined, proxies: string) {
  // route.go TranslateRoute: without any of these there is no route
  if (rule.route.length === 0 && !rule.redirect && !rule.directResponse) return false;
  // V10
  if (match?.port && match.port.value !== port) return false;
  // V7 where labels don't count although they are meant to, that is what is said of them
  if (match?.sourceLabels?.size || match?.sourceNamespace) return false;
  // V9
  return isCatchAll({ match }) && proxiesOf(object, { match }).includes(proxies);
}

/** The rule under `tls` that has all connections of a match for sidecars alone; `undefined` for none. */
function repeatedBy(object: VirtualService, own: TlsMatch, index: number): number | undefined {
  if (proxiesOf(object, { match: own }).some((it) => it !== meshGateway)) return undefined;
  // pilot/pkg/networking/core/tls.go hashRuntimeTLSMatchPredicates: the first rule for the same names and addresses counts
  const predicates = ({ sniHosts, destinationSubnets }: TlsMatch): string =>
    JSON.stringify([sniHosts, destinationSubnets].map((list) => list.map((it) => it.value)));
  const takesIt = (it: TlsMatch): boolean =>
    predicates(it) === predicates(own) &&
    (it.port === undefined || it.port.value === own.port?.value) &&
    !it.sourceLabels?.size &&
    !it.sourceNamespace &&
    proxiesOf(object, { match: it }).includes(meshGateway);
  const found = object.resource.spec.tls.slice(0, index).findIndex(({ match }) => match.some(takesIt));
  return own.sniHosts.length > 0 && found >= 0 ? found : undefined;
}

/** Those of the VirtualService's gateways that have the rule, as they are written there. */
function proxiesOf(object: VirtualService, { match }: { readonly match: Match | undefined }): string[] {
  const { gateways } = object.resource.spec;
  const bound = gateways.length > 0 ? gateways.map((it) => it.value) : [meshGateway];
  const wanted = match?.gateways ?? [];
  if (wanted.length === 0) return bound;
  return bound.filter((it) => {
    const name = it === meshGateway ? meshGateway : resolveGateway(it, object);
    return wanted.some((reference) => means(reference.value, name, object));
  });
}

const ordinal = (index: number): string => ['first', 'second', 'third'][index] ?? `${index + 1}th`;
