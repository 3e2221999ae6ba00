import { agree } from '../../model/namespace';
import { type AskedName, definedIn } from './asked';
import type { Candidate } from './completion';

/** The objects of the kind that a reference is to: of the namespace that it names or means, then of others. */
export function objects({ mesh, name }: AskedName<'object'>): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const object of mesh.all(name.type)) {
    const isNear = agree(object.namespace, name.namespace);
    if (object.name === '' || (found.has(object.name) && !isNear)) continue;
    found.set(object.name, {
      label: object.name,
      kind: 'object',
      detail: definedIn(object),
      rank: isNear ? 0 : 1,
    });
  }
  return [...found.values()];
}
