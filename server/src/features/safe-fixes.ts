import type { Fix } from '../generate/edit';
import type { TextEdit } from '../text/edit';
import { overlaps } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import { type DocumentFinding, fixesOf } from './findings';

/** A fix whose edits are placed in files. */
export interface PlacedFix extends Fix {
  readonly placed: readonly (TextEdit & { readonly path: string })[];
}

/**
 * The fixes that may be made together without being looked at: of each finding the first one, where it is safe and does
 * not touch another's. Making them may make others possible.
 */
export function safeFixes(workspace: Workspace, findings: Iterable<DocumentFinding>): PlacedFix[] {
  const taken = new Map<string, TextEdit[]>();
  const fixes: PlacedFix[] = [];
  for (const finding of findings) {
    const [first] = fixesOf(finding);
    if (!first?.safe) continue;
    const placed = first.edits.map((it) => ({ newText: it.newText, ...workspace.locate(it) }));
    if (placed.some((it) => taken.get(it.path)?.some((other) => overlaps(other.span, it.span)))) continue;
    for (const it of placed) taken.set(it.path, [...(taken.get(it.path) ?? []), it]);
    fixes.push({ ...first, placed });
  }
  return fixes;
}
