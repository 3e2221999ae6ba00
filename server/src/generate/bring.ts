import type { MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { appendDocument, type Value } from '../yaml/write';
import type { EgressRequest } from './egress-request';
import { withExportOf, withoutExport } from './export-to';
import { homesOf } from './homes';
import { mergedText } from './merge';
import { atHomeWith } from './placement';
import { ofRelease } from './release';
import type { Write } from './trial';
import { withDocument } from './with-document';

/** Where what is new goes that no file is for: a file of the workspace, or one to be. */
export interface NewFile {
  readonly path: string;
}

/** A workspace that is being changed. */
export interface Site {
  readonly workspace: Workspace;
  readonly file: NewFile;
  readonly write: Write;
}

/** Has the workspace say what an object says: in the object that is at home there, or in the new one. */
export function bring(site: Site, request: EgressRequest, wanted: Value): void {
  const homes = homesOf(site.workspace.meshOf(site.file.path), request, wanted);
  for (const home of homes) put(site, request, home, wanted);
}

/** Has an object that is there say what another one says; `undefined` for none. */
export function put(site: Site, request: EgressRequest, home: MeshObject | undefined, value: Value): void {
  const { workspace, file, write } = site;
  if (home) {
    replaceDocument(site, home, mergedText(home, withExportOf(home, withoutExport(value), request)));
    return;
  }
  const wanted = ofRelease(value, request.release);
  const neighbour = atHomeWith(workspace.meshOf(file.path), wanted, request.namespace);
  const path = neighbour?.file ?? file.path;
  const text = workspace.text(path);
  write(path, text + appendDocument(text, wanted).newText);
}

/** Puts another text in the place of an object's document; `undefined` for none. */
export function replaceDocument(
  { workspace, write }: Pick<Site, 'workspace' | 'write'>,
  { document, resource }: MeshObject,
  text: string | undefined,
): void {
  if (text === document.text) return;
  const { path } = workspace.locate({ document, span: resource.span });
  write(path, withDocument(workspace.documents(path), document, text));
}
