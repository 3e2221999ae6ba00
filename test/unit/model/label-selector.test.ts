import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelSelector, selection, selectsLabels } from '../../../server/src/model/label-selector';
import { parse } from '../../../server/src/yaml/parse';

const selects = (selector: string, labels: Record<string, string>): boolean => {
  const read = labelSelector(parse(selector).root);
  assert.ok(read);
  return selectsLabels(read, new Map(Object.entries(labels)));
};
const expression = (operator: string, values = ''): string =>
  `matchExpressions: [ { key: a, operator: ${operator}${values && `, values: [ ${values} ]`} } ]`;

test('an empty selector selects everything', () => {
  assert.ok(selects('{}', {}));
});
test('labels and expressions must all hold', () => {
  assert.ok(selects('matchLabels: { a: b }', { a: 'b', c: 'd' }));
  assert.ok(!selects('matchLabels: { a: b, c: e }', { a: 'b', c: 'd' }));
  assert.ok(!selects(`matchLabels: { a: b }\n${expression('DoesNotExist')}`, { a: 'b' }));
});
test('each operator is Kubernetes’ own', () => {
  assert.deepEqual(
    [{}, { a: 'b' }, { a: 'c' }].map((labels) => [
      selects(expression('In', 'b'), labels),
      selects(expression('NotIn', 'b'), labels),
      selects(expression('Exists'), labels),
      selects(expression('DoesNotExist'), labels),
      selects(expression('Equals', 'b'), labels),
    ]),
    [
      [false, true, false, true, false],
      [true, false, true, false, false],
      [false, true, true, false, false],
    ],
  );
});

test('of something that may have more labels than are known, only what contradicts is sure', () => {
  const answer = (selector: string, labels: Record<string, string>) => {
    const read = labelSelector(parse(selector).root);
    assert.ok(read);
    return selection(read, new Map(Object.entries(labels)), true);
  };
  assert.equal(answer('{}', {}), 'yes');
  assert.equal(answer('matchLabels: { a: b }', { a: 'b' }), 'yes');
  assert.equal(answer('matchLabels: { a: b }', { a: 'c' }), 'no');
  assert.equal(answer('matchLabels: { a: b }', { c: 'd' }), 'unknown');
  assert.equal(answer(expression('DoesNotExist'), {}), 'unknown');
  assert.equal(answer(`matchLabels: { c: d }\n${expression('Exists')}`, { c: 'e' }), 'no');
});

test('what a template fills into a selector is not known', () => {
  const answer = (selector: string, label: string) => {
    const read = labelSelector(parse(selector).root);
    assert.ok(read);
    return selection(read, new Map([['a', label]]));
  };
  assert.equal(answer('matchLabels: { a: "${A}" }', 'b'), 'unknown');
  assert.equal(answer('matchLabels: { a: "x-${A}" }', 'b'), 'no');
  assert.equal(answer(expression('NotIn', '"${A}"'), 'b'), 'unknown');
  assert.equal(answer(expression('NotIn', '"${A}", b'), 'b'), 'no');
  assert.equal(answer(expression('In', '"${A}", b'), 'b'), 'yes');
});
