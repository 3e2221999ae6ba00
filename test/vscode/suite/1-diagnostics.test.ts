import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../runtime/until';
import { contributedCommands, extension } from './extension';
import { filesWithFindings, findingOf, rulesIn } from './findings';
import { mistakes } from './mistakes';
import { sample } from './sample';

suite('on opening a folder', () => {
  test('the extension starts by itself', async () => {
    await until(() => extension().isActive, { what: 'the extension is active' });
  });

  test('every command of the palette is there', async () => {
    const registered = await vscode.commands.getCommands(true);
    const missing = contributedCommands().filter(({ command }) => !registered.includes(command));
    assert.deepEqual(missing, []);
    assert.ok(contributedCommands().length > 0);
  });

  test('files that nobody has opened are checked', async () => {
    await findingOf('egress-loop', 'shop/legs/loop.yaml');
    const opened = vscode.workspace.textDocuments.map((document) => document.uri.path);
    assert.ok(!opened.includes(sample('shop/legs/loop.yaml').path));
  });

  test('all of the folder is checked', async () => {
    await until(() => filesWithFindings().length >= mistakes.length, {
      what: 'each file with a mistake has a finding',
    });
  });

  for (const [path, rule] of mistakes) {
    test(`${rule} is the finding in ${path}`, () => assert.deepEqual([...new Set(rulesIn(path))], [rule]));
  }

  test('nothing else is wrong, least of all the correct chains', () => {
    const expected = mistakes.map(([path]) => sample(path).toString());
    assert.deepEqual(filesWithFindings().sort(), expected.sort());
  });

  test('a finding links to its rule, and lies on the mistake', async () => {
    const finding = await findingOf('subset-not-found', 'shop/legs/subset-not-found.yaml');
    assert.ok(typeof finding.code === 'object' && finding.code.target.toString().includes('subset-not-found'));
    const document = await vscode.workspace.openTextDocument(sample('shop/legs/subset-not-found.yaml'));
    assert.equal(document.getText(finding.range), 'loyalty');
  });
});
