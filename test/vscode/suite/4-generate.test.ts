import * as assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { extension } from './extension';
import { findingOf, rulesIn } from './findings';
import { sample } from './sample';

suite('the generator', () => {
  const path = 'shop/generated.yaml';

  suiteSetup(() => extension().activate());
  teardown(() => rmSync(sample(path).fsPath, { force: true }));

  for (const [application, outside] of [
    ['http', 'tls'],
    ['http', 'same'],
    ['https', 'same'],
  ] as const) {
    test(`writes manifests without a mistake for ${application}, ${outside} outside`, async () => {
      const { text } = await vscode.commands.executeCommand<{ text: string }>('istioEgress.server.generate', {
        host: 'api.partner.example',
        application,
        outside,
      });
      assert.match(text, /kind: VirtualService/);
      const mistake = readFileSync(sample('shop/spelling/enum-case.yaml').fsPath, 'utf8');
      const known = mistake.replace('name: news', 'name: known').replace('feed.news', 'known.news');
      writeFileSync(sample(path).fsPath, `${text}---\n${known}`);
      await findingOf('enum-case', path); // so the file has been read
      assert.deepEqual(rulesIn(path), ['enum-case']);
    });
  }
});
