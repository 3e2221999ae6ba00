import type { Kind } from '../model/kinds';
import type { FieldProblem } from '../schema/problem';
import type { MeshObject } from '../workspace/mesh';

/** The kinds whose fields Istio's schema knows. */
export const kindsWithSchema: readonly Kind[] = ['ServiceEntry', 'Gateway', 'VirtualService', 'DestinationRule'];

/** What the field check found of one sort. */
export const problemsOf = <P extends FieldProblem['problem']>(
  { resource }: MeshObject,
  problem: P,
): Extract<FieldProblem, { problem: P }>[] =>
  resource.fieldProblems.filter((it): it is Extract<FieldProblem, { problem: P }> => it.problem === problem);
