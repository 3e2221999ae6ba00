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
  const note = 'note' in part ? part.note : undefined;
  const lacking = olderMesh(part, mesh);
  return [`${value ? `${code(value)} needs` : 'Needs'} Istio ${releaseText(part.since)}.`, note, lacking]
    .filter(Boolean)
    .join(' ');
}

/** What becomes of a field that is left out, as Markdown; `undefined` where every release does the same. */
export const defaultNote = (part: (Part & { readonly note: string }) | undefined, mesh: Mesh | undefined) =>
  part && [part.note, olderMesh(part, mesh)].filter(Boolean).join(' ');

/** The release of a mesh that plainly has an older one. */
function olderMesh({ since }: Pick<Part, 'since'>, mesh: Mesh | undefined): string | undefined {
  const known = mesh && istioVersion(mesh);
  return known && known.release < since ? `This mesh has ${releaseText(known.release)}.` : undefined;
}
