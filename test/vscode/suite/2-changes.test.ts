import * as assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { applyFix, quickFix } from './ask';
import { commandTitled } from './extension';
import { diagnosticsIn, findingGone, findingOf } from './findings';
import { discardChanges, open, replaceInBuffer, sample } from './sample';

suite('when something changes', () => {
  teardown(discardChanges);

  test('a quick fix in the same file takes the finding away', async () => {
    const path = 'shop/spelling/snake-case-field.yaml';
    const document = await open(path);
    const finding = await findingOf('snake-case-field', path);
    await applyFix(await quickFix(document.uri, finding.range, /sniHosts/));
    assert.doesNotMatch(document.getText().replace(/^#.*$/m, ''), /sni_hosts/);
    await findingGone('snake-case-field', path);
  });

  test('a quick fix in another file takes the finding away', async () => {
    const path = 'shop/legs/subset-not-found.yaml';
    const document = await open(path);
    const finding = await findingOf('subset-not-found', path);
    await applyFix(await quickFix(document.uri, finding.range, /^(Add subset|Create DestinationRule)/));
    await findingGone('subset-not-found', path);
  });

  test('the unsaved buffer wins over the file', async () => {
    const path = 'shop/spelling/unknown-field.yaml';
    const document = await open(path);
    await findingOf('unknown-field', path);
    await replaceInBuffer(document, 'timeoutt', 'timeout');
    await findingGone('unknown-field', path);
    assert.match(readFileSync(document.uri.fsPath, 'utf8'), /timeoutt/);
    await discardChanges();
    await findingOf('unknown-field', path);
  });

  test('a buffer is seen by the checks of the other files', async () => {
    const path = 'shop/legs/subset-not-found.yaml';
    await findingOf('subset-not-found', path);
    const platform = await open('platform/egress-gateway.yaml');
    await replaceInBuffer(platform, '    - name: shop\n', '    - name: shop\n    - name: loyalty\n');
    await findingGone('subset-not-found', path);
    await discardChanges();
    await findingOf('subset-not-found', path);
  });

  test('a change on disk from outside is seen', async () => {
    const path = 'shop/spelling/enum-case.yaml';
    const file = sample(path).fsPath;
    const before = readFileSync(file, 'utf8');
    await findingOf('enum-case', path);
    writeFileSync(file, before.replace('location: mesh_external', 'location: MESH_EXTERNAL'));
    await findingGone('enum-case', path);
    writeFileSync(file, before);
    await findingOf('enum-case', path);
  });

  test('a file that comes and goes takes its findings with it', async () => {
    const path = 'shop/spelling/new-file.yaml';
    const file = sample(path).fsPath;
    const text = readFileSync(sample('shop/spelling/enum-case.yaml').fsPath, 'utf8');
    writeFileSync(file, text.replace('name: news', 'name: late-news').replace('feed.news', 'late.news'));
    await findingOf('enum-case', path);
    rmSync(file);
    await findingGone('enum-case', path);
  });

  test('YAML of other kinds is left alone', async () => {
    const path = 'compose.yaml';
    const file = sample(path).fsPath;
    writeFileSync(file, 'services:\n  shop:\n    image: shop\n    port_s: [80]\n');
    await open(path);
    await findingOf('egress-loop', 'shop/legs/loop.yaml');
    assert.deepEqual(diagnosticsIn(path), []);
    await discardChanges();
    rmSync(file);
  });

  test('a restarted server finds the same, and still listens', async () => {
    const path = 'shop/spelling/unknown-field.yaml';
    await findingOf('unknown-field', path);
    await vscode.commands.executeCommand(commandTitled('Restart Server'));
    await findingOf('unknown-field', path);
    await findingOf('egress-loop', 'shop/legs/loop.yaml');
    const document = await open(path);
    await replaceInBuffer(document, 'timeoutt', 'timeout');
    await findingGone('unknown-field', path);
  });
});
