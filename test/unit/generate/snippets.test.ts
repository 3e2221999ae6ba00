import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenarios } from '../../../server/src/generate/scenarios/index';
import { scenarioText, snippets } from '../../../server/src/generate/scenarios/snippets';
import { usually } from '../../../server/src/generate/scenarios/tab-stops';
import { found } from '../../check';
import { fixture } from '../../fixture';
import { filled, numbers } from '../../snippet-grammar';

/** A scenario for the host and the gateway that a snippet has by default. */
const usual = (of: (typeof scenarios)[number]['of']): typeof of => JSON.parse(usually(JSON.stringify(of)));

describe('a snippet with its defaults is what the generator writes, and has no finding', () => {
  for (const [index, { prefix, body, title }] of snippets().entries())
    test(`${prefix}: ${title}`, () => {
      const { of } = scenarios[index] ?? assert.fail();
      const text = filled(body);
      assert.equal(text, scenarioText(usual(of)));
      assert.ok(text.includes('kind: '));
      assert.deepEqual(found(`#- egress.yaml\n${text}`), []);
      const { workspace } = fixture(text);
      assert.ok(workspace.documents('main.yaml').every((it) => it.resources.length === 1 && it.errors.length === 0));
    });
});

describe('every snippet', () => {
  test('has a prefix and a title of its own', () => {
    for (const of of ['prefix', 'title'] as const) {
      const all = snippets().map((it) => it[of]);
      assert.deepEqual([...new Set(all)], all);
    }
  });

  test('says in a sentence what it is', () => {
    for (const { prefix, description } of snippets()) {
      assert.match(prefix, /^egress-[a-z-]+$/);
      assert.match(description, /^(?:[A-Z]|gRPC ).*\.$/, prefix);
      assert.ok(description.length <= 140, `${prefix}: ${description.length}`);
    }
  });

  test('asks for each thing once, from 1 on', () => {
    for (const { prefix, body } of snippets()) {
      const asked = numbers(body).toSorted((a, b) => a - b);
      assert.deepEqual(
        asked,
        Array.from({ length: asked.length }, (_, index) => index + 1),
        prefix,
      );
      assert.ok(asked.length > 0, prefix);
    }
  });

  test('leaves nothing in it that only stands for something', () => {
    for (const { prefix, body } of snippets()) assert.doesNotMatch(body, /stop-|STOP|54321|192\.0\.2\.77/, prefix);
  });

  test('follows the host in all its places: another one is written wherever the first was', () => {
    for (const { prefix, body } of snippets())
      assert.doesNotMatch(filled(body.replace('${1:api.example.com}', '${1:pay.test}')), /api.example.com/, prefix);
  });
});
