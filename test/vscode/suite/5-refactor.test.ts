import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PlanResult } from '../../../server/src/lsp/planned';
import { until } from '../runtime/until';
import { refactoring, refactorings } from './ask';
import { extension } from './extension';
import { discardChanges, open, rangeOf, sample } from './sample';

suite('refactorings', () => {
  const path = 'shop/correct/archive-with-passthrough.yaml';
  const host = 'files.archive.example';

  suiteSetup(() => extension().activate());
  teardown(discardChanges);

  test('are offered at a host, and a handful of them', async () => {
    const document = await open(path);
    const range = rangeOf(document, host);
    await refactoring(document.uri, range, /Remove egress/);
    const titles = (await refactorings(document.uri, range)).map((it) => it.title);
    assert.deepEqual(titles, [
      'Add HTTP with TLS origination at the gateway',
      'Switch to TLS origination at the gateway',
      'Use ISTIO_MUTUAL from sidecars to gateway',
      'Convert egress to the Gateway API',
      'Convert clients and their egress to ambient mode',
      'Remove egress of this host',
    ]);
  });

  test('change all files that they are about, and one undo takes it back', async () => {
    const document = await open(path);
    const platform = await vscode.workspace.openTextDocument(sample('platform/egress-gateway.yaml'));
    const before = [document.getText(), platform.getText()];
    const action = await refactoring(document.uri, rangeOf(document, host), /Switch to TLS origination/);
    assert.ok(action.edit);
    assert.equal(action.command?.command, 'istioEgress.tellMade');
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(document.getText(), /mode: SIMPLE/);
    assert.notEqual(platform.getText(), before[1]);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await until(() => document.getText() === before[0] && platform.getText() === before[1], {
      what: 'both files are as they were',
    });
  });

  test('delete files of which nothing is left', async () => {
    const result = await vscode.commands.executeCommand<PlanResult>('istioEgress.server.neighbour', {
      uri: sample(path).toString(),
      host,
      id: 'remove',
    });
    assert.ok('edit' in result);
    const deleted = (result.edit.documentChanges ?? []).filter((it) => 'kind' in it && it.kind === 'delete');
    assert.deepEqual(
      deleted.map((it) => 'uri' in it && vscode.Uri.parse(it.uri).path),
      [sample(path).path],
    );
    assert.ok(existsSync(sample(path).fsPath));
  });
});
