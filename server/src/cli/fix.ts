import { writeFileSync } from 'node:fs';
import { type Problem, readText } from '../disk';
import { Findings, fixesOf } from '../features/findings';
import type { Fix } from '../generate/edit';
import { applyEdits, type TextEdit } from '../text/edit';
import { overlaps } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import type { Input } from './input';

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
  const problems: Problem[] = [];
  for (const path of paths) {
    const file = input.fileOf(path);
    if (file === undefined) continue;
    const before = readText(file);
    const mark = 'text' in before && before.byteOrderMark ? '\uFEFF' : '';
    try {
      writeFileSync(file, mark + workspace.text(path));
    } catch (error) {
      problems.push({ file: input.show(path), message: `It cannot be written: ${(error as Error).message}.` });
    }
  }
  return { fixes, files: paths.size - problems.length, problems };
}

/** Applies the first fix of each finding where it is safe, round by round; those that touch each other in different rounds. */
export function applySafeFixes(workspace: Workspace): { readonly fixes: number; readonly paths: ReadonlySet<string> } {
  const findings = new Findings(workspace);
  const paths = new Set<string>();
  let fixes = 0;
  for (let round = 0; round < maximumRounds; round++) {
    const edits = new Map<string, TextEdit[]>();
    const before = fixes;
    findings.settle();
    for (const path of workspace.paths())
      for (const finding of findings.of(path)) {
        const [fix] = fixesOf(finding);
        if (fix?.safe && plan(workspace, fix, edits)) fixes++;
      }
    if (fixes === before) break;
    for (const [path, own] of edits) {
      workspace.set(path, applyEdits(workspace.text(path), own));
      paths.add(path);
    }
  }
  return { fixes, paths };
}

/** Adds the fix's edits to those of the round, all or none. */
function plan(workspace: Workspace, { edits }: Fix, planned: Map<string, TextEdit[]>): boolean {
  const located = edits.map((it) => ({ newText: it.newText, ...workspace.locate(it) }));
  const free = located.every((it) => !planned.get(it.path)?.some((other) => overlaps(other.span, it.span)));
  if (!free) return false;
  for (const { path, span, newText } of located) planned.set(path, [...(planned.get(path) ?? []), { span, newText }]);
  return true;
}
