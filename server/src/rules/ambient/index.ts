import type { Rule } from '../rule';
import { ambientServiceEntryNoAddress } from './ambient-service-entry-no-address';
import { ambientWildcardServiceEntryNoWaypoint } from './ambient-wildcard-service-entry-no-waypoint';
import { sidecarInAmbient } from './sidecar-in-ambient';
import { waypointCrossNamespaceDenied } from './waypoint-cross-namespace-denied';
import { waypointForMismatch } from './waypoint-for-mismatch';
import { waypointNotFound } from './waypoint-not-found';

/** Waypoints, and what holds for pods in ambient mode. */
export const ambientRules: readonly Rule[] = [
  waypointNotFound,
  waypointCrossNamespaceDenied,
  waypointForMismatch,
  ambientWildcardServiceEntryNoWaypoint,
  ambientServiceEntryNoAddress,
  sidecarInAmbient,
];
