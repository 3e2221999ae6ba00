import assert from 'node:assert/strict';
import type { EgressRequest } from '../../../server/src/generate/egress-request';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { fixture } from '../../fixture';

/** What somebody wants for one host that one application asks for. */
export interface OneWish extends Omit<EgressAnswers, 'hosts' | 'applications'> {
  readonly host: string;
  readonly application?: string | undefined;
}

/** The one request that comes of a wish, or why it can't be had. */
export function requestOf(
  { host, application, ...rest }: OneWish,
  workspace: Workspace,
): { readonly request?: EgressRequest | undefined; readonly problem?: string | undefined } {
  const applications = application === undefined ? undefined : [application];
  const { requests, problem } = egressRequests({ hosts: [host], applications, ...rest }, workspace);
  assert.ok((requests?.length ?? 1) === 1);
  return { request: requests?.[0], problem };
}

/** The request of somebody who is not refused, in a workspace without a file. */
export function requested(wish: OneWish): EgressRequest {
  const { request, problem } = requestOf(wish, fixture('').workspace);
  assert.ok(request, problem);
  return request;
}
