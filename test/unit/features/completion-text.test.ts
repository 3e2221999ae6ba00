import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import { applyEdits } from '../../../server/src/text/edit';
import { parse } from '../../../server/src/yaml/parse';
import { nodeAt } from '../../../server/src/yaml/tree';
import { fixture } from '../../fixture';
import { gateway, inWorld, virtualService } from './world';

/** The end of the file, from `from` on, after the label was chosen; `$0` is the cursor where the snippet says so. */
function check(title: string, source: string, label: string, expected: string): void {
  test(title, () => {
    const { workspace, cursor, files } = inWorld(source);
    const chosen = complete(workspace, cursor.path, cursor.offset).find((it) => it.label === label);
    assert.ok(chosen, `${label} is offered`);
    const text = files.get(cursor.path) ?? '';
    const after = applyEdits(text, [{ span: chosen.replace, newText: chosen.insert }]);
    assert.equal(after, `${source.slice(0, source.length - tail(source).length)}${expected}\n`);
    assert.equal(chosen.snippet, expected.includes('$0'));
    assert.ok(!/\n/.test(text.slice(chosen.replace.start, chosen.replace.end)), 'one line is replaced');
  });
}

/** From the start of the line with the cursor on. */
const tail = (source: string): string => /(?<=^|\n)[^\n]*\$0[\s\S]*$/.exec(source)?.[0] ?? '';

const servers = `${gateway}spec:\n  servers:\n`;

describe('completion writes keys', () => {
  check('with a space behind, where a scalar follows', `${servers}  - $0`, 'bind', '  - bind: ');
  check('with a line below, where an object follows', `${servers}  - $0`, 'tls', '  - tls:\n      ');
  check('with a dash below, where a list follows', `${servers}  - $0`, 'hosts', '  - hosts:\n    - ');
  check(
    'with an indented dash, as the document has them',
    `${gateway}spec:\n  servers:\n    - $0`,
    'hosts',
    '    - hosts:\n        - ',
  );
  check(
    'with the indentation of the document',
    `${gateway}x:\n    y: 1\nspec:\n    $0`,
    'selector',
    '    selector:\n        ',
  );
  check('without another colon', `${servers}  - ho$0: [ a ]`, 'hosts', '  - hosts: [ a ]');
  check('in place of the word at the cursor', `${servers}  - po$0st: [ a ]`, 'hosts', '  - hosts: [ a ]');
  check('in front of others', `${servers}  - $0\n    hosts: [ a ]`, 'bind', '  - bind: \n    hosts: [ a ]');
  check('below a key that they are offered behind', `${gateway}spec: $0`, 'servers', 'spec:\n  servers:\n  - ');
  check('in an item that they begin', `${gateway}spec:\n  servers: $0`, 'port', '  servers:\n  - port:\n      ');
  check('in an item that they begin on the next line', `${servers}    $0`, 'port', '    - port:\n        ');
  check('in braces', `${gateway}spec: { $0 }`, 'servers', 'spec: { servers: [ $0 ] }');
  check(
    'in braces that they begin',
    `${gateway}spec: { servers: $0 }`,
    'tls',
    'spec: { servers: [ { tls: { $0 } } ] }',
  );
  check('in braces in a list', `${gateway}spec: { servers: [ $0 ] }`, 'bind', 'spec: { servers: [ { bind: $0 } ] }');
  check('in quotes', `${servers}  - "ho$0": []`, 'hosts', '  - "hosts": []');
  check(
    'in JSON',
    '{ "kind": "Gateway", "spec": { $0 } }',
    'selector',
    '{ "kind": "Gateway", "spec": { "selector": { $0 } } }',
  );
  check('of labels', `${gateway}spec:\n  selector: $0`, 'istio', '  selector:\n    istio: ');
  check(
    'with the line ends of the file',
    `${gateway}spec:\n  $0`.replaceAll('\n', '\r\n'),
    'servers',
    '  servers:\r\n  - ',
  );
});

describe('completion writes values', () => {
  const spec = `${virtualService}spec:\n`;
  check('plainly', `${spec}  gateways:\n  - $0`, 'istio-system/egress', '  - istio-system/egress');
  check('in place of what is typed', `${spec}  gateways: [ mesh, sys$0tem ]`, 'own', '  gateways: [ mesh, own ]');
  check('in quotes where YAML needs them', `${spec}  hosts:\n  - $0`, '*.wild.example', '  - "*.wild.example"');
  check(
    'in quotes in place of an asterisk',
    `${spec}  hosts: [ *.w$0 ]`,
    '*.wild.example',
    '  hosts: [ "*.wild.example" ]',
  );
  check(
    'in the quotes that are there',
    `${spec}  hosts: [ '*.w$0' ]`,
    '*.wild.example',
    "  hosts: [ '*.wild.example' ]",
  );
  check(
    'with the quote that is missing',
    `${spec}  hosts:\n  - "api$0\n  http: []`,
    'api.payments.example',
    '  - "api.payments.example"\n  http: []',
  );
  check(
    'as text where they look like a number',
    `${gateway}spec:\n  selector: { version: $0 }`,
    '1.0',
    '  selector: { version: "1.0" }',
  );
  check(
    'as a number where one is wanted',
    `${spec}  hosts: [ api.payments.example ]\n  tls:\n  - match:\n    - port: 44$0`,
    '443',
    '    - port: 443',
  );
  check('as an item below the key', `${spec}  gateways:\n    $0`, 'mesh', '    - mesh');
  check('as an item below the dashes', `${spec}  gateways:\n    - own\n    $0`, 'mesh', '    - mesh');
  check(
    'as an item behind the key',
    `${spec}  gateways: $0\n  hosts: []`,
    'mesh',
    '  gateways:\n  - mesh\n  hosts: []',
  );
  check(
    'as an item above the others',
    `${spec}  gateways: $0\n      - own`,
    'mesh',
    '  gateways:\n      - mesh\n      - own',
  );
  check(
    'as an item in brackets that they begin',
    `${virtualService}spec: { gateways: $0 }`,
    'mesh',
    'spec: { gateways: [ mesh ] }',
  );
  check(
    'in JSON',
    '{ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": { "hosts": [ $0 ] } }',
    'ratings.other.svc.cluster.local',
    '{ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": { "hosts": [ "ratings.other.svc.cluster.local" ] } }',
  );
  check('that mean something else in YAML', `${spec}  exportTo: [ $0 ]`, '~', '  exportTo: [ "~" ]');
  check(
    'with the line ends of the file',
    `${spec}  gateways: $0\n  hosts: []`.replaceAll('\n', '\r\n'),
    'mesh',
    '  gateways:\r\n  - mesh\r\n  hosts: []',
  );
});

describe('a completion', () => {
  const at = (source: string, label: string) => {
    const { workspace, cursor } = inWorld(source);
    return complete(workspace, cursor.path, cursor.offset).find((it) => it.label === label);
  };
  test('of a field has its type and description', () => {
    const completion = at(`${servers}  - $0`, 'hosts');
    assert.equal(completion?.detail, 'list of strings');
    assert.equal(completion?.documentation, 'One or more hosts exposed by this gateway.\n\nRequired.');
    assert.equal(completion?.continues, true);
  });
  test('of a name says where it is defined', () => {
    assert.equal(at(`${virtualService}spec:\n  gateways: [ $0 ]`, 'own')?.detail, 'Gateway in shop');
    assert.equal(at(`${virtualService}spec:\n  hosts: [ $0 ]`, 'reviews')?.detail, 'Service in shop');
  });
});

describe('a name that YAML would misread', () => {
  const names = [
    'a: b',
    'a #b',
    '"',
    "'",
    '- a',
    '[',
    '}',
    ', x',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    ' ',
    'yes',
    '1e3',
    'null',
    '\\',
  ];
  const pods = names.map(
    (name) => `
---
apiVersion: v1
kind: Pod
metadata: { labels: { x: ${JSON.stringify(name)} } }`,
  );
  const places = ['\n    x: |', ' { x: | }', ' { x: "|" }', " { x: '|' }", '\n    x: "|'];
  for (const place of places)
    test(`is written so that it is read again in ${JSON.stringify(place)}`, () => {
      const source = `${gateway}spec:\n  selector:${place}\n`;
      const offset = source.indexOf('|');
      const text = source.replace('|', '');
      const { workspace } = fixture(`#- pods.yaml${pods.join('')}\n#- main.yaml\n`);
      workspace.set('main.yaml', text);
      const read = complete(workspace, 'main.yaml', offset).map(({ replace, insert, snippet }) => {
        assert.ok(!snippet);
        const { root, errors } = parse(applyEdits(text, [{ span: replace, newText: insert }]));
        assert.deepEqual(errors, []);
        const node = nodeAt(root, ['spec', 'selector', 'x']);
        return node?.kind === 'scalar' ? node.value : node;
      });
      assert.deepEqual(new Set(read), new Set(names));
    });
});
