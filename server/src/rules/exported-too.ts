import { type DocumentEdit, type Fix, fix, insertInto, replace } from '../generate/edit';
import { isExportedTo } from '../mesh/visibility';
import type { MeshObject } from '../workspace/mesh';
import { enumerate, label } from './places';

type Exported = MeshObject<'ServiceEntry'> | MeshObject<'VirtualService'> | MeshObject<'DestinationRule'>;

/** Of namespaces, by their names, those to which an object is not exported; the mesh may keep in its own what says nothing. */
const lackingOf = ({ resource, namespace: own }: Exported, namespaces: readonly string[]): string[] =>
  [...new Set(namespaces)].filter(
    (it) => /^[a-z0-9]/.test(it) && !isExportedTo(resource.spec.exportTo, own, it, ['.']),
  );

/** The fix that exports an object to namespaces that lack it, with what else that takes. */
export function exportedToo(
  object: Exported,
  namespaces: readonly string[],
  more: readonly (DocumentEdit | undefined)[] = [],
): Fix[] {
  const { exportTo } = object.resource.spec;
  const nobody = exportTo.find((it) => it.value === '~');
  if (nobody) return fix(`Export ${label(object)} to all namespaces`, [replace(object, nobody.span, '*'), ...more]);
  const lacking = lackingOf(object, namespaces);
  const title = `Export ${label(object)} to ${enumerate(lacking.map((it) => `'${it}'`))} too`;
  const added =
    exportTo.length > 0 ? alsoTo(object, lacking) : [insertInto(object, ['spec', 'exportTo'], ['.', ...lacking])];
  return lacking.length === 0 ? [] : fix(title, [...added, ...more]);
}

/** The edits that add namespaces to those that an object is exported to; none where it does not say to which. */
export function alsoTo(object: Exported, namespaces: readonly string[]): (DocumentEdit | undefined)[] {
  const { exportTo } = object.resource.spec;
  const path = ['spec', 'exportTo', exportTo.length];
  const lacking = exportTo.length > 0 ? lackingOf(object, namespaces) : [];
  return lacking.map((it) => insertInto(object, path, it === object.namespace ? '.' : it));
}
