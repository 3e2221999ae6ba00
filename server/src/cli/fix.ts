import type { Problem } from '../disk';
import { Findings } from '../features/findings';
import { safeFixes } from '../features/safe-fixes';
import { applyEdits } from '../text/edit';
import type { Workspace } from '../workspace/workspace';
import type { Input } from './input';
import { writeFiles } from './write-files';

/** A repair may make the next one possible; more rounds than this would be two fixes that undo each other. */
const maximumRounds = 10;

export interface Fixed {
  readonly fixes: number;
  readonly files: number;
  /** The files that could not be written. */
  readonly problems: readonly Problem[];
}

/** Applies the safe fixes until none is left, and writes the files that have changed. */
export function fixFiles(input: Input): Fixed {
  const { workspace } = input;
  const { fixes, paths } = applySafeFixes(workspace);
  const changed = [...paths].map((path) => ({ path, before: '', after: workspace.text(path) }));
  const problems = writeFiles(
    input,
    changed.filter((it) => input.fileOf(it.path) !== undefined),
  );
  return { fixes, files: paths.size - problems.length, problems };
}

/** Applies the safe fixes, round by round: those that touch each other in different rounds. */
export function applySafeFixes(workspace: Workspace): { readonly fixes: number; readonly paths: ReadonlySet<string> } {
  const findings = new Findings(workspace);
  const paths = new Set<string>();
  let fixes = 0;
  for (let round = 0; round < maximumRounds; round++) {
    findings.settle();
    const found = [...workspace.paths()].flatMap((path) => findings.of(path));
    const possible = safeFixes(workspace, found);
    if (possible.length === 0) break;
    fixes += possible.length;
    const edits = possible.flatMap((it) => it.placed);
    for (const path of new Set(edits.map((it) => it.path))) {
      const own = edits.filter((it) => it.path === path);
      workspace.set(path, applyEdits(workspace.text(path), own));
      paths.add(path);
    }
  }
  return { fixes, paths };
}
