import type { ClientCapabilities } from 'vscode-languageserver/node';
import { outsidePort } from '../generate/egress-request';
import { egressGuide } from '../generate/guide';
import { egressPlan } from '../generate/plan';
import { type EgressAnswers, egressRequests } from '../generate/request';
import { releaseText } from '../schema/releases';
import type { Folder } from './folder';
import { placeOf } from './place';
import { type Planned, planned } from './planned';

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
  const place = placeOf(folder, given, first.host);
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
