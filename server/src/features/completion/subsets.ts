import { label } from '../../rules/places';
import { hasPlaceholder } from '../../text/placeholder';
import { appliedRules } from '../applied-rules';
import { type AskedName, once } from './asked';
import type { Candidate } from './completion';

/** The subsets of the destination's host that its clients read; where they read none, those that anybody defines. */
export function subsets(asked: AskedName<'subset'>): Candidate[] {
  const { mesh, name } = asked;
  const read = appliedRules(asked, name.host);
  const groups = read.length > 0 ? read : [mesh.withHost('DestinationRule', name.host)];
  return once(
    groups.flatMap((rules, rank) =>
      rules.flatMap((rule) =>
        rule.resource.spec.subsets.flatMap(({ name: subset }): Candidate[] =>
          subset && !hasPlaceholder(subset.value)
            ? [{ label: subset.value, kind: 'subset', detail: label(rule), rank }]
            : [],
        ),
      ),
    ),
  );
}
