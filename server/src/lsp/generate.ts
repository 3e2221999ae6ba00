import { posix } from 'node:path';
import type { ClientCapabilities } from 'vscode-languageserver/node';
import { egressName } from '../generate/egress-name';
import { type EgressRequest, outsidePort } from '../generate/egress-request';
import { egressGuide } from '../generate/guide';
import { egressPlan } from '../generate/plan';
import { type EgressAnswers, egressRequests } from '../generate/request';
import { releaseText } from '../schema/releases';
import type { Folder } from './folder';
import { exists, type Planned, planned } from './planned';

/** What somebody wants, and where they are. */
export interface GenerateParams {
  readonly answers: EgressAnswers;
  /** The active document; may be absent. */
  readonly uri?: string;
  /** Whether new objects go into that document; by default they do where it is empty, or no file yet. */
  readonly insertHere?: boolean;
}

export type GenerateResult = { readonly problem: string } | (Planned & { readonly settled: Settled });

/** What follows from the answers where they say nothing. */
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
  return {
    ...planned(folder, plan.changes, egressGuide(requests, plan, workspace), client),
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
