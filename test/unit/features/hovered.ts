import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../../server/src/features/hover';
import type { Fixture } from '../../fixture';
import { inWorld } from './world';

/** The hover at `$0`; the carets mark what it is for. No text means no hover. */
export function checkHover(title: string, source: string, expected: string): void {
  test(title, () => {
    const { workspace, cursor, marks } = inWorld(source);
    const found = hover(workspace, cursor.path, cursor.offset);
    assert.equal(found?.markdown ?? '', expected.trim());
    if (found)
      assert.deepEqual(
        [found.span],
        marks.map((it) => it.span),
      );
  });
}

/** What the hover says at `$0` around other files. */
export function checkHoverText(title: string, source: string, expected: string, around: Fixture): void {
  test(title, () => {
    const { workspace, cursor } = inWorld(source, around);
    assert.equal(hover(workspace, cursor.path, cursor.offset)?.markdown ?? '', expected.trim());
  });
}
