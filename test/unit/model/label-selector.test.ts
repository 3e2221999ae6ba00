import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelSelector, selectsLabels } from '../../../server/src/model/label-selector';
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
