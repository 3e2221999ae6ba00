import type { KindDefinition } from '../../model/kind';
import { kindDefinition, kinds } from '../../model/kinds';
import { fieldAt, knownKinds, objectType } from '../../schema/schema';
import type { Type } from '../../schema/type';
import { samePath } from '../spot';
import type { Candidate } from './completion';
import type { Site } from './site';

/** What the API itself says may stand at the cursor: kinds, versions, enum values, booleans. */
export function values(type: Type | undefined, { object }: Site): Candidate[] {
  if (samePath(object.inside, ['kind'])) return kindNames(object.apiVersion);
  if (samePath(object.inside, ['apiVersion'])) return versions(object.kind);
  if (type?.kind === 'boolean') return ['true', 'false'].map((label, rank) => literal(label, rank));
  return type?.kind === 'string' && type.values ? words(type.values) : [];
}

const words = (labels: readonly string[]): Candidate[] => labels.map((label, rank) => ({ label, kind: 'enum', rank }));
const literal = (label: string, rank: number): Candidate => ({ label, kind: 'enum', literal: true, rank });

/** The kinds that the version has, those of an egress route first. */
function kindNames(apiVersion: string): Candidate[] {
  const order: readonly (KindDefinition | undefined)[] = kinds;
  return knownKinds
    .filter((it) => apiVersion === '' || it.apiVersions.includes(apiVersion))
    .map(({ kind, apiVersions }) => {
      const [version = ''] = apiVersions;
      const type = objectType(version, kind);
      const documentation = (type && fieldAt(type, ['spec'])?.description) || undefined;
      const known = order.indexOf(kindDefinition(version, kind));
      return {
        label: kind,
        kind: 'kind',
        detail: version,
        ...(documentation && { documentation }),
        rank: known < 0 ? order.length : known,
      };
    });
}

/** The versions that have the kind, the newest first; of all kinds where it is not known yet. */
function versions(kind: string): Candidate[] {
  const fitting = knownKinds.filter((it) => kind === '' || it.kind === kind);
  const sorted = fitting.toSorted((a, b) => Number(isNetworking(b.apiVersions)) - Number(isNetworking(a.apiVersions)));
  return words([...new Set(sorted.flatMap((it) => it.apiVersions))]);
}

const isNetworking = ([version = '']: readonly string[]): boolean => version.startsWith('networking.');
