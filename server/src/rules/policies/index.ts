import type { Rule } from '../rule';

/** Policies of Istio and of the network on the way out. */
export const policiesRules: readonly Rule[] = [];
