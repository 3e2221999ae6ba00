import type { Document } from '../model/document';
import { rules } from '../rules';
import { isExpected } from '../rules/expected';
import { spanOf } from '../rules/places';
import type { FailureRule, Finding, Rule } from '../rules/rule';
import { type Failure, failuresTo } from '../trace/failures';
import { externalHostsOf, speakerFor } from '../trace/requests';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** What a rule says of requests that go wrong, in the document where it is to be mended. */
export interface PlacedFinding {
  readonly rule: Rule;
  readonly document: Document;
  readonly object: MeshObject;
  readonly finding: Finding;
}

const failureRules = rules.filter((it): it is FailureRule => it.on === 'failure');

/** What the rules say of the requests to the hosts that an object is the first to speak of, in whatever document. */
export function failureFindings(
  mesh: Mesh,
  object: MeshObject,
  guard: (rule: Rule, check: () => void) => void,
): PlacedFinding[] {
  return externalHostsOf(mesh, object)
    .filter((host) => speakerFor(mesh, host) === object)
    .flatMap((host) => failuresTo(mesh, host).flatMap((failure) => explained(mesh, failure, guard) ?? []));
}

/** The first rule that explains a failure has the word. */
function explained(
  mesh: Mesh,
  failure: Failure,
  guard: (rule: Rule, check: () => void) => void,
): PlacedFinding | undefined {
  if (isExpected(failure, mesh)) return undefined;
  let found: PlacedFinding | undefined;
  for (const rule of failureRules) {
    guard(rule, () => {
      const explanation = rule.explain(failure, mesh);
      if (!explanation) return;
      const { object, path, ...finding } = explanation;
      found = { rule, document: object.document, object, finding: { ...finding, span: spanOf(object, path) } };
    });
    if (found) return found;
  }
  return undefined;
}
