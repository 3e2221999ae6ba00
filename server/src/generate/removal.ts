import { hostsMatch, sameHost } from '../model/host';
import { type Kind, kinds } from '../model/kinds';
import { namespaceLabel } from '../model/namespace';
import { applyEdits, type TextEdit } from '../text/edit';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { parse } from '../yaml/parse';
import { removeEntries, removeItem } from '../yaml/remove';
import { replaceDocument, type Site } from './bring';
import type { EgressRequest } from './egress-request';
import { type TakenOut, takenOut } from './taken-out';
import { type Trail, trailOf } from './trail';
import { type FileChange, trial, type Write } from './trial';

/** What becomes of a workspace, and what whoever applies it must know; or why it cannot be had, in one sentence. */
export type Reshaped =
  | {
      readonly changes: readonly FileChange[];
      readonly notes: readonly string[];
      /** The ways out that are made, or made others. */
      readonly requests?: readonly EgressRequest[];
      readonly problem?: undefined;
    }
  | { readonly problem: string };

/** More steps than any host has parts. */
const maximumSteps = 1000;

/**
 * Takes the ways out of a host from a workspace: the objects and the parts of objects that nothing else uses. What still
 * speaks of the host then is noted. The workspace is as before when this returns; `file` says which mesh is meant.
 */
export function removeEgress(host: string, workspace: Workspace, file: { readonly path: string }): Reshaped {
  const { result: notes, changes } = trial(workspace, (write) => takeOut(host, workspace, file, write));
  return changes.length === 0
    ? { problem: `The manifests have nothing that is for ${host} alone.` }
    : { changes, notes };
}

/** The same in a workspace that is being changed, but for what objects of some kinds say; gives the notes. */
export function takeOut(
  host: string,
  workspace: Workspace,
  file: { readonly path: string },
  write: Write,
  kept: readonly Kind[] = [],
): string[] {
  const trail = trailOf(workspace.meshOf(file.path), host);
  for (let step = 0; step < maximumSteps; step++) {
    const found = next(workspace.meshOf(file.path), trail, kept);
    if (!found) break;
    replaceDocument({ workspace, write }, found.object, found.text);
  }
  return staying(workspace.meshOf(file.path), trail);
}

/** The first part of the mesh that goes, with the text that its document then has; none where it goes altogether. */
function next(
  mesh: Mesh,
  trail: Trail,
  kept: readonly Kind[],
): { object: MeshObject; text: string | undefined } | undefined {
  for (const kind of (Object.keys(takenOut) as Kind[]).filter((it) => !kept.includes(it)))
    for (const object of mesh.all(kind)) {
      const find = takenOut[kind] as (mesh: Mesh, object: MeshObject, trail: Trail) => TakenOut | undefined;
      const part = object.document.partial ? undefined : find(mesh, object, trail);
      const text = part && textWithout(object, part);
      if (text) return { object, text: text.left };
    }
  return undefined;
}

/** Takes an object out of a workspace; one that cannot be cut out of its document stays. */
export function takeOutObject(object: MeshObject, site: Pick<Site, 'workspace' | 'write'>): void {
  const text = textWithout(object, 'object');
  if (text) replaceDocument(site, object, text.left);
}

/** The text of a document without a part of one of its objects; `undefined` where that cannot be cut out of it. */
function textWithout({ document, resource }: MeshObject, part: TakenOut): { left: string | undefined } | undefined {
  const { text } = document;
  const { root } = parse(text);
  const index = resource.path.at(-1);
  if (part === 'object' && (typeof index !== 'number' || document.resources.length === 1)) return { left: undefined };
  const edits: (TextEdit | undefined)[] =
    part === 'object'
      ? [removeItem(text, root, resource.path.slice(0, -1), Number(index))]
      : 'field' in part
        ? (removeEntries(text, root, [...resource.path, ...part.at], [part.field]) ?? [undefined])
        : [removeItem(text, root, [...resource.path, ...part.list], part.index)];
  const possible = edits.filter((it) => it !== undefined);
  const left = possible.length === edits.length ? applyEdits(text, possible) : text;
  return left === text ? undefined : { left };
}

/** What speaks of the host all the same, a sentence for each object. */
function staying(mesh: Mesh, { hosts }: Trail): string[] {
  return (
    kinds
      .flatMap((it): readonly MeshObject[] => mesh.all(it.name))
      // a Service of the mesh is what it is without any way out
      .filter(({ resource }) => resource.kind !== 'Service')
      .flatMap((object) => {
        const named = object.mentions.flatMap(({ name }) => (name.kind === 'host' ? [name.host] : []));
        const label = `${object.resource.type} ${namespaceLabel(object.namespace)}/${object.name}`;
        const host = named.find((it) => hosts.some((own) => sameHost(it, own)));
        if (host !== undefined) return [`${label} still names ${host}, and stays.`];
        const wide = named.find((it) => it !== '*' && hosts.some((own) => hostsMatch(it, own) && it.startsWith('*')));
        return wide === undefined ? [] : [`${label} stays: it is for all of ${wide}.`];
      })
  );
}
