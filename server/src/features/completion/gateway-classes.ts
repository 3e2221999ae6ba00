import type { Asked } from './asked';
import type { Candidate } from './completion';
import { referents } from './referents';

/** The classes that Istio brings, the usual one first, and those of the workspace. */
export const gatewayClasses = (asked: Asked): Candidate[] =>
  referents(asked, { group: 'gateway.networking.k8s.io', kind: 'GatewayClass' }).map(({ name, detail }, rank) => ({
    label: name,
    kind: 'object',
    detail,
    rank,
  }));
