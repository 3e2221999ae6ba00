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
