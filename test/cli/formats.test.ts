import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check, folderOf, istioEgress } from './command-line';
import { bound, gateway, withUnknownField } from './manifests';

const folder = folderOf({ 'shop/a b,c.yaml': bound, 'infra/gateway.yaml': gateway, 'x.yaml': withUnknownField() });
const broken = folderOf({ 'x.yaml': Buffer.from([0xff]) });
const clean = folderOf({ 'gateway.yaml': gateway });

const print = (format: string, cwd = folder, ...words: string[]): string =>
  istioEgress(['check', '--format', format, ...words], { cwd }).stdout;

test('text shows the lines that a finding is about', () => {
  const { stdout } = istioEgress(['check', 'shop', 'infra'], { cwd: folder });
  assert.equal(
    stdout,
    `error[virtual-service-gateway-other-namespace]: There is no Gateway 'partner-gateway' in namespace shop, so the rules for it are never used; it is in namespace infra.
 --> shop/a b,c.yaml:6:15
  |
6 |   gateways: [ partner-gateway ]
  |               ^^^^^^^^^^^^^^^
 ::: infra/gateway.yaml:3:19
  |
3 | metadata: { name: partner-gateway, namespace: infra }
  |                   --------------- Gateway infra/partner-gateway is here.
  = help: Change to 'infra/partner-gateway'

Checked 2 files (2 documents): 1 error. --fix mends it.
`,
  );
});

const escapeCharacter = String.fromCharCode(0x1b);

test('text shows long lines in part, with the carets below what they mean', () => {
  const line = `{ ports: [ { number: 80, name: http, protocol: HTTP } ], resolution: DNS, hosts: ["${'x'.repeat(500)}"], "note日本": 1, prot: 2, other: "${'y'.repeat(500)}" }`;
  const manifest = `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: a }\nspec: ${line}\n`;
  const { stdout } = istioEgress(['check', '-'], { input: manifest });
  const lines = stdout.split('\n');
  assert.ok(lines.every((it) => it.length < 200));
  const under = lines.findIndex((it) => /^ +\| +\^{4}$/.test(it));
  // each of the two ideographs takes two columns
  assert.equal((lines[under - 1] ?? '').indexOf('prot') + 2, (lines[under] ?? '').indexOf('^^^^'));
});

test('text shows nothing that would steer the terminal', () => {
  const { stdout } = istioEgress(['check', '-'], { input: withUnknownField(`a${escapeCharacter}[31m\u202Eb`) });
  assert.match(stdout, /a\uFFFD\[31m\uFFFDb/);
  assert.ok(!stdout.includes(escapeCharacter) && !stdout.includes('\u202E'));
});

test('json is what the contract says', () => {
  const { version, problems, findings, summary } = check(folder);
  assert.deepEqual([version, problems], [1, []]);
  assert.deepEqual(summary, { files: 3, documents: 3, error: 2, warning: 0, information: 0, hint: 0 });
  const range = { start: { line: 6, column: 15 }, end: { line: 6, column: 30 } };
  assert.deepEqual(findings[0], {
    rule: 'virtual-service-gateway-other-namespace',
    severity: 'error',
    message:
      "There is no Gateway 'partner-gateway' in namespace shop, so the rules for it are never used; it is in namespace infra.",
    file: 'shop/a b,c.yaml',
    range,
    resource: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'payments' },
    path: 'spec.gateways[0]',
    related: [
      {
        file: 'infra/gateway.yaml',
        range: { start: { line: 3, column: 19 }, end: { line: 3, column: 34 } },
        message: 'Gateway infra/partner-gateway is here.',
      },
    ],
    aliases: ['IST0101', 'KIA1102'],
    fixes: [
      {
        title: "Change to 'infra/partner-gateway'",
        safe: true,
        edits: [{ file: 'shop/a b,c.yaml', range, newText: 'infra/partner-gateway' }],
      },
    ],
  });
});

test('json names no object for a document that cannot be read', () => {
  const [finding] = check(folderOf({ 'x.yaml': 'kind: Gateway\nspec: [\n' })).findings;
  assert.deepEqual([finding?.rule, finding?.resource, finding?.path], ['yaml-syntax', null, null]);
});

describe('sarif', () => {
  interface Log {
    version: string;
    runs: {
      tool: { driver: { name: string; rules: { id: string }[] } };
      columnKind: string;
      invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }[];
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: { physicalLocation: object; logicalLocations: object[] }[];
        relatedLocations: object[];
        fixes: { artifactChanges: { replacements: object[] }[] }[];
      }[];
    }[];
  }
  const log = (cwd: string) => JSON.parse(print('sarif', cwd)) as Log;

  test('has a result for each finding, with its rule and its place', () => {
    const { version, runs } = log(folder);
    const [run] = runs;
    assert.ok(run);
    assert.deepEqual([version, run.columnKind, run.results.length], ['2.1.0', 'utf16CodeUnits', 2]);
    for (const it of run.results) assert.equal(run.tool.driver.rules[it.ruleIndex]?.id, it.ruleId);
    const [first] = run.results;
    assert.equal(first?.level, 'error');
    assert.deepEqual(first?.locations[0], {
      physicalLocation: {
        artifactLocation: { uri: 'shop/a%20b%2Cc.yaml' },
        region: { startLine: 6, startColumn: 15, endLine: 6, endColumn: 30 },
      },
      logicalLocations: [
        { name: 'payments', fullyQualifiedName: 'VirtualService shop/payments spec.gateways[0]', kind: 'object' },
      ],
    });
    assert.equal(first?.relatedLocations.length, 1);
    assert.deepEqual(first?.fixes[0]?.artifactChanges[0]?.replacements, [
      {
        deletedRegion: { startLine: 6, startColumn: 15, endLine: 6, endColumn: 30 },
        insertedContent: { text: 'infra/partner-gateway' },
      },
    ]);
  });

  test('says that a file could not be read', () => {
    const [invocation] = log(broken).runs[0]?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    assert.match(invocation?.toolExecutionNotifications[0]?.message.text ?? '', /^x\.yaml: /);
  });
});

describe('junit', () => {
  const tags = (xml: string): string[] => xml.match(/<\/?\w[^>]*>/g) ?? [];

  test('is well-formed, with a failure for each finding', () => {
    const xml = print('junit');
    const open: string[] = [];
    for (const tag of tags(xml)) {
      const name = /\w[\w-]*/.exec(tag)?.[0] ?? '';
      if (tag.startsWith('</')) assert.equal(open.pop(), name);
      else if (!tag.endsWith('/>')) open.push(name);
    }
    assert.deepEqual(open, []);
    assert.match(
      xml,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="istio-egress" tests="2" failures="2" errors="0">/,
    );
    assert.equal(xml.match(/<failure /g)?.length, 2);
    assert.match(xml, /<testcase classname="x\.yaml" name="unknown-field at 7:63">/);
  });

  test('lets pass what is below --fail-on', () => {
    assert.match(print('junit', folder, '--fail-on', 'never'), /tests="2" failures="0" errors="0"/);
  });

  test('escapes what manifests say', () => {
    const input =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: a }\nspec: { ">&\\"<\\u0001": 1 }\n';
    const { stdout } = istioEgress(['check', '--format', 'junit', '-'], { input });
    assert.match(stdout, /&gt;&amp;&quot;&lt;\uFFFD/);
  });

  test('has a case even where nothing is found, and an error for what cannot be read', () => {
    assert.match(print('junit', clean), /tests="1" failures="0" errors="0"/);
    assert.match(
      print('junit', broken),
      /errors="1"[\s\S]*<error type="unreadable" message="Line 1 is not valid UTF-8/,
    );
  });
});

test('github prints one workflow command for each finding', () => {
  const [first = '', second = '', ...rest] = print('github').split('\n');
  assert.deepEqual(rest, ['']);
  assert.ok(
    first.startsWith('::error file=shop/a b%2Cc.yaml,line=6,endLine=6,col=15,endColumn=30,title=virtual-service-'),
  );
  assert.match(second, /^::error file=x\.yaml,.*::There is no field 'prot' here.* \(unknown-field\)$/);
  assert.match(print('github', broken), /^::error file=x\.yaml::Line 1 is not valid UTF-8/);
});

test('markdown prints a table for each file', () => {
  const text = print('markdown');
  assert.match(text, /^## Istio Egress\n\nChecked 3 files \(3 documents\): 2 errors\.\n/);
  assert.match(text, /\n### `shop\/a b,c\.yaml`\n\n\| Line \| Severity \| Finding \| Rule \|\n\|---:\|/);
  assert.match(
    text,
    /\n\| 7 \| error \| There is no field 'prot' here.*<br>\*\*Help:\*\* Change to 'port' \| `unknown-field` \|\n/,
  );
  assert.match(print('markdown', broken), /\n### Not checked\n\n- `x\.yaml`: Line 1 is not valid UTF-8/);
  assert.match(print('markdown', clean), /nothing found\.\n$/);
});

test('no format has colours where the output is no terminal', () => {
  for (const format of ['text', 'json', 'sarif', 'junit', 'github', 'markdown'])
    assert.ok(!print(format).includes(escapeCharacter));
});
