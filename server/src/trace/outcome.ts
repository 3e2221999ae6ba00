import type { Verdict } from './answer';
import type { Outcome } from './arrive';
import type { Cause } from './cause';

/** That a request passes no further proxy. */
export const end = (verdict: Verdict, cause?: Cause): Outcome => ({
  hops: [],
  verdict,
  cause,
  response: undefined,
  assumptions: [],
});
