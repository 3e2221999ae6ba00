import { touches } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';

/** An object that a cursor is in. */
export interface ObjectAt {
  /** The first mesh that has it. */
  readonly mesh: Mesh;
  readonly object: MeshObject;
  /** The cursor, in the object's document. */
  readonly offset: number;
}

/** The object at an offset of a file; `undefined` where there is none, or it is written only in part. */
export function objectAt(workspace: Workspace, path: string, offset: number): ObjectAt | undefined {
  const at = workspace.documentAt(path, offset);
  const [found] = at && !at.document.partial ? workspace.meshesOf(at.document) : [];
  const object = found?.objects.find(({ resource }) => at !== undefined && touches(resource.span, at.offset));
  return at && found && object && { mesh: found.mesh, object, offset: at.offset };
}
