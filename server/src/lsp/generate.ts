import { existsSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { ClientCapabilities, Position, Range, WorkspaceEdit } from 'vscode-languageserver/node';
import { changedObjects } from '../generate/changed-objects';
import { egressName } from '../generate/egress-name';
import { type EgressRequest, outsidePort } from '../generate/egress-request';
import { egressGuide, type GuideSection } from '../generate/guide';
import { type KnownOfEgress, knownOfEgress } from '../generate/known';
import { egressPlan } from '../generate/plan';
import { type EgressAnswers, egressRequests } from '../generate/request';
import { releaseText } from '../schema/releases';
import { LineIndex } from '../text/line-index';
import { type Change, egressEdit } from './egress-edit';
import type { Folder } from './folder';

/** What somebody wants, and where they are. */
export interface GenerateParams {
  readonly answers: EgressAnswers;
  /** The active document; may be absent. */
  readonly uri?: string;
  /** Whether new objects go into that document; by default they do where it is empty, or no file yet. */
  readonly insertHere?: boolean;
}

/** One object that changes, in words, and where it will be. */
export interface ShownChange {
  readonly object: string;
  readonly isNew: boolean;
  /** As the folder calls the file. */
  readonly file: string;
  readonly isNewFile: boolean;
  readonly uri: string;
  readonly range: Range;
}

export type GenerateResult =
  | { readonly problem: string }
  | {
      readonly edit: WorkspaceEdit;
      /** Such as `5 changes in 2 files`. */
      readonly summary: string;
      readonly changes: readonly ShownChange[];
      readonly notes: readonly string[];
      /** What is to be known, with the notes among it. */
      readonly guide: readonly GuideSection[];
      /** What follows from the answers where they say nothing. */
      readonly settled: Settled;
    };

export interface Settled {
  readonly namespace: string;
  readonly hop: string;
  readonly port: number;
  readonly outsidePort: number;
  readonly outside: string;
  readonly istioVersion: string;
  /** Where new objects go that belong to no other file. */
  readonly file: string;
  readonly insertsHere: boolean;
}

/** Plans the changes that lead the hosts out, for the editor to show and to apply. */
export function generate(folder: Folder, given: GenerateParams, client: ClientCapabilities): GenerateResult {
  const { workspace } = folder;
  const { requests, problem } = egressRequests(given.answers, workspace);
  const [first] = requests ?? [];
  if (!requests || !first) return { problem: problem ?? '' };
  const place = placeOf(folder, given, first);
  if (!place) return { problem: 'There is no folder for a new file: open one, or a YAML document to write into.' };
  const plan = egressPlan(requests, workspace, { path: place.path });
  if (plan.problem !== undefined) return { problem: plan.problem };
  const changes = plan.changes.map((it) => ({
    ...it,
    objects: changedObjects(it),
    isCreated: it.before === undefined && !folder.open.has(it.path) && !exists(folder, it.path),
  }));
  return {
    edit: egressEdit(changes, folder, client),
    summary: summaryOf(changes),
    changes: changes.flatMap((it) => shown(folder, it)),
    notes: plan.notes,
    guide: egressGuide(requests, plan, workspace),
    settled: {
      namespace: first.namespace,
      hop: first.hop,
      port: first.port,
      outside: first.outside,
      outsidePort: outsidePort(first),
      istioVersion: first.release === undefined ? '' : releaseText(first.release),
      file: place.path,
      insertsHere: place.isHere,
    },
  };
}

interface Place {
  readonly path: string;
  readonly isHere: boolean;
}

/**
 * Where new objects go that belong to no file: here, beside the active YAML file, or at the folder's root. A kustomization
 * names its files: a new one beside them would not be seen with them, so what is new goes here.
 */
function placeOf(folder: Folder, { uri, insertHere }: GenerateParams, { host }: EgressRequest): Place | undefined {
  const { workspace, open, root } = folder;
  const path = uri !== undefined && isYaml(folder, uri) ? folder.pathOf(uri) : undefined;
  const isFile = uri?.startsWith('file:') ?? false;
  const text = path === undefined ? undefined : open.get(path)?.text;
  const beside = path !== undefined && isFile ? posix.dirname(path) : '.';
  const created = root === '' ? undefined : freePath(folder, posix.join(beside, egressName(host)));
  if (path !== undefined && text !== undefined) {
    const isOther = created !== undefined && workspace.meshOf(created) !== workspace.meshOf(path);
    if (insertHere ?? (!isFile || text.trim() === '' || isOther)) return { path, isHere: true };
  }
  return created === undefined ? undefined : { path: created, isHere: false };
}

/** Whether it is a YAML file of the folder, or an open document that is one without being a file. */
const isYaml = (folder: Folder, uri: string): boolean =>
  uri.startsWith('file:') ? folder.holds(uri) && /\.ya?ml$/i.test(uri) : folder.open.has(folder.pathOf(uri));

/** The path with the first number behind it of which there is no file yet. */
function freePath(folder: Folder, stem: string): string {
  for (let number = 1; ; number++) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.yaml`;
    if (!folder.open.has(path) && !exists(folder, path)) return path;
  }
}

const exists = (folder: Folder, path: string): boolean => existsSync(resolve(folder.root, path));

function summaryOf(changes: readonly Change[]): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const objects = changes.reduce((sum, it) => sum + Math.max(it.objects.length, 1), 0);
  return changes.length === 0
    ? 'Nothing to change: the requests already go that way'
    : `${count(objects, 'change')} in ${count(changes.length, 'file')}`;
}

function shown(folder: Folder, { path, after, objects, isCreated }: Change): ShownChange[] {
  const lines = new LineIndex(after);
  return objects.map(({ type, name, isNew, start, end }) => ({
    object: `${type} ${name}`,
    isNew,
    file: path,
    isNewFile: isCreated,
    uri: folder.uriOf(path),
    range: { start: lines.position(start), end: lines.position(end) },
  }));
}

/** Where somebody is who is about to ask for an egress route. */
export interface AskParams {
  readonly uri?: string;
  readonly position?: Position;
  readonly selected?: string;
}

/** What is known before anything is asked. */
export function knownBefore(folder: Folder, { uri, position, selected = '' }: AskParams): KnownOfEgress {
  const path = uri === undefined ? '' : folder.pathOf(uri);
  const offset = position ? new LineIndex(folder.workspace.text(path)).offset(position) : 0;
  return knownOfEgress(folder.workspace, { path, offset, selected });
}
