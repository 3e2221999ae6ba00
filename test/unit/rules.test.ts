import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings, fixesOf } from '../../server/src/features/findings';
import { rules } from '../../server/src/rules';
import { Workspace } from '../../server/src/workspace/workspace';
import { edited, fixture } from '../fixture';

for (const rule of rules)
  describe(rule.id, () => {
    for (const { title, source, fixed } of rule.examples) {
      test(title, () => {
        const example = fixture(source);
        const findings = new Findings(example.workspace);
        findings.settle();
        const all = [...example.files.keys()].flatMap((path) => findings.of(path));
        const found = all.map((it) => ({ ...example.workspace.locate(it), text: it.message }));
        assert.deepEqual(found, example.marks);
        assert.ok(
          all.every((it) => it.rule === rule),
          'no other rule finds anything',
        );
      });
      if (fixed !== undefined)
        test(`${title}: the first fix mends it`, () => {
          const example = fixture(source);
          const { workspace } = example;
          const findings = new Findings(workspace);
          findings.settle();
          const [finding] = [...example.files.keys()].flatMap((path) => findings.of(path));
          assert.ok(finding);
          const [fix] = fixesOf(finding);
          assert.ok(fix, 'the example promises a fix');
          const after = edited(example, fix.edits);
          const texts = [...after].map(([path, text]) => (after.size > 1 ? `#- ${path}\n${text}` : text));
          assert.equal(texts.join(''), fixed.replace(/^\n/, ''));
          for (const [path, text] of after) workspace.set(path, text);
          findings.settle();
          const left = [...example.files.keys()].flatMap((path) => findings.of(path)).map((it) => it.message);
          assert.deepEqual(left, [], 'nothing is left to report');
        });
    }
  });

test('every fix of every example mends its finding, brings no other, and keeps CRLF line endings', () => {
  for (const rule of rules)
    for (const { title, source } of rule.examples) {
      const { files } = fixture(source);
      const texts = new Map([...files].map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));
      const findingsOf = (changed: ReadonlyMap<string, string>) => {
        const workspace = new Workspace();
        for (const [path, text] of texts) workspace.set(path, changed.get(path) ?? text);
        const findings = new Findings(workspace);
        findings.settle();
        return { workspace, files: texts, found: [...texts.keys()].flatMap((path) => findings.of(path)) };
      };
      const before = findingsOf(new Map());
      for (const finding of before.found)
        for (const { title: fixTitle, edits } of fixesOf(finding)) {
          const changed = edited(before, edits);
          const where = `${rule.id}, ${title}: ${fixTitle}`;
          for (const text of changed.values()) assert.equal(text.match(/(?<!\r)\n/), null, where);
          const left = findingsOf(changed).found;
          assert.ok(left.length < before.found.length, `${where} leaves ${left.map((it) => it.message).join('; ')}`);
        }
    }
});
