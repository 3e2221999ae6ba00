import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definition } from '../../../server/src/features/definition';
import { type Fixture, fixture } from '../../fixture';
import { inWorld } from './world';

/** The definitions of what `$0` points at, as `path:line text`. */
export const checkDefinition = (title: string, source: string, ...expected: string[]): void =>
  checkIn(source.includes('#- ') ? () => fixture(source) : () => inWorld(source), title, expected);

/** The same around other files. */
export const checkDefinitionIn = (around: Fixture, title: string, source: string, ...expected: string[]): void =>
  checkIn(() => inWorld(source, around), title, expected);

function checkIn(open: () => Fixture, title: string, expected: readonly string[]): void {
  test(title, () => {
    const { workspace, cursor, files } = open();
    const found = definition(workspace, cursor.path, cursor.offset).map(({ path, span }) => {
      const text = files.get(path) ?? '';
      return `${path}:${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`;
    });
    assert.deepEqual(found, expected);
  });
}
