import { type DocumentEdit, insertInto, prependTo } from '../generate/edit';
import type { Leg } from '../mesh/legs';
import type { MeshObject } from '../workspace/mesh';

/** Takes a rule of a VirtualService, where it is for every proxy, from all but these gateways. */
export function keepFor(
  object: MeshObject<'VirtualService'>,
  { rule, path }: Leg,
  gateways: readonly string[],
): (DocumentEdit | undefined)[] {
  const own = path.slice(object.resource.path.length);
  if (rule.match.length === 0) return [prependTo(object, own, 'match', [{ gateways }])];
  return rule.match.flatMap((it, index) =>
    it.gateways.length === 0 ? [insertInto(object, [...own, 'match', index, 'gateways'], gateways)] : [],
  );
}
