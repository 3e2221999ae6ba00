import { type Kind, kinds } from '../../model/kinds';
import type { FieldProblem } from '../../schema/problem';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';

/** Every kind: an object whose fields no schema knows has no problems with them. */
export const anyKind: readonly Kind[] = kinds.map((it) => it.name);

/** What a message calls the value at the path. */
export function valueAt(path: Path): string {
  const name = `'${path.findLast((it) => typeof it === 'string')}'`;
  return typeof path.at(-1) === 'number' ? `An item of ${name}` : name;
}

/** What the field check found of one sort. */
export const problemsOf = <P extends FieldProblem['problem']>(
  { resource }: MeshObject,
  problem: P,
): Extract<FieldProblem, { problem: P }>[] =>
  resource.fieldProblems.filter((it): it is Extract<FieldProblem, { problem: P }> => it.problem === problem);
