import { isGranted } from '../../mesh/gateway-api/grants';
import { agree } from '../../model/namespace';
import { type DefaultKind, type ObjectReference, referred } from '../../model/object-reference';
import { type PlacedReference, referenceAt } from '../references';
import type { Asked } from './asked';
import type { Candidate } from './completion';
import { namespaces } from './namespaces';
import { type Referent, referents } from './referents';

/** What may stand in a field of a reference; `undefined` where none is. */
export function referenceFields(asked: Asked): Candidate[] | undefined {
  const placed = referenceAt(asked);
  const step = String(asked.path.at(-1));
  // what is being written says nothing yet
  return placed && byField[step]?.(asked, { ...placed, reference: { ...placed.reference, [step]: undefined } });
}

const byField: Readonly<Record<string, (asked: Asked, placed: PlacedReference) => Candidate[]>> = {
  kind: kindNames,
  group: groups,
  namespace: referenceNamespaces,
  name: names,
};

/** The kinds, with their groups; those of the group that is written first. */
function kindNames(asked: Asked, { field, reference }: PlacedReference): Candidate[] {
  return field.kinds(asked).map((it, order) => ({
    label: it.kind,
    kind: 'kind',
    detail: it.group || 'core group',
    rank: order + (reference.group && reference.group.value !== it.group ? 100 : 0),
    beside: missing(field.byDefault, reference, { group: it.group }),
  }));
}

/** The groups of the kind that is written, or of all. */
function groups(asked: Asked, { field, reference }: PlacedReference): Candidate[] {
  const kinds = field.kinds(asked);
  const own = kinds.filter((it) => it.kind === reference.kind?.value);
  const fitting = own.length > 0 ? own : kinds;
  return fitting.map(({ group }, order) => ({
    ...(group === '' ? { label: '""', value: '' } : { label: group }),
    kind: 'enum',
    detail: [...new Set(fitting.filter((it) => it.group === group).map((it) => it.kind))].join(', '),
    rank: order,
  }));
}

/** The names of what Istio would take there, with the kind and the namespace that they need. */
function names(asked: Asked, placed: PlacedReference): Candidate[] {
  const { field, reference } = placed;
  return usable(asked, placed).map(({ referent, kind, order, isNear }) => ({
    label: referent.name,
    kind: 'object',
    detail: referent.detail,
    rank: (order === 0 ? 0 : 2) + (isNear ? 0 : 1),
    beside: missing(field.byDefault, reference, {
      group: kind.group,
      kind: kind.kind,
      ...(isNear || kind.kind === 'Hostname' ? {} : { namespace: referent.namespace }),
    }),
  }));
}

/** The namespaces that have such an object first. */
function referenceNamespaces(asked: Asked, placed: PlacedReference): Candidate[] {
  if (placed.field.isLocal || placed.reference.kind?.value === 'Hostname') return [];
  const found = usable(asked, placed).filter(({ kind }) => kind.kind !== 'Hostname');
  return [
    ...found.map(
      ({ referent }): Candidate => ({ label: referent.namespace, kind: 'namespace', detail: referent.detail, rank: 0 }),
    ),
    ...namespaces(asked),
  ].filter((it) => !placed.field.isForeign || it.label !== asked.namespace);
}

interface Usable {
  readonly referent: Referent;
  readonly kind: DefaultKind;
  /** Among the kinds that are possible. */
  readonly order: number;
  /** It is in the namespace that is meant. */
  readonly isNear: boolean;
}

/** Everything that could be meant by what is written of a reference, and that Istio takes there. */
function usable(asked: Asked, placed: PlacedReference): Usable[] {
  const { field, reference } = placed;
  const meant = referred(reference, field.byDefault, asked.namespace).namespace;
  return kindsWritten(field.kinds(asked), reference).flatMap((kind, order) =>
    referents(asked, kind)
      .map((referent): Usable => ({ referent, kind, order, isNear: agree(referent.namespace, meant) }))
      .filter((it) => isMeant(asked, placed, it) && isTaken(asked, placed, it)),
  );
}

/** Whether what is written, and where it is written, leave room for it. */
function isMeant(
  { namespace }: Asked,
  { field, reference }: PlacedReference,
  { referent, kind, isNear }: Usable,
): boolean {
  if (reference.name && reference.name.value !== referent.name) return false;
  // B2 it has no namespace
  if (kind.kind === 'Hostname') return !reference.namespace;
  if (field.isForeign && referent.namespace === namespace) return false;
  return isNear || !(reference.namespace || field.isLocal);
}

/** Whether Istio takes the whole reference. */
function isTaken(asked: Asked, { field, reference }: PlacedReference, { referent, kind, isNear }: Usable): boolean {
  const { span } = reference;
  const whole: ObjectReference = {
    ...reference,
    group: { value: kind.group, span },
    kind: { value: kind.kind, span },
    name: { value: referent.name, span },
    namespace: { value: referent.namespace, span },
  };
  const isForeign = !isNear && kind.kind !== 'Hostname';
  if (isForeign && asked.object && field.needsGrant?.(asked))
    if (!isGranted(asked.mesh, asked.object, referred(whole, field.byDefault, asked.namespace))) return false;
  return field.isUsable?.(asked, whole) !== false;
}

/** The kinds that agree with what is written of kind and group. */
function kindsWritten(kinds: readonly DefaultKind[], { kind, group }: ObjectReference): readonly DefaultKind[] {
  if (kind) return kinds.filter((it) => it.kind === kind.value);
  return group ? kinds.filter((it) => it.group === group.value) : kinds;
}

/** What is wanted of a reference, and is neither written nor the default. */
function missing(
  byDefault: DefaultKind,
  reference: ObjectReference,
  wanted: Partial<Record<'group' | 'kind' | 'namespace', string>>,
): Readonly<Record<string, string>> {
  const said: Readonly<Record<string, string>> = {
    group: reference.group?.value ?? byDefault.group,
    kind: reference.kind?.value ?? byDefault.kind,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => said[key] !== value));
}
