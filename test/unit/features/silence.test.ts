import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings, fixesOf } from '../../../server/src/features/findings';
import { ignoreHere } from '../../../server/src/features/ignore-here';
import type { Settings } from '../../../server/src/workspace/settings';
import { found } from '../../check';
import { edited, fixture } from '../../fixture';

const virtualService = (gateway: string, metadata = ''): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop${metadata} }
spec:
  hosts: [ api.payments.example ]
  gateways: [ ${gateway} ]
  http:
  - route: [ { destination: { host: api.payments.example } } ]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ api.payments.example ] } ]
`;

const destinationRule = (before: string, behind = ''): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:${before}
      mode: simple${behind}
`;

describe('a comment silences', () => {
  const cases: [title: string, source: string, left: string[]][] = [
    ['its own line', destinationRule('', ' # istio-egress-ignore enum-case -- why not'), []],
    ['the next line', destinationRule('\n      # istio-egress-ignore enum-case'), []],
    [
      'the next line that says something',
      destinationRule('\n      # istio-egress-ignore enum-case\n\n      # something else'),
      [],
    ],
    [
      'each rule that it names',
      destinationRule('\n      # istio-egress-ignore enum-case,unknown-field -- why', ''),
      ['unused-ignore (hint): unknown-field'],
    ],
    ['the whole object above its first key', `# istio-egress-ignore enum-case\n${destinationRule('')}`, []],
    [
      'no other object of the file',
      `# istio-egress-ignore enum-case\n${destinationRule('')}---${destinationRule('').replace('name: ', 'name: other-')}`,
      ['enum-case: simple'],
    ],
    [
      'one item of a List',
      `
kind: List
apiVersion: v1
items:
# istio-egress-ignore enum-case
- apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: { name: a }
  spec: { host: a.example, trafficPolicy: { tls: { mode: simple } } }
- apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: { name: b }
  spec: { host: b.example, trafficPolicy: { tls: { mode: Simple } } }
`,
      ['enum-case: Simple'],
    ],
    [
      'no line but the next one',
      destinationRule('\n      # istio-egress-ignore enum-case\n      sni: api.payments.example'),
      ['unused-ignore (hint): enum-case', 'enum-case: simple'],
    ],
    [
      'nothing in a text of several lines',
      destinationRule('\n      sni: |\n        # istio-egress-ignore enum-case\n        x'),
      ['enum-case: simple'],
    ],
  ];
  for (const [title, source, left] of cases) test(title, () => assert.deepEqual(found(source), left));

  test('what another document’s check found there', () => {
    const loop = virtualService('egress').replace(
      'gateways: [ egress ]',
      'gateways: [ nowhere ] # istio-egress-ignore virtual-service-gateway-not-found',
    );
    assert.deepEqual(found(loop), []);
  });
  test('also in a file with CRLF', () =>
    assert.deepEqual(found(destinationRule('\n      # istio-egress-ignore enum-case').replaceAll('\n', '\r\n')), []));
});

describe('a comment in vain is reported', () => {
  const unused = destinationRule('', ' # istio-egress-ignore unknown-field');
  test('once what it silences has been mended', () =>
    assert.deepEqual(found(unused.replace('simple', 'SIMPLE')), ['unused-ignore (hint): unknown-field']));
  test('but not where its rule is off, for others may have it on', () => {
    const settings: Partial<Settings> = { rules: { 'unknown-field': 'off', 'enum-case': 'off' } };
    assert.deepEqual(found(unused, settings), []);
  });
  test('where it names no rule', () =>
    assert.deepEqual(found(destinationRule('', ' # istio-egress-ignore -- why').replace('simple', 'SIMPLE')), [
      'unused-ignore (hint): # istio-egress-ignore -- why',
    ]));
  test('but not where a template may make what is silenced', () =>
    assert.deepEqual(
      found(`${unused.replace('simple', 'SIMPLE')}  exportTo:\n    {{- toYaml .Values.exportTo | nindent 4 }}\n`),
      [],
    ));
});

describe('a comment with a rule that does not exist', () => {
  test('is reported, with the rule that is meant', () => {
    const example = fixture(destinationRule('', ' # istio-egress-ignore enum-cases'));
    const findings = new Findings(example.workspace);
    const it = findings.of(example.main).find(({ rule }) => rule.id === 'unused-ignore');
    assert.equal(it?.message, "There is no rule 'enum-cases', so nothing is silenced. Did you mean 'enum-case'?");
    const [fix] = fixesOf(it);
    const after = edited(example, fix?.edits ?? []).get(example.main) ?? '';
    assert.deepEqual(found(after), []);
  });
});

describe('an annotation for another program silences what means the same', () => {
  const annotated = (annotation: string): string => virtualService('nowhere', `, annotations: { ${annotation} }`);
  const notFound = ['virtual-service-gateway-not-found: nowhere'];
  test('without one it is found', () => assert.deepEqual(found(virtualService('nowhere')), notFound));
  for (const [annotation, left] of [
    ['galley.istio.io/analyze-suppress: IST0101', []],
    ['galley.istio.io/analyze-suppress: "IST0108, IST0101"', []],
    ['galley.istio.io/analyze-suppress: "*"', []],
    ['galley.istio.io/analyze-suppress: IST0108', notFound],
    ['galley.istio.io/analyze-suppress: ""', notFound],
    ['kiali.io/ignore-validations: KIA1102', []],
    ['kiali.io/ignore-validations: ""', []],
    ['kiali.io/ignore-validations: KIA0101', notFound],
  ] as const)
    test(annotation, () => assert.deepEqual(found(annotated(annotation)), left));
});

describe('the comment that silences a finding', () => {
  const ignored = (source: string): string => {
    const example = fixture(source);
    const findings = new Findings(example.workspace);
    findings.settle();
    const [finding] = findings.of(example.main);
    assert.ok(finding);
    const [fix] = ignoreHere(finding);
    return fix ? (edited(example, fix.edits).get(example.main) ?? '') : 'none';
  };
  test('stands above the line, with its margin', () =>
    assert.equal(ignored(destinationRule('')), destinationRule('\n      # istio-egress-ignore enum-case').slice(1)));
  test('joins the one that is there', () =>
    assert.match(
      ignored(destinationRule('', ' # istio-egress-ignore unknown-field -- why')),
      /unknown-field, enum-case -- why/,
    ));
  test('silences it', () => assert.deepEqual(found(ignored(destinationRule(''))), []));
  test('keeps CRLF', () => assert.doesNotMatch(ignored(destinationRule('').replaceAll('\n', '\r\n')), /(?<!\r)\n/));
  test('cannot stand in JSON', () =>
    assert.equal(
      ignored(
        '{"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","metadata":{"name":"a"},"spec":{"host":"a.example","trafficPolicy":{"tls":{"mode":"simple"}}}}',
      ),
      'none',
    ));
});
