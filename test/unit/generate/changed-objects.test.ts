import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedObjects } from '../../../server/src/generate/changed-objects';

const object = (name: string, more = ''): string =>
  `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: ${name}\n  namespace: shop\n${more}`;
const changed = (before: string | undefined, after: string | undefined) =>
  changedObjects({ before, after }).map((it) => `${it.fate} ${it.type} ${it.name}`);

describe('the objects of a change', () => {
  test('are those of a new file', () => {
    assert.deepEqual(changed(undefined, `${object('a')}---\n${object('b')}`), [
      'new ServiceEntry shop/a',
      'new ServiceEntry shop/b',
    ]);
  });

  test('are those that say something else, and those that are behind them', () => {
    const before = `${object('a')}---\n${object('b')}`;
    const after = `${object('a')}---\n${object('b', 'spec: {}\n')}---\n${object('c')}`;
    assert.deepEqual(changed(before, after), ['changed ServiceEntry shop/b', 'new ServiceEntry shop/c']);
  });

  test('are told apart by their group', () => {
    const kubernetes = object('a')
      .replace('networking.istio.io', 'gateway.networking.k8s.io')
      .replace('ServiceEntry', 'Gateway');
    const istio = object('a').replace('ServiceEntry', 'Gateway');
    assert.deepEqual(changed(kubernetes, `${kubernetes}---\n${istio}`), ['new Gateway shop/a']);
  });

  test('are also those that are gone, from a file that stays or not', () => {
    const before = `${object('a')}---\n${object('b')}`;
    assert.deepEqual(changed(before, object('b')), ['removed ServiceEntry shop/a']);
    assert.deepEqual(changed(before, undefined), ['removed ServiceEntry shop/a', 'removed ServiceEntry shop/b']);
  });

  test('lie where the new text has them', () => {
    const after = `${object('a')}---\n${object('b')}`;
    const [found] = changedObjects({ before: object('a'), after });
    assert.match(after.slice(found?.span?.start, found?.span?.end), /^apiVersion.*name: b/s);
  });
});
