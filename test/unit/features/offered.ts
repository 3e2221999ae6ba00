import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import { inWorld } from './world';

/** The labels that are offered at `$0`, in the order of the screen. */
export function checkOffered(title: string, source: string, expected: string): void {
  test(title, () => {
    const { workspace, cursor } = inWorld(source);
    const offered = complete(workspace, cursor.path, cursor.offset)
      .toSorted((a, b) => a.sort - b.sort || (a.label < b.label ? -1 : 1))
      .map((it) => it.label);
    assert.equal(offered.join(' '), expected);
  });
}
