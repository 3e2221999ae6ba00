import { istioVersion } from '../mesh/istio-version';
import { type Part, releaseText, type Served } from '../schema/releases';
import type { Mesh } from '../workspace/mesh';
import { code } from './markdown';

/** Since when something is there, as Markdown, and whether the mesh has it; `undefined` for what every release has. */
export function releaseNote(
  part: Part | Served | undefined,
  mesh: Mesh | undefined,
  value?: string,
): string | undefined {
  if (!part) return undefined;
  const known = mesh && istioVersion(mesh);
  const note = 'note' in part ? part.note : undefined;
  const lacking = known && known.release < part.since && `This mesh has ${releaseText(known.release)}.`;
  return [`${value ? `${code(value)} needs` : 'Needs'} Istio ${releaseText(part.since)}.`, note, lacking]
    .filter(Boolean)
    .join(' ');
}
