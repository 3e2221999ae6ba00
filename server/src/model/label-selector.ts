import { list, type Read, strings, struct, text } from '../yaml/read';
import { hasLabels, type Labels, plainLabels } from './labels';

/** Kubernetes' selector with `matchLabels` and `matchExpressions`. */
export const labelSelector = struct({
  matchLabels: strings,
  matchExpressions: list(struct({ key: text, operator: text, values: list(text) })),
});
export type LabelSelector = Read<typeof labelSelector>;

/** Whether something with these labels is selected; an empty selector selects everything, one with an operator that does not exist nothing. */
export function selectsLabels(selector: LabelSelector, labels: Labels): boolean {
  return (
    hasLabels(labels, plainLabels(selector.matchLabels)) &&
    selector.matchExpressions.every(({ key, operator, values }) =>
      holds(
        labels.get(key?.value ?? ''),
        operator?.value,
        values.map((it) => it.value),
      ),
    )
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
