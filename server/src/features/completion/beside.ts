import type { TextEdit } from '../../text/edit';
import { entryOf, type Node, nodeAt } from '../../yaml/tree';
import { prepend, replaceScalar } from '../../yaml/write';
import type { Candidate } from './completion';
import type { Site } from './site';

/**
 * The edits of a document with that tree by which the mapping at the cursor says all that a candidate asks for;
 * `undefined` where one cannot be written.
 */
export function editsBeside(
  { document: { text }, cursor }: Site,
  root: Node | undefined,
  beside: Candidate['beside'] = {},
): TextEdit[] | undefined {
  const path = cursor.path.slice(0, -1);
  const edits = Object.entries(beside).map(([key, value]) => {
    const written = entryOf(nodeAt(root, path), key)?.value;
    if (written?.kind === 'scalar' && written.value !== null) return replaceScalar(text, written.span, value);
    // in front of the cursor, where it does not get in the way of what is written there
    return written ? undefined : prepend(text, root, path, key, value);
  });
  return edits.every((it) => it !== undefined) ? edits : undefined;
}
