import { type DocumentEdit, insertInto, prependTo } from '../generate/edit';
import type { MeshObject } from '../workspace/mesh';

/** The edits by which the rules of a VirtualService that name no gateways hold only for these, also once it has more. */
export const keepTo = (
  object: MeshObject<'VirtualService'>,
  gateways: readonly string[],
): (DocumentEdit | undefined)[] =>
  (['http', 'tls', 'tcp'] as const).flatMap((section) =>
    object.resource.spec[section].flatMap(({ match }, index) => {
      const path = ['spec', section, index];
      if (match.length === 0) return [prependTo(object, path, 'match', [{ gateways: [...gateways] }])];
      return match.flatMap((it, i) =>
        it.gateways.length === 0 ? [insertInto(object, [...path, 'match', i, 'gateways'], [...gateways])] : [],
      );
    }),
  );
