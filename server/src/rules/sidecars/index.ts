import type { Rule } from '../rule';
import { sidecarHidesServiceEntry } from './sidecar-hides-service-entry';
import { sidecarHidesVirtualService } from './sidecar-hides-virtual-service';
import { sidecarHostMatchesNothing } from './sidecar-host-matches-nothing';
import { sidecarModeOmitted } from './sidecar-mode-omitted';
import { sidecarMultiple } from './sidecar-multiple';

/** Sidecars: what pods are told of, and what becomes of the rest. */
export const sidecarsRules: readonly Rule[] = [
  sidecarHidesServiceEntry,
  sidecarHidesVirtualService,
  sidecarHostMatchesNothing,
  sidecarMultiple,
  sidecarModeOmitted,
];
