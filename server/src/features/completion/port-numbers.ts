import { label } from '../../rules/places';
import { portsAt } from '../ports';
import { referenceAt } from '../references';
import type { Asked } from './asked';
import type { Candidate } from './completion';

/** The ports that may be named there, those first whose protocol the rule is for; `undefined` where none is named. */
export function portNumbers(asked: Asked): Candidate[] | undefined {
  const section = sections[asked.kind] ?? asked.path[1];
  const placed = referenceAt(asked);
  return portsAt(asked)
    ?.filter(({ number }) => placed?.field.isUsable?.(asked, { ...placed.reference, port: number }) !== false)
    .sort((a, b) => a.number.value - b.number.value)
    .map((port) => ({
      label: String(port.number.value),
      kind: 'port',
      literal: true,
      detail: [port.protocol, label(port.object)].filter((it) => it !== '').join(', '),
      rank: port.section === section ? 0 : 1,
    }));
}

/** What routes of the Gateway API are as rules of a VirtualService. */
const sections: Readonly<Record<string, string>> = {
  HTTPRoute: 'http',
  GRPCRoute: 'http',
  TLSRoute: 'tls',
  TCPRoute: 'tcp',
};
