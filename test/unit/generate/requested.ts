import assert from 'node:assert/strict';
import type { EgressRequest } from '../../../server/src/generate/egress-request';
import { type EgressAnswers, egressRequest } from '../../../server/src/generate/request';
import { fixture } from '../../fixture';

/** The request of somebody who is not refused, in a workspace without a file. */
export function requested(answers: EgressAnswers): EgressRequest {
  const { request, problem } = egressRequest(answers, fixture('').workspace);
  assert.ok(request, problem);
  return request;
}
