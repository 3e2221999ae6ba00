import { label } from '../../rules/places';
import { hasPlaceholder } from '../../text/placeholder';
import { portsOfOwner } from '../declared-ports';
import { referenceAt } from '../references';
import { type AskedName, once } from './asked';
import type { Candidate } from './completion';

/** The listeners, or the names of the ports, of what a reference names; only listeners that the object may attach to. */
export function sections(asked: AskedName<'section'>): Candidate[] {
  const { mesh, name } = asked;
  const placed = referenceAt(asked);
  return once(
    portsOfOwner(mesh, name).flatMap(({ name: section, number, protocol, object }): Candidate[] => {
      if (!section || hasPlaceholder(section.value)) return [];
      if (placed?.field.isUsable?.(asked, { ...placed.reference, sectionName: section }) === false) return [];
      const port = [number.value || '', protocol].filter((it) => it !== '').join(' ');
      return [{ label: section.value, kind: 'port', detail: [port, label(object)].join(', '), rank: 0 }];
    }),
  );
}
