import { type Answer, all, answered } from '../text/answer';
import { couldEqual } from '../text/placeholder';
import { list, type Read, strings, struct, text } from '../yaml/read';
import type { Labels } from './labels';

/** Kubernetes' selector with `matchLabels` and `matchExpressions`. */
export const labelSelector = struct({
  matchLabels: strings,
  matchExpressions: list(struct({ key: text, operator: text, values: list(text) })),
});
export type LabelSelector = Read<typeof labelSelector>;

/** Whether something with these labels is selected; an empty selector selects everything, one with an operator that does not exist nothing. */
export const selectsLabels = (selector: LabelSelector, labels: Labels): boolean =>
  selection(selector, labels) === 'yes';

/**
 * The same of something that may have more labels than are known (`hasOthers`). What a template fills into the selector
 * is not known either.
 */
export function selection({ matchLabels, matchExpressions }: LabelSelector, labels: Labels, hasOthers = false): Answer {
  const wanted = [
    ...[...(matchLabels ?? [])].map(([key, { value }]) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions.map(({ key, operator, values }) => ({
      key: key?.value ?? '',
      operator: operator?.value,
      values: values.map((it) => it.value),
    })),
  ];
  return all(
    wanted.map(({ key, operator, values }) => {
      const label = labels.get(key);
      if (label === undefined && hasOthers) return 'unknown';
      const isHeld = holds(label, operator, values);
      const couldBe = label !== undefined && values.some((it) => it !== label && couldEqual(it, label));
      return answered(couldBe && isHeld === (operator === 'NotIn') ? undefined : isHeld);
    }),
  );
}

function holds(label: string | undefined, operator: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}
