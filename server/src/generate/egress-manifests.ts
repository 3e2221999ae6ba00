import { wrap } from '../text/wrap';
import { Workspace } from '../workspace/workspace';
import type { EgressRequest } from './egress-request';
import { egressDraft } from './plan';

/** The objects of egress routes as one file, where nothing is there yet, headed by what must be known of them. */
export function egressManifests(requests: readonly EgressRequest[]): string {
  const { changes = [], notes = [] } = egressDraft(requests, new Workspace(), { path: 'egress.yaml' });
  return notes.map((it) => `${wrap(it, '# ')}\n`).join('#\n') + changes.map((it) => it.after).join('');
}
