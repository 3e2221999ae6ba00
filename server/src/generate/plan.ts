import type { Document } from '../model/document';
import { type Kind, kindDefinition } from '../model/kinds';
import { agree } from '../model/namespace';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { appendDocument, isJson, type Value } from '../yaml/write';
import { authorizationObject, gatewayHop, isAuthorized } from './authorization';
import { egressObjects } from './egress';
import { dialledHost, type EgressRequest } from './egress-request';
import { withExport, withExportOf, withoutExport } from './export-to';
import { entryFor, homesOf } from './homes';
import { joined } from './join';
import { fieldOf, mergedText } from './merge';
import { networkPolicies } from './network-policy';
import { egressNotes } from './notes';
import { lastOfItsKind } from './placement';
import { clientsOf, isLedOut, isPromised, tried, whyNotPromised } from './promised';
import { ofRelease } from './release';
import { sidecarImports, sidecarRefusals } from './sidecars';

/** What becomes of one file. */
export interface FileChange {
  readonly path: string;
  /** `undefined` for a file that is new. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface EgressDraft {
  readonly changes: readonly FileChange[];
  /** What whoever applies it must know that is not in the objects. */
  readonly notes: readonly string[];
  readonly problem?: undefined;
}

export type EgressPlan =
  | EgressDraft
  /** What is there and cannot be brought to lead out as requested, in one sentence. */
  | { readonly changes?: undefined; readonly notes?: undefined; readonly problem: string };

/** Where what is new goes that no file is for: a file of the workspace, or one to be. */
export interface NewFile {
  readonly path: string;
}

/**
 * How a workspace comes to lead hosts out as requested: objects that are there get what they lack, and others are written
 * new. What goes that way already is left alone; where something stands in the way that cannot be merged, there is a
 * problem and no change. The workspace is as before when this returns.
 */
export function egressPlan(requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): EgressPlan {
  let problem: string | undefined;
  const plan = planned(requests, workspace, file, (mesh) => {
    problem = requests.map((it) => whyNotPromised(mesh, it)).find((it) => it);
  });
  return problem === undefined ? plan : { problem };
}

/** The same where what is there says nothing of the gateway, so that nobody can tell whether it leads out. */
export const egressDraft = (requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): EgressDraft =>
  planned(requests, workspace, file, () => {});

/** What is planned; `look` sees the mesh as it will be. */
function planned(
  requests: readonly EgressRequest[],
  workspace: Workspace,
  file: NewFile,
  look: (mesh: Mesh) => void,
): EgressDraft {
  const before = new Map<string, string | undefined>();
  const write = (path: string, text: string): void => {
    if (!before.has(path)) before.set(path, workspace.documents(path).length > 0 ? workspace.text(path) : undefined);
    workspace.set(path, text);
  };
  const mesh = (): Mesh => workspace.meshOf(file.path);
  try {
    const open = requests.filter((it) => !isPromised(mesh(), it));
    const chosen = requests.map((it) => ledOut(it, workspace, file, write));
    const complete = chosen.map((it) => guarded(it, workspace, file, write));
    look(mesh());
    // what others refer to comes before them: whoever applies a new file breaks nothing on the way
    if (before.has(file.path) && before.get(file.path) === undefined)
      workspace.set(file.path, inOrder(workspace.documents(file.path)));
    const changes = [...before].flatMap(([path, text]): FileChange[] => {
      const after = workspace.text(path);
      return after === (text ?? '') ? [] : [{ path, before: text, after }];
    });
    const notes = complete
      .filter((_, index) => open.includes(requests[index] as EgressRequest))
      .flatMap((it) => egressNotes(it, mesh()));
    return { changes, notes: [...new Set(notes)] };
  } finally {
    for (const [path, text] of before) workspace.set(path, text);
  }
}

type Write = (path: string, text: string) => void;

/** Has the clients' requests go the way that is asked for; gives the request as what is there makes it. */
function ledOut(request: EgressRequest, workspace: Workspace, file: NewFile, write: Write): EgressRequest {
  const mesh = (): Mesh => workspace.meshOf(file.path);
  const chosen = withEntry(joined(request, mesh()), mesh());
  const isThere = isLedOut(mesh(), request);
  if (!isThere)
    for (const wanted of egressObjects(chosen)) bring(workspace, chosen, withExport(wanted, chosen), file, write);
  // a Sidecar that hides the host breaks the promise whether it was asked about or not
  if (request.sidecar || !isLedOut(mesh(), request))
    for (const { home, wanted } of sidecarImports(mesh(), chosen)) put(workspace, chosen, home, wanted, file, write);
  return chosen;
}

/** Has everything else kept out that is to be; gives the request with the port on which the gateway really listens. */
function guarded(chosen: EgressRequest, workspace: Workspace, file: NewFile, write: Write): EgressRequest {
  const mesh = (): Mesh => workspace.meshOf(file.path);
  const [client] = clientsOf(chosen);
  const way = client && tried(mesh(), chosen, client);
  const podPort = way && gatewayHop(way)?.port;
  const { enclosure } = chosen;
  // the port that was asked about is another where a server of others stands on it
  const isMoved = chosen.hopPort !== undefined && podPort !== undefined;
  const request = enclosure && isMoved ? { ...chosen, enclosure: { ...enclosure, podPort } } : chosen;
  if (request.authorization && way && !(isAuthorized(mesh(), request, way) && isLedOut(mesh(), request)))
    bring(workspace, request, authorizationObject(mesh(), request, podPort), file, write);
  for (const wanted of networkPolicies(request, mesh())) bring(workspace, request, wanted, file, write);
  if (request.registryOnly)
    for (const { home, wanted } of sidecarRefusals(mesh(), request)) put(workspace, request, home, wanted, file, write);
  return request;
}

/** The request with the name of the ServiceEntry that makes the host known already. */
function withEntry(request: EgressRequest, mesh: Mesh): EgressRequest {
  const known = entryFor(mesh, request, dialledHost(request));
  return known && agree(known.namespace, request.namespace) ? { ...request, entry: known.name } : request;
}

/** Has the workspace say what an object says: in the object that is at home there, or in the new one. */
function bring(workspace: Workspace, request: EgressRequest, wanted: Value, file: NewFile, write: Write): void {
  for (const home of homesOf(workspace.meshOf(file.path), request, wanted))
    put(workspace, request, home, wanted, file, write);
}

function put(
  workspace: Workspace,
  request: EgressRequest,
  home: MeshObject | undefined,
  value: Value,
  file: NewFile,
  write: Write,
): void {
  const mesh = workspace.meshOf(file.path);
  if (home) {
    const { path } = workspace.locate({ document: home.document, span: home.resource.span });
    const wanted = withExportOf(home, withoutExport(value), request);
    replaceDocument(workspace, path, home.document, mergedText(home, wanted), write);
    return;
  }
  const wanted = ofRelease(value, request.release);
  const kind = kindDefinition(String(fieldOf(wanted, 'apiVersion')), String(fieldOf(wanted, 'kind')))?.name as Kind;
  const neighbour = kind && lastOfItsKind(mesh, kind, request.namespace);
  if (neighbour && !isJson(neighbour.document.text)) {
    const { document } = neighbour;
    const edit = appendDocument(document.text, wanted);
    replaceDocument(workspace, neighbour.file, document, document.text + edit.newText, write);
    return;
  }
  const text = workspace.text(file.path);
  write(file.path, text + appendDocument(text, wanted).newText);
}

const order: readonly (readonly string[])[] = [
  ['Namespace'],
  ['ServiceEntry', 'KubernetesGateway'],
  ['Gateway'],
  ['DestinationRule'],
  ['VirtualService'],
];

/** The documents of a new file, each kind behind those that it refers to. */
function inOrder(documents: readonly Document[]): string {
  const rank = ({ resources: [first] }: Document): number => {
    const place = order.findIndex((it) => first && it.includes(first.kind));
    return place < 0 ? order.length : place;
  };
  const texts = documents.toSorted((a, b) => rank(a) - rank(b)).map((it) => it.text.replace(/^---\n/, ''));
  return texts.join('---\n');
}

function replaceDocument(workspace: Workspace, path: string, document: Document, text: string, write: Write): void {
  if (text === document.text) return;
  write(
    path,
    workspace
      .documents(path)
      .map((it) => (it === document ? text : it.text))
      .join(''),
  );
}
