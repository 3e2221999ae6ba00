import type { Name } from '../../model/name';
import type { MeshObject } from '../../workspace/mesh';
import type { Spot } from '../spot';
import type { Candidate } from './completion';

/** A place that wants a name. */
export interface Asked extends Spot {
  /** What is written of it already. */
  readonly typed: string;
}

/** A place that mentions a name of that kind. */
export interface AskedName<K extends Name['kind'] = Name['kind']> extends Asked {
  readonly name: Extract<Name, { kind: K }>;
}

/** `Gateway in istio-system`; without the namespace where it is not known. */
export const definedIn = ({ resource, namespace }: MeshObject): string =>
  namespace ? `${resource.type} in ${namespace}` : resource.type;

const writable = /^\P{Cc}+$/u;

/** The candidates with each text once, the first of them; none that is empty or has a line break in it. */
export function once(candidates: Iterable<Candidate>): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const it of candidates) {
    const written = JSON.stringify([it.label, it.beside]);
    if (!found.has(written) && writable.test(it.label)) found.set(written, it);
  }
  return [...found.values()];
}
