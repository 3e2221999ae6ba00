import type { Place } from '../workspace/mesh';
import type { Location, Workspace } from '../workspace/workspace';
import { definitionsOf } from './definitions';
import { pointedAt } from './pointed';
import { portsAt } from './ports';

/** Where the name at an offset of a file is defined; the place itself where it is the definition. */
export function definition(workspace: Workspace, path: string, offset: number): Location[] {
  const pointed = pointedAt(workspace, path, offset);
  if (!pointed || pointed.slot === 'key') return [];
  const { document, scalar } = pointed;
  const places = pointed.spots.flatMap((spot): Place[] => {
    const ports = portsAt(spot)?.filter((it) => it.number.value === Number(scalar.value)) ?? [];
    const names = spot.mentions.flatMap(({ name, role, span }) =>
      role === 'definition' ? [{ document, span }] : definitionsOf(name, spot),
    );
    return [...ports.map(({ object, number }) => ({ document: object.document, span: number.span })), ...names];
  });
  const locations = new Map(
    places.map((it) => workspace.locate(it)).map((it) => [`${it.span.start} ${it.span.end} ${it.path}`, it]),
  );
  return [...locations.values()];
}
