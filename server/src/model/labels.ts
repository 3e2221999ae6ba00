import { couldEqual } from '../text/placeholder';
import type { Located } from '../text/span';

export type Labels = ReadonlyMap<string, string>;

/** Labels, or a selector by labels, as a manifest has them; `undefined` where it has none. */
export type WrittenLabels = ReadonlyMap<string, Located<string>> | undefined;

/** The labels without their places. */
export const plainLabels = (written: WrittenLabels): Labels =>
  new Map([...(written ?? [])].map(([key, { value }]) => [key, value]));

/** Whether all of the wanted labels are there; nothing wanted is had by all. */
export const hasLabels = (labels: Labels, wanted: Labels): boolean =>
  [...wanted].every(([key, value]) => labels.get(key) === value);

/** Whether all of the wanted labels may be there: a value that a template fills in may be any. */
export const couldHaveLabels = (labels: Labels, wanted: WrittenLabels): boolean =>
  [...(wanted ?? [])].every(([key, { value }]) => couldEqual(labels.get(key) ?? '', value));
