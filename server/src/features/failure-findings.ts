import type { Document } from '../model/document';
import { failureRules, objectRulesOf } from '../rules';
import { isExpected } from '../rules/expected';
import { spanOf } from '../rules/places';
import type { Finding, Rule } from '../rules/rule';
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

/** Whether a rule says of an object that has a part in the failure that it cannot be as it is written. */
const isExplained = ({ cause, hop }: Failure, mesh: Mesh): boolean =>
  [...new Set([...cause.places, ...hop.because].flatMap((it) => it.object ?? []))].some((object) =>
    objectRulesOf(object.resource.kind).some((rule) =>
      [...rule.check(object, mesh)].some((it) => (it.severity ?? rule.severity) === 'error'),
    ),
  );

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
      if (!explanation || (rule.last && isExplained(failure, mesh))) return;
      const { object, path, ...finding } = explanation;
      found = { rule, document: object.document, object, finding: { ...finding, span: spanOf(object, path) } };
    });
    if (found) return found;
  }
  return undefined;
}
