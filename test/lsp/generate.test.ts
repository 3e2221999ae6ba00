import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AnnotatedTextEdit } from 'vscode-languageserver/node';
import type { KnownOfEgress } from '../../server/src/generate/known';
import type { AskParams } from '../../server/src/lsp/commands';
import type { GenerateParams, GenerateResult } from '../../server/src/lsp/generate';
import type { Client } from './client';
import { edited, execute, fileOperations, inFolder, textAfter } from './in-folder';

const gateway = `# what the platform lets out
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: egress
  namespace: istio-system
spec:
  selector:
    istio: egressgateway
  servers:
    - port:
        number: 443
        name: tls
        protocol: TLS
      hosts: [files.partner.example] # theirs
      tls:
        mode: PASSTHROUGH
`;
const entry = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: files, namespace: shop }
spec:
  hosts: [ files.partner.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`;
const answers = { hosts: ['api.partner.example'], applications: ['https'], namespace: 'shop' };
const annotations = { workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } };

const generate = (client: Client, params: GenerateParams) =>
  execute<GenerateResult>(client, 'istioEgress.server.generate', params);

/** What can be had. */
async function planned(client: Client, params: GenerateParams) {
  const result = await generate(client, params);
  if ('problem' in result) assert.fail(result.problem);
  return result;
}
type Planned = Awaited<ReturnType<typeof planned>>;

const creations = (result: Planned) => fileOperations(result, 'create');

describe('generate', () => {
  test('plans changes line by line, with a new file beside the active one', () =>
    inFolder({ 'platform/gateway.yaml': gateway, 'shop/files.yaml': entry }, async (client) => {
      const result = await planned(client, { answers, uri: client.uri('shop/files.yaml') });
      const uri = client.uri('shop/egress-api-partner-example.yaml');
      assert.deepEqual(
        creations(result).map((it) => it.uri),
        [uri],
      );
      assert.match(textAfter(result, uri, ''), /^apiVersion.*kind: ServiceEntry.*---\n.*kind: VirtualService/s);
      const platform = textAfter(result, client.uri('platform/gateway.yaml'), gateway);
      assert.equal(
        platform,
        gateway.replace('[files.partner.example]', '[files.partner.example, api.partner.example]'),
      );
      const own = edited(result).find((it) => it.textDocument.uri === client.uri('platform/gateway.yaml'));
      assert.deepEqual(
        own?.edits.map((it) => (it as AnnotatedTextEdit).range),
        [{ start: { line: 14, character: 0 }, end: { line: 15, character: 0 } }],
      );
    }));

  test('says what changes, where, and what follows', () =>
    inFolder({ 'platform/gateway.yaml': gateway }, async (client) => {
      const result = await planned(client, { answers });
      assert.equal(result.summary, '3 changes in 2 files');
      assert.deepEqual(
        result.changes.map((it) => [it.object, it.fate, it.file]),
        [
          ['ServiceEntry shop/egress-api-partner-example', 'new', 'egress-api-partner-example.yaml'],
          ['VirtualService shop/egress-api-partner-example', 'new', 'egress-api-partner-example.yaml'],
          ['Gateway istio-system/egress', 'changed', 'platform/gateway.yaml'],
        ],
      );
      assert.equal(result.settled.hop, 'passthrough');
      assert.equal(result.settled.file, 'egress-api-partner-example.yaml');
      assert.ok(result.guide.some((it) => it.title === 'How to check it'));
    }));

  test('groups by reasons where the editor can show them', () =>
    inFolder(
      { 'platform/gateway.yaml': gateway },
      async (client) => {
        const result = await planned(client, { answers });
        assert.deepEqual(Object.keys(result.edit.changeAnnotations ?? {}), ['new', 'changed', 'removed']);
        const reasonsOf = (path: string) =>
          edited(result)
            .filter((it) => it.textDocument.uri === client.uri(path))
            .flatMap((it) => it.edits.map((edit) => (edit as AnnotatedTextEdit).annotationId));
        assert.deepEqual([...new Set(reasonsOf('platform/gateway.yaml'))], ['changed']);
        assert.deepEqual([...new Set(reasonsOf('egress-api-partner-example.yaml'))], ['new']);
        assert.equal(creations(result)[0]?.annotationId, 'new');
      },
      annotations,
    ));

  test('gives plain edits to others', () =>
    inFolder({ 'platform/gateway.yaml': gateway }, async (client) => {
      assert.doesNotMatch(JSON.stringify(await planned(client, { answers })), /annotation/i);
    }));

  test('never writes over a file that is there, whatever is in it', () =>
    inFolder({ 'egress-api-partner-example.yaml': 'kind: Other\n' }, async (client) => {
      const result = await planned(client, { answers });
      assert.equal(creations(result)[0]?.uri, client.uri('egress-api-partner-example-2.yaml'));
    }));

  test('writes into an empty document, and into one that is no file', () =>
    inFolder({}, async (client) => {
      await client.open('empty.yaml', '\n');
      const empty = await planned(client, { answers, uri: client.uri('empty.yaml') });
      assert.deepEqual(creations(empty), []);
      assert.match(textAfter(empty, client.uri('empty.yaml'), '\n'), /kind: ServiceEntry/);
      const uri = 'untitled:Untitled-1';
      const textDocument = { uri, languageId: 'yaml', version: 1, text: entry };
      await client.connection.sendNotification('textDocument/didOpen', { textDocument });
      const untitled = await planned(client, { answers, uri });
      assert.deepEqual(creations(untitled), []);
      assert.ok(textAfter(untitled, uri, entry).startsWith(`${entry}---\n`));
    }));

  test('writes into the active file where that is wanted', () =>
    inFolder({ 'files.yaml': entry }, async (client) => {
      await client.open('files.yaml', entry);
      const result = await planned(client, { answers, uri: client.uri('files.yaml'), insertHere: true });
      assert.deepEqual(creations(result), []);
      assert.ok(textAfter(result, client.uri('files.yaml'), entry).startsWith(`${entry}---\n`));
      const other = await planned(client, { answers, uri: client.uri('files.yaml'), insertHere: false });
      assert.equal(creations(other).length, 1);
    }));

  test('writes into the active file where a kustomization would not have a new one', () =>
    inFolder({ 'a/kustomization.yaml': 'resources: [ files.yaml ]\n', 'a/files.yaml': entry }, async (client) => {
      await client.open('a/files.yaml', entry);
      const result = await planned(client, { answers, uri: client.uri('a/files.yaml') });
      assert.ok(result.settled.insertsHere);
    }));

  test('puts a new file at the root where the active one is no YAML', () =>
    inFolder({ 'src/Shop.java': '// https://api.partner.example' }, async (client) => {
      const result = await planned(client, { answers, uri: client.uri('src/Shop.java') });
      assert.equal(result.settled.file, 'egress-api-partner-example.yaml');
    }));

  test('changes nothing once its changes are made', () =>
    inFolder({ 'gateway.yaml': gateway }, async (client) => {
      const first = await planned(client, { answers });
      const path = 'egress-api-partner-example.yaml';
      await client.open('gateway.yaml', textAfter(first, client.uri('gateway.yaml'), gateway));
      await client.open(path, textAfter(first, client.uri(path), ''));
      const again = await planned(client, { answers });
      assert.deepEqual(again.edit.documentChanges, []);
      assert.equal(again.summary, 'Nothing to change: the requests already go that way');
    }));

  test('says why something cannot be had', () =>
    inFolder({}, async (client) => {
      const result = await generate(client, { answers: { hosts: ['10.0.0.1'] } });
      assert.match('problem' in result ? result.problem : '', /10\.0\.0\.1/);
    }));
});

describe('what is known before anything is asked', () => {
  test('is the host under the cursor, its namespace, and the gateways', () =>
    inFolder({ 'gateway.yaml': gateway, 'files.yaml': entry }, async (client) => {
      const params: AskParams = { uri: client.uri('files.yaml'), position: { line: 4, character: 14 } };
      const known = await execute<KnownOfEgress>(client, 'istioEgress.server.knownOfEgress', params);
      assert.deepEqual(known.hosts, ['files.partner.example']);
      assert.equal(known.namespace, 'shop');
      assert.equal(known.gateways[0]?.gateway, 'istio-system/istio-egressgateway');
    }));

  test('is little where no document is open', () =>
    inFolder({}, async (client) => {
      const known = await execute<KnownOfEgress>(client, 'istioEgress.server.knownOfEgress', {});
      assert.deepEqual([known.hosts, known.namespace, known.namespaces], [[], '', []]);
      assert.equal(known.gateways.length, 4);
    }));
});
