import { label } from '../../rules/places';
import { code } from '../markdown';
import { portsAt } from '../ports';
import type { Spot } from '../spot';

/** Who declares the port that is named there; empty where none is named, or nothing declares it. */
export const describePort = (spot: Spot, number: number): string[] =>
  (portsAt(spot) ?? [])
    .filter((it) => it.number.value === number)
    .map(
      ({ protocol, object }) =>
        `**${code(String(number))}** ${protocol === '' ? 'port' : `${code(protocol)} port`} of ${code(label(object))}`,
    );
