import { nothingByDefault, type Referred, referred } from '../model/object-reference';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { MeshObject } from '../workspace/mesh';

/** What a policy names as that which it is for. */
export interface PolicyTarget {
  readonly to: Referred;
  readonly name: Located<string>;
}

/** The targets of an AuthorizationPolicy, but those whose name is still to be filled in. */
export function policyTargets({ resource, namespace }: MeshObject<'AuthorizationPolicy'>): readonly PolicyTarget[] {
  const { targetRef, targetRefs } = resource.spec;
  // P5 pilot/pkg/model/policyattachment.go GetTargetRefs; a namespace that is written is refused, or does not count
  const references = targetRefs.length > 0 || !targetRef ? targetRefs : [targetRef];
  return references.flatMap((it) =>
    it.name && !hasPlaceholder(it.name.value)
      ? [{ to: referred({ ...it, namespace: undefined }, nothingByDefault, namespace), name: it.name }]
      : [],
  );
}
