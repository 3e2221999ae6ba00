import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import type { Completion } from '../../../server/src/features/completion/completion';
import { applyEdits } from '../../../server/src/text/edit';
import type { Fixture } from '../../fixture';
import { inWorld } from './world';

/** The labels that are offered at `$0`, in the order of the screen. */
export function checkOffered(title: string, source: string, expected: string, around?: Fixture): void {
  test(title, () => {
    const offered = offeredIn(inWorld(source, around)).map((it) => it.label);
    assert.equal(offered.join(' '), expected);
  });
}

/** What the file is once the first of that label is chosen, with all that it changes beside; `$0` is gone. */
export function checkChosen(title: string, source: string, label: string, expected: string, around?: Fixture): void {
  test(title, () => {
    const there = inWorld(source, around);
    const chosen = offeredIn(there).find((it) => it.label === label);
    assert.ok(chosen, `${label} is offered`);
    const edits = [...chosen.beside, { span: chosen.replace, newText: chosen.insert }];
    assert.equal(applyEdits(there.files.get(there.main) ?? '', edits), `${expected}\n`);
  });
}

const offeredIn = ({ workspace, cursor }: Fixture): Completion[] =>
  complete(workspace, cursor.path, cursor.offset).toSorted(
    (a, b) => a.sort - b.sort || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
