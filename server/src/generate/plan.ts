import type { Document } from '../model/document';
import { type Kind, kindDefinition } from '../model/kinds';
import type { Workspace } from '../workspace/workspace';
import { appendDocument, isJson, type Value } from '../yaml/write';
import { egressObjects } from './egress';
import type { EgressRequest } from './egress-request';
import { homeOf } from './homes';
import { joined } from './join';
import { fieldOf, mergedText } from './merge';
import { egressNotes } from './notes';
import { lastOfItsKind } from './placement';
import { isPromised } from './promised';
import { ofRelease } from './release';

/** What becomes of one file. */
export interface FileChange {
  readonly path: string;
  /** `undefined` for a file that is new. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface EgressPlan {
  readonly changes: readonly FileChange[];
  /** What whoever applies it must know that is not in the objects. */
  readonly notes: readonly string[];
}

/** Where what is new goes that no file is for: a file of the workspace, or one to be. */
export interface NewFile {
  readonly path: string;
}

/**
 * How a workspace comes to lead hosts out as requested: objects that are there get what they lack, and others are written
 * new. What goes that way already is left alone. The workspace is as before when this returns.
 */
export function egressPlan(requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): EgressPlan {
  const before = new Map<string, string | undefined>();
  const write = (path: string, text: string): void => {
    if (!before.has(path)) before.set(path, workspace.documents(path).length > 0 ? workspace.text(path) : undefined);
    workspace.set(path, text);
  };
  try {
    const notes = requests.flatMap((request) => {
      const mesh = workspace.meshOf(file.path);
      if (isPromised(mesh, request)) return [];
      const chosen = joined(request, mesh);
      for (const wanted of egressObjects(chosen))
        bring(workspace, chosen, ofRelease(wanted, chosen.release), file, write);
      return egressNotes(chosen);
    });
    // what others refer to comes before them: whoever applies a new file breaks nothing on the way
    if (before.has(file.path) && before.get(file.path) === undefined)
      workspace.set(file.path, inOrder(workspace.documents(file.path)));
    const changes = [...before].flatMap(([path, text]): FileChange[] => {
      const after = workspace.text(path);
      return after === (text ?? '') ? [] : [{ path, before: text, after }];
    });
    return { changes, notes: [...new Set(notes)] };
  } finally {
    for (const [path, text] of before) workspace.set(path, text);
  }
}

/** Has the workspace say what an object says: in the object that is at home there, or in the new one. */
function bring(
  workspace: Workspace,
  request: EgressRequest,
  wanted: Value,
  file: NewFile,
  write: (path: string, text: string) => void,
): void {
  const mesh = workspace.meshOf(file.path);
  const home = homeOf(mesh, request, wanted);
  if (home) {
    const { path } = workspace.locate({ document: home.document, span: home.resource.span });
    replaceDocument(workspace, path, home.document, mergedText(home, wanted), write);
    return;
  }
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

function replaceDocument(
  workspace: Workspace,
  path: string,
  document: Document,
  text: string,
  write: (path: string, text: string) => void,
): void {
  if (text === document.text) return;
  write(
    path,
    workspace
      .documents(path)
      .map((it) => (it === document ? text : it.text))
      .join(''),
  );
}
