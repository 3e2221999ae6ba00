import type { Rule } from '../rule';
import { ambientServiceEntryNoAddress } from './ambient-service-entry-no-address';
import { ambientWildcardServiceEntryNoWaypoint } from './ambient-wildcard-service-entry-no-waypoint';
import { sidecarInAmbient } from './sidecar-in-ambient';
import { waypointCrossNamespaceDenied } from './waypoint-cross-namespace-denied';
import { waypointForMismatch } from './waypoint-for-mismatch';
import { waypointNotFound } from './waypoint-not-found';
import { waypointPassedBy } from './waypoint-passed-by';
import { waypointUnused } from './waypoint-unused';

/** Waypoints, and what holds for pods in ambient mode. */
export const ambientRules: readonly Rule[] = [
  waypointNotFound,
  waypointCrossNamespaceDenied,
  waypointForMismatch,
  waypointUnused,
  waypointPassedBy,
  ambientWildcardServiceEntryNoWaypoint,
  ambientServiceEntryNoAddress,
  sidecarInAmbient,
];
