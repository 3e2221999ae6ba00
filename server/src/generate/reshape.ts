import type { Kind } from '../model/kinds';
import type { Mesh } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import type { NewFile } from './bring';
import { type EgressApi, type EgressRequest, hopPort, objectName } from './egress-request';
import { madeService, podsMadeOf } from './gateway-api';
import { podsBehind } from './gateway-pods';
import { whyImpossible } from './impossible';
import { whatIsLost } from './lost';
import { egressPlan } from './plan';
import { type Reshaped, takeOut } from './removal';
import type { EgressResult } from './request';
import { requestsNow } from './requests-now';
import { type Trail, trailOf } from './trail';
import { trial, type Write } from './trial';

/** What becomes of one of the requests of a host; `undefined` where it stays as it is. */
export type Change = (request: EgressRequest, workspace: Workspace) => Partial<EgressRequest> | undefined;

/** Gives a host further ways out beside those that it has. */
export const addWays = (requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): Reshaped =>
  planned(requests, workspace, file);

/** What goes with a change of ways. */
export interface Along {
  /** Kinds of which the objects say the same of the new ways, and stay. */
  readonly kept?: readonly Kind[];
  /** What is to be written before the new ways are planned. */
  readonly prepare?: (write: Write) => void;
}

/**
 * Has the ways out of hosts be others: takes out the objects and parts that only they use, and plans the new ones in their
 * place. A problem where objects say what the new ones would not, or the requests would not go the new way.
 */
export function changeWays(
  hosts: readonly string[],
  change: Change,
  workspace: Workspace,
  file: NewFile,
  { kept = [], prepare = () => {} }: Along = {},
): Reshaped {
  const { requests, problem } = changedWays(hosts, change, workspace, file, { kept });
  if (!requests) return { problem };
  return planned(requests, workspace, file, (write) => {
    for (const host of hosts) takeOut(host, workspace, file, write, kept);
    prepare(write);
  });
}

/** The requests that hosts have then; or why it cannot be so, as far as that is known before it is tried. */
export function changedWays(
  hosts: readonly string[],
  change: Change,
  workspace: Workspace,
  file: NewFile,
  { kept = [] }: Along = {},
): EgressResult {
  const all: EgressRequest[] = [];
  for (const host of hosts) {
    const { requests, problem } = changedWaysOf(host, change, workspace, file, kept);
    if (!requests) return { problem };
    all.push(...requests);
  }
  return { requests: all };
}

function changedWaysOf(
  host: string,
  change: Change,
  workspace: Workspace,
  file: NewFile,
  kept: readonly Kind[],
): EgressResult {
  const mesh = workspace.meshOf(file.path);
  const now = requestsNow(mesh, host);
  const trail = trailOf(mesh, host);
  const wanted: EgressRequest[] = [];
  for (const request of now) {
    const other = change(request, workspace);
    // what leaves the sidecars on a port that only the gateway is to dial is no way of its own
    if (!other && request.api === 'sidecar') continue;
    const named = { ...request, ...ownName(mesh, trail, request) };
    const made = other ? remade({ ...named, ...other }, workspace, request.api) : named;
    const problem = whyImpossible(made);
    if (problem) return { problem };
    wanted.push(made);
  }
  const lost = whatIsLost(host, now, workspace, file, kept);
  if (lost) return { problem: lost };
  return { requests: wanted };
}

/** What the objects of a host are called that are for it alone, so that those in their place are called the same. */
function ownName(mesh: Mesh, { host, entries }: Trail, { namespace }: EgressRequest): Pick<EgressRequest, 'name'> {
  const routes = mesh.withHost('VirtualService', host).filter(({ resource }) => resource.spec.hosts.length === 1);
  const [own] = [...routes, ...entries].filter((it) => it.namespace === namespace);
  return own ? { name: own.name } : {};
}

/** A request without what followed from what it was before, when it was of that API. */
export function remade(request: EgressRequest, workspace: Workspace, was: EgressApi = request.api): EgressRequest {
  const {
    hopPort: _port,
    subset: _subset,
    outsideSubset: _outside,
    serverName: _name,
    lacksPort: _lacks,
    ...rest
  } = request;
  const pods =
    rest.api === 'istio' ? podsBehind(rest.gateway, hopPort(rest), workspace) : podsMadeOf(rest.gateway, hopPort(rest));
  return {
    ...rest,
    ...(was === rest.api ? {} : { selector: pods.labels }),
    ...(rest.enclosure ? { enclosure: { ...rest.enclosure, podPort: pods.port } } : {}),
  };
}

function planned(
  wanted: readonly EgressRequest[],
  workspace: Workspace,
  file: NewFile,
  prepare: (write: Write) => void = () => {},
): Reshaped {
  const { result, changes } = trial(workspace, (write) => {
    prepare(write);
    const plan = egressPlan(
      wanted.map((it) => ({ ...it, ...freeName(workspace.meshOf(file.path), it) })),
      workspace,
      file,
    );
    for (const { path, after } of plan.changes ?? []) write(path, after);
    return plan;
  });
  const { needs, problem } = result;
  if (problem !== undefined) return { problem };
  const commented = changes.filter(({ before, after }) => commentsIn(after) < commentsIn(before)).map((it) => it.path);
  return {
    changes,
    requests: wanted,
    notes: [...needs, ...commented.map((it) => `Comments of objects that are written anew in ${it} are not kept.`)],
  };
}

/** A name for the objects of the Gateway API, whose rule for the hop is found by its name and must be for that hop. */
function freeName(mesh: Mesh, request: EgressRequest): Pick<EgressRequest, 'name'> {
  if (request.api !== 'gateway-api') return {};
  const { name: usual } = objectName(request);
  const isTaken = (name: string): boolean =>
    mesh
      .find('DestinationRule', request.gateway.namespace, `${name}-gateway`)
      .some((it) => !it.resource.spec.host?.value.startsWith(`${madeService(request.gateway.name)}.`));
  const name = [usual, ...[2, 3, 4].map((it) => `${usual}-${it}`)].find((it) => !isTaken(it));
  return name === undefined || name === usual ? {} : { name };
}

const commentsIn = (text = ''): number => text.match(/(?:^|\s)#/gm)?.length ?? 0;
