import { isBefore } from '../../mesh/istio-version';
import { partAt, servedSince } from '../../schema/releases';
import type { Mesh } from '../../workspace/mesh';
import { releaseNote } from '../release-note';
import { samePath } from '../spot';
import type { Candidate } from './completion';
import type { Site } from './site';

/** Behind everything that the mesh has. */
const lacking = 100_000;

/** A candidate with the release that it needs; last where the mesh plainly has an older one. */
export function withRelease(candidate: Candidate, { object, cursor }: Site, mesh: Mesh | undefined): Candidate {
  const { apiVersion, kind, inside } = object;
  const { label, documentation, rank } = candidate;
  const part = samePath(inside, ['apiVersion'])
    ? servedSince(label, kind)
    : cursor.slot === 'key'
      ? partAt(apiVersion, kind, [...inside, label])
      : partAt(apiVersion, kind, inside, label);
  const note = releaseNote(part, mesh);
  if (!part || !note) return candidate;
  return {
    ...candidate,
    documentation: [documentation, note].filter(Boolean).join('\n\n'),
    rank: mesh && isBefore(mesh, part.since) ? rank + lacking : rank,
  };
}
