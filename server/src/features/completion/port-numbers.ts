import { label } from '../../rules/places';
import { portsAt } from '../ports';
import type { Asked } from './asked';
import type { Candidate } from './completion';

/** The ports that may be named there, those first whose protocol the rule is for; `undefined` where none is named. */
export function portNumbers(asked: Asked): Candidate[] | undefined {
  const section = asked.path[1];
  return portsAt(asked)
    ?.toSorted((a, b) => a.number.value - b.number.value)
    .map((port) => ({
      label: String(port.number.value),
      kind: 'port',
      literal: true,
      detail: [port.protocol, label(port.object)].filter((it) => it !== '').join(', '),
      rank: port.section === section ? 0 : 1,
    }));
}
