import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DocumentSymbol, documentSymbols } from '../../../server/src/features/symbols';
import { fixture } from '../../fixture';

/** The outline, one symbol a line: its kind, name and detail, and what is selected. */
function check(title: string, source: string, expected: string): void {
  test(title, () => {
    const { workspace, main, files } = fixture(source);
    const text = files.get(main) ?? '';
    const lines = (symbol: DocumentSymbol, depth: number): string[] => {
      const { kind, name, detail, span, selection, children } = symbol;
      assert.ok(span.start <= selection.start && selection.end <= span.end, 'the selection is within the span');
      assert.equal(text.slice(span.start, span.end), text.slice(span.start, span.end).trim());
      const selected = text.slice(selection.start, selection.end);
      const line = `${'  '.repeat(depth)}${kind} ${name}${detail && ` (${detail})`}${selected && ` @${selected}`}`;
      return [line, ...children.flatMap((it) => lines(it, depth + 1))];
    };
    assert.equal(
      documentSymbols(workspace, main)
        .flatMap((it) => lines(it, 0))
        .join('\n'),
      expected.trim(),
    );
  });
}

describe('the outline', () => {
  check(
    'shows each object with what it is about',
    `
# comment
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, "*.wild.example" ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress }
spec:
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls: { mode: PASSTHROUGH }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  http:
  - name: first
    route: [ { destination: { host: a } }, { destination: { host: b } } ]
  - redirect: {}
  tls:
  - route: [ { destination: { host: c } } ]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: rule }
spec:
  host: reviews
  subsets:
  - name: v1
    labels: { version: v1 }

---
apiVersion: v1
kind: Service
metadata: { name: reviews }
spec: { ports: [ { name: http, port: 80 } ] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews }
`,
    `
object ServiceEntry payments (shop) @payments
  host api.payments.example @api.payments.example
  host *.wild.example @"*.wild.example"
  port 443 TLS @443
object Gateway egress @egress
  server 443 TLS PASSTHROUGH @443
    host api.payments.example @api.payments.example
object VirtualService payments @payments
  host api.payments.example @api.payments.example
  route http[0] first (→ a, b) @first
  route http[1]
  route tls[0] (→ c) @c
object DestinationRule rule @rule
  host reviews @reviews
  subset v1 @v1
object Service reviews @reviews
  port 80 http @80
object Deployment reviews @reviews
`.replace(' @c\n', '\n'),
  );
  check(
    'shows the Gateway API’s objects: listeners, parents, names, rules, targets and grants',
    `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: infra }
spec:
  gatewayClassName: istio
  listeners:
  - { name: http, port: 80, protocol: HTTP }
  - { name: tls, hostname: "*.example.com", port: 443, protocol: TLS, tls: { mode: Passthrough } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more }
spec:
  parentRef: { name: egress, namespace: infra }
  listeners: [ { name: extra, port: 81 } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments }
spec:
  parentRefs:
  - { name: egress, namespace: infra, sectionName: http }
  - { group: networking.istio.io, kind: ServiceEntry, name: payments, port: 80 }
  hostnames: [ api.payments.example ]
  rules:
  - name: all
    backendRefs:
    - { group: networking.istio.io, kind: Hostname, name: api.payments.example, port: 443 }
    - { name: reviews, port: 80 }
  - filters: []
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: database }
spec: { parentRefs: [ { name: egress } ], rules: [ { backendRefs: [ { name: database, port: 5432 } ] } ] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: payments }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments, sectionName: https } ]
  validation: { hostname: api.payments.example }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: shop }
spec:
  from: [ { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop } ]
  to: [ { group: "", kind: Service }, { group: "", kind: Secret, name: shared } ]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: closed }
spec: { targetRefs: [ { group: gateway.networking.k8s.io, kind: Gateway, name: egress } ] }
`,
    `
object Gateway egress (infra) @egress
  server http 80 HTTP @http
  server tls 443 TLS Passthrough @tls
    host *.example.com @"*.example.com"
object ListenerSet more @more
  reference Gateway infra/egress @egress
  server extra 81 @extra
object HTTPRoute payments @payments
  reference Gateway infra/egress (http) @egress
  reference ServiceEntry payments (80) @payments
  host api.payments.example @api.payments.example
  route rules[0] all (→ api.payments.example, reviews) @all
  route rules[1]
object TCPRoute database @database
  reference Gateway egress @egress
  route rules[0] (→ database)
object BackendTLSPolicy payments @payments
  reference ServiceEntry payments (https) @payments
  host api.payments.example @api.payments.example
object ReferenceGrant shop @shop
  reference from HTTPRoute (shop) @HTTPRoute
  reference to Service @Service
  reference to Secret (shared) @Secret
object AuthorizationPolicy closed @closed
  reference Gateway egress @egress
`,
  );
  check(
    'shows the items of a list of objects',
    `
apiVersion: v1
kind: List
items:
- apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata: { name: a }
- apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata: { name: b }
`,
    'object Gateway a @a\nobject Gateway b @b',
  );
  check(
    'names what has no name yet',
    'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec:\n  subsets:\n  - labels: {}\n',
    'object DestinationRule @DestinationRule\n  subset (unnamed)',
  );
  check('is empty for other documents', 'services:\n  web: {}\n', '');
});
