import type { Origin } from '../envoy/config';
import type { Evidence } from '../mesh/evidence';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';

/** Evidence that is written somewhere. */
export type PlacedEvidence = Evidence & Origin;

/** Whether the evidence is written somewhere. */
export const isPlaced = (it: Evidence): it is PlacedEvidence => it.object !== undefined && it.path !== undefined;

/** What was considered at the proxy where a request ends, and not used, for one of these facts. */
export const passedOver = ({ hop }: Failure, ...facts: readonly string[]): readonly PlacedEvidence[] =>
  hop.passedOver.filter(isPlaced).filter((it) => facts.includes(it.fact));

/** What decided at a proxy by one of these facts. */
export const evidenceOf = ({ because }: Hop, ...facts: readonly string[]): readonly PlacedEvidence[] =>
  because.filter(isPlaced).filter((it) => facts.includes(it.fact));

/** The server of a Gateway, or the listener, that took a request at a gateway. */
export const serverOf = (hop: Hop): PlacedEvidence | undefined =>
  // G5 says for each proxy which server listens there
  evidenceOf(hop, 'G5')[0];
