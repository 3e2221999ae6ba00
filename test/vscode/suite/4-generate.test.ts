import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { GenerateResult } from '../../../server/src/lsp/generate';
import { extension } from './extension';
import { findingOf, rulesIn } from './findings';
import { discardChanges, sample } from './sample';

suite('the generator', () => {
  const path = 'shop/egress-api-partner-example.yaml';
  const mistake =
    '---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: known\nspec:\n  hosts: [known.news.example]\n  location: mesh_external\n  ports: [{ number: 443, name: tls, protocol: TLS }]\n  resolution: DNS\n';

  suiteSetup(() => extension().activate());
  teardown(async () => {
    await discardChanges();
    rmSync(sample(path).fsPath, { force: true });
  });

  for (const [application, outside] of [
    ['http', 'tls'],
    ['http', 'same'],
    ['https', 'same'],
  ] as const) {
    test(`changes the folder without a mistake for ${application}, ${outside} outside`, async () => {
      const result = await vscode.commands.executeCommand<GenerateResult>('istioEgress.server.generate', {
        answers: { hosts: ['api.partner.example'], applications: [application], outside, namespace: 'shop' },
        uri: sample('shop/here.yaml').toString(),
      });
      assert.ok('edit' in result);
      assert.equal(result.settled.file, path);
      await apply(result);
      const end = new vscode.WorkspaceEdit();
      const document = await vscode.workspace.openTextDocument(sample(path));
      end.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, mistake);
      assert.ok(await vscode.workspace.applyEdit(end));
      await findingOf('enum-case', path); // so the document has been read
      assert.deepEqual(rulesIn(path), ['enum-case']);
      assert.deepEqual(rulesIn('platform/egress-gateway.yaml'), []);
    });
  }

  /** Makes the changes without asking. */
  async function apply({ edit }: Extract<GenerateResult, { readonly edit: unknown }>): Promise<void> {
    const made = new vscode.WorkspaceEdit();
    for (const change of edit.documentChanges ?? [])
      if ('edits' in change)
        for (const { range, newText } of change.edits as { range: vscode.Range; newText: string }[])
          made.replace(
            vscode.Uri.parse(change.textDocument.uri),
            new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
            newText,
          );
      else if (change.kind === 'create') made.createFile(vscode.Uri.parse(change.uri));
    assert.ok(await vscode.workspace.applyEdit(made));
  }
});
