import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type {
  CodeAction,
  CompletionItem,
  DocumentSymbol,
  Hover,
  Location,
  TextDocumentEdit,
} from 'vscode-languageserver/node';
import { Client } from './client';

const host = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`;
const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`;
const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
`;
const httpRoute = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  rules:
  - backendRefs:
    - name: a
      port: 80
`;
const misnamed = routes.replace('[ mesh, egress ]', '[ mesh, egres ]').replace('[ egress ]', '[ egres ]');
const notFound = 'virtual-service-gateway-not-found';

/** A server of its own for each test, so that none depends on another. */
async function withClient(
  files: Record<string, string | Uint8Array>,
  run: (client: Client) => Promise<void>,
  started = true,
): Promise<void> {
  const client = new Client(files);
  try {
    if (started) await client.start();
    await run(client);
  } finally {
    assert.equal(await client.stop(), 0);
  }
}

describe('diagnostics', () => {
  test('come for files that nobody has opened', () =>
    withClient({ 'a/host.yaml': host, 'b/gateway.yaml': gateway, 'c/routes.yaml': misnamed }, async (client) => {
      const [diagnostic] = await client.finds('c/routes.yaml', [notFound]);
      assert.equal(diagnostic?.source, 'istio-egress');
      assert.equal(diagnostic?.severity, 1);
      assert.deepEqual(diagnostic?.range, { start: { line: 5, character: 20 }, end: { line: 5, character: 25 } });
      assert.match(
        diagnostic?.codeDescription?.href ?? '',
        /^file:.*docs\/rules\/virtual-service-gateway-not-found\.md$/,
      );
    }));

  test('follow each change of an open file, and of the files that it concerns', () =>
    withClient({ 'host.yaml': host, 'gateway.yaml': gateway, 'routes.yaml': routes }, async (client) => {
      await client.open('gateway.yaml', gateway);
      const name = { start: { line: 2, character: 18 }, end: { line: 2, character: 24 } };
      await client.change('gateway.yaml', [{ range: name, text: 'other' }]);
      await client.finds('routes.yaml', [notFound]);
      await client.change('gateway.yaml', [{ range: { ...name, end: { line: 2, character: 23 } }, text: 'egress' }]);
      await client.finds('routes.yaml', []);
    }));

  test('an open buffer wins over the disk until it is closed', () =>
    withClient({ 'host.yaml': host, 'gateway.yaml': gateway, 'routes.yaml': misnamed }, async (client) => {
      await client.finds('routes.yaml', [notFound]);
      await client.open('routes.yaml', routes);
      await client.finds('routes.yaml', []);
      await client.watched('routes.yaml', 2);
      await client.change('routes.yaml', [{ text: routes }]);
      await client.close('routes.yaml');
      await client.finds('routes.yaml', [notFound]);
    }));

  test('changes on the disk are seen: a file that changes, goes and comes', () =>
    withClient({ 'host.yaml': host, 'gateway.yaml': gateway, 'routes.yaml': routes }, async (client) => {
      client.write('routes.yaml', misnamed);
      await client.watched('routes.yaml', 2);
      await client.finds('routes.yaml', [notFound]);
      client.write('routes.yaml', routes);
      await client.watched('routes.yaml', 2);
      await client.finds('routes.yaml', []);
      rmSync(join(client.root, 'gateway.yaml'));
      await client.watched('gateway.yaml', 3);
      await client.finds('routes.yaml', [notFound]);
      client.write('gateway.yaml', gateway);
      await client.watched('gateway.yaml', 1);
      await client.finds('routes.yaml', []);
    }));

  test('a folder that goes takes its files along', () =>
    withClient(
      { 'host.yaml': host, 'way/gateway.yaml': gateway, 'routes.yaml': routes, 'other.yaml': misnamed },
      async (client) => {
        await client.finds('other.yaml', [notFound]);
        rmSync(join(client.root, 'way'), { recursive: true });
        await client.watched('way', 3);
        await client.finds('routes.yaml', [notFound]);
      },
    ));

  test('what git ignores is not read, as soon as it is said', () =>
    withClient({ 'host.yaml': host, 'routes.yaml': misnamed }, async (client) => {
      await client.finds('routes.yaml', [notFound]);
      client.write('.gitignore', 'routes.yaml\n');
      await client.watched('.gitignore', 1);
      await client.finds('routes.yaml', []);
    }));

  test('settings of the editor hold, and those of the checked-in file go before them', () =>
    withClient(
      { 'routes.yaml': misnamed, 'host.yaml': host, '.istio-egress.yaml': `rules: { ${notFound}: warning }\n` },
      async (client) => {
        await client.start({ initializationOptions: { settings: { rules: { [notFound]: 'off' } } } });
        const [diagnostic] = await client.finds('routes.yaml', [notFound]);
        assert.equal(diagnostic?.severity, 2);
        rmSync(join(client.root, '.istio-egress.yaml'));
        await client.watched('.istio-egress.yaml', 3);
        await client.finds('routes.yaml', []);
      },
      false,
    ));

  test('settings that are said again are no reason to read the folder again', () =>
    withClient({ 'host.yaml': host, 'routes.yaml': misnamed }, async (client) => {
      await client.finds('routes.yaml', [notFound]);
      const settings = (severity: string) =>
        client.connection.sendNotification('workspace/didChangeConfiguration', {
          settings: { istioEgress: severity ? { rules: { [notFound]: severity } } : {} },
        });
      await settings('');
      await settings('off');
      await client.finds('routes.yaml', []);
      assert.equal(client.log.filter((it) => it.includes('read in')).length, 2);
    }));

  test('a file that cannot be read is named in the log, and the others are checked', () =>
    withClient(
      { 'latin1.yaml': new Uint8Array([107, 58, 32, 0xe9]), 'host.yaml': host, 'routes.yaml': misnamed },
      async (client) => {
        await client.finds('routes.yaml', [notFound]);
        assert.ok(client.log.some((it) => it.includes('latin1.yaml') && it.includes('UTF-8')));
      },
    ));

  test('a file of 10 MB is read, and the server goes on', () =>
    withClient(
      { 'host.yaml': host, 'large.yaml': `${host}---\n`.repeat(45_000), 'routes.yaml': misnamed },
      async (client) => {
        await client.finds('routes.yaml', [notFound]);
      },
    ));

  test('folders of one window do not see each other, also where one lies in the other', () =>
    withClient(
      { 'host.yaml': host, 'gateway.yaml': gateway, 'inner/host.yaml': host, 'inner/routes.yaml': routes },
      async (client) => {
        const folder = (path: string) => ({ uri: client.uri(path), name: path });
        await client.start({ workspaceFolders: [folder(''), folder('inner')] });
        await client.finds('inner/routes.yaml', [notFound]);
      },
      false,
    ));

  test('a document outside the window is checked, and the folder that it is in is not searched', () =>
    withClient(
      { 'window/host.yaml': host, 'stray.yaml': host.replace('resolution', 'resolutionn'), 'other.yaml': misnamed },
      async (client) => {
        await client.start({ workspaceFolders: [{ uri: client.uri('window'), name: 'window' }] });
        await client.open('stray.yaml', host.replace('resolution', 'resolutionn'));
        await client.finds('stray.yaml', ['unknown-field']);
        await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
        await client.open('stray.yaml', host);
        await client.finds('stray.yaml', []);
        await client.finds('other.yaml', []);
      },
      false,
    ));

  test('a document that is not in the folder is checked by itself', () =>
    withClient({}, async (client) => {
      const uri = 'untitled:Untitled-1';
      const textDocument = { uri, languageId: 'yaml', version: 1, text: host.replace('resolution', 'resolutionn') };
      const told = new Promise<string>((resolve) =>
        client.connection.onNotification(
          'textDocument/publishDiagnostics',
          (it: { uri: string; diagnostics: { code: string }[] }) => {
            const [first] = it.diagnostics;
            if (it.uri === uri && first) resolve(first.code);
          },
        ),
      );
      await client.connection.sendNotification('textDocument/didOpen', { textDocument });
      assert.equal(await told, 'unknown-field');
    }));
});

describe('snippets are offered where a document may begin', () => {
  const offered = async (params: object): Promise<readonly CompletionItem[]> => {
    let items: readonly CompletionItem[] = [];
    await withClient(
      {},
      async (client) => {
        await client.start(params);
        await client.open('new.yaml', `${host}---\negress-t`);
        items = await client.at<CompletionItem[]>('textDocument/completion', 'new.yaml', 8, 8);
      },
      false,
    );
    return items.filter((it) => it.label.startsWith('egress-'));
  };
  const capabilities = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };

  test('to an editor that knows snippets', async () => {
    const found = (await offered({ capabilities })).find((it) => it.label === 'egress-tls-origination');
    assert.equal(found?.insertTextFormat, 2);
    assert.equal(found?.kind, 15);
    assert.deepEqual(found?.textEdit && 'range' in found.textEdit && found.textEdit.range, {
      start: { line: 8, character: 0 },
      end: { line: 8, character: 8 },
    });
    assert.match(
      found?.textEdit?.newText ?? '',
      /^apiVersion: .*\nkind: ServiceEntry\n[\s\S]*\$\{1:api\.example\.com\}/,
    );
  });

  test('not to one that does not', async () => assert.deepEqual(await offered({}), []));

  test('not to VS Code, which has them from the extension', async () =>
    assert.deepEqual(await offered({ capabilities, initializationOptions: { hasSnippets: true } }), []));
});

describe('requests', () => {
  const files = { 'host.yaml': host, 'gateway.yaml': gateway, 'routes.yaml': misnamed, 'kubernetes.yaml': httpRoute };
  const client = new Client(files);
  const ready = client.start().then(() => client.finds('routes.yaml', [notFound]));
  after(() => client.stop());

  test('a quick fix mends what the diagnostic says', async () => {
    const [diagnostic] = await ready;
    assert.ok(diagnostic);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: client.uri('routes.yaml') },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    const [first] = actions;
    assert.equal(first?.title, "Change to 'egress'");
    assert.equal(first?.isPreferred, true);
    // the match that names the gateway is changed with it
    const inMatch = { start: { line: 10, character: 27 }, end: { line: 10, character: 32 } };
    assert.deepEqual(first?.edit?.documentChanges, [
      {
        textDocument: { uri: client.uri('routes.yaml'), version: null },
        edits: [diagnostic.range, inMatch].map((range) => ({ range, newText: 'egress' })),
      },
    ]);
  });

  test('everything that is safe is mended at once where the editor asks for it', () =>
    withClient({ 'old.yaml': host.replace('protocol: HTTP', 'protocol: HTTP, target_port: 8080') }, async (it) => {
      await it.finds('old.yaml', ['snake-case-field']);
      const ask = (only: string): Promise<CodeAction[]> =>
        it.request<CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri: it.uri('old.yaml') },
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          context: { diagnostics: [], only: [only] },
        });
      const [all] = await ask('source.fixAll');
      assert.ok(all);
      assert.equal(all.kind, 'source.fixAll.istioEgress');
      const changes = all.edit?.documentChanges as TextDocumentEdit[];
      assert.deepEqual(
        changes.flatMap(({ edits }) => edits.map((edit) => 'newText' in edit && edit.newText)),
        ['targetPort'],
      );
      assert.deepEqual(await ask('source.organizeImports'), []);
    }));

  test('completion offers the gateways', async () => {
    await ready;
    const items = await client.at<CompletionItem[]>('textDocument/completion', 'routes.yaml', 5, 22);
    assert.ok(items.some((it) => it.label === 'egress' && it.detail?.startsWith('Gateway')));
  });

  test('completion changes other lines with a choice', async () => {
    await ready;
    const items = await client.at<CompletionItem[]>('textDocument/completion', 'kubernetes.yaml', 6, 12);
    const start = { line: 6, character: 6 };
    assert.deepEqual(items.find((it) => it.label === 'api.payments.example')?.additionalTextEdits, [
      { range: { start, end: start }, newText: 'group: networking.istio.io\n      ' },
      { range: { start, end: start }, newText: 'kind: Hostname\n      ' },
    ]);
  });

  test('hover says what a host is', async () => {
    await ready;
    const hover = await client.at<Hover>('textDocument/hover', 'routes.yaml', 4, 15);
    assert.match(JSON.stringify(hover.contents), /ServiceEntry/);
  });

  test('a host leads to its ServiceEntry', async () => {
    await ready;
    const locations = await client.at<Location[]>('textDocument/definition', 'routes.yaml', 4, 15);
    assert.deepEqual(
      locations.map((it) => [it.uri, it.range.start.line]),
      [[client.uri('host.yaml'), 4]],
    );
  });

  test('the outline has the objects', async () => {
    await ready;
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: client.uri('gateway.yaml') },
    });
    assert.match(symbols[0]?.name ?? '', /egress/);
  });
});

test('the command line starts the same server', async () => {
  const client = new Client({ 'routes.yaml': misnamed, 'host.yaml': host }, [process.execPath, 'dist/cli.js', 'lsp']);
  await client.start();
  await client.finds('routes.yaml', [notFound]);
  assert.equal(await client.stop(), 0);
});
