import type { Fix } from '../generate/edit';
import type { Evidence } from '../mesh/evidence';
import type { Problem } from '../mesh/gateway-api/problem';
import type { Kind } from '../model/kinds';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Severity } from '../workspace/settings';
import { isInIncompleteChain } from './egress-chain';
import { spanOf } from './places';
import { defineRule, type Finding, type ObjectRule, type Rule } from './rule';

/** A rule about something that Istio does not take as it is written: which of it, and what comes of it. */
export interface ProblemRule<K extends Kind, P extends Evidence> extends Omit<ObjectRule<K>, 'check'> {
  /** What of this sort Istio refuses of an object. */
  problems(object: MeshObject<K>, mesh: Mesh): readonly P[];
  /** Which of that the rule is about. */
  isMeant(problem: P): boolean;
  /** What happens to the traffic: a sentence behind that of the problem. */
  effect(object: MeshObject<K>, problem: P, mesh: Mesh): string;
  /** Where that is not the rule's own: a hint where the workspace may not be the whole truth. */
  severityOf?(object: MeshObject<K>, problem: P, mesh: Mesh): Severity | undefined;
  related?(object: MeshObject<K>, problem: P, mesh: Mesh): NonNullable<Finding['related']>;
  repairs?(object: MeshObject<K>, problem: P, mesh: Mesh): readonly Fix[];
}

/** Reports each place of an object that has such a problem, once. */
export function defineProblemRule<K extends Kind, P extends Evidence = Problem>(rule: ProblemRule<K, P>): Rule {
  const { problems, isMeant, effect, severityOf, related, repairs, ...text } = rule;
  return defineRule<K>({
    ...text,
    *check(object, mesh) {
      if (object.document.partial) return;
      // what is missing of a whole chain is said there
      if (isInIncompleteChain(mesh, object)) return;
      const reported = new Set<string>();
      for (const problem of problems(object, mesh).filter((it) => it.object === object && isMeant(it))) {
        const place = JSON.stringify(problem.path);
        if (reported.has(place)) continue;
        reported.add(place);
        yield {
          span: spanOf(object, problem.path ?? []),
          message: `${problem.text} ${effect(object, problem, mesh)}`,
          severity: severityOf?.(object, problem, mesh) ?? text.severity,
          related: related?.(object, problem, mesh) ?? [],
          fixes: () => repairs?.(object, problem, mesh) ?? [],
        };
      }
    },
  });
}
