import type { Rule } from '../rule';
import { sidecarModeOmitted } from './sidecar-mode-omitted';
import { sidecarMultiple } from './sidecar-multiple';

/** Sidecars: what pods are told of, and what becomes of the rest. */
export const sidecarsRules: readonly Rule[] = [sidecarMultiple, sidecarModeOmitted];
