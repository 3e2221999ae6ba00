import type { Problem } from '../problem';

/** One condition that Istio reports in the status of an object, as far as manifests decide it. */
export interface Condition {
  /** The part that it is about: the object itself (empty), a listener by its name, a parent or target by its reference. */
  readonly part: string;
  readonly type:
    | 'Accepted'
    | 'Programmed'
    | 'ResolvedRefs'
    | 'Conflicted'
    | 'InsecureFrontendValidationMode'
    | 'WaypointBound'
    | 'WaypointMissing';
  readonly status: boolean;
  /** Of the Gateway API, or Istio's own. */
  readonly reason: string;
  /** Why it is not as it should be; absent where it is. */
  readonly problem?: Problem;
}

/** A condition that holds, or with a problem does not. */
export const condition = (
  part: string,
  type: Condition['type'],
  fine: string,
  problem: Problem | undefined,
  reason: string = problem?.reason ?? fine,
): Condition => ({ part, type, status: problem === undefined, reason, ...(problem && { problem }) });
