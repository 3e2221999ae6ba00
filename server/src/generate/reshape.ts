import type { Kind } from '../model/kinds';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { parse } from '../yaml/parse';
import { nodeAt } from '../yaml/tree';
import { type Value, valueOf } from '../yaml/write';
import { authorizationObject } from './authorization';
import type { NewFile } from './bring';
import { egressObjects } from './egress';
import { type EgressApi, type EgressRequest, hopPort, objectName } from './egress-request';
import { madeService, podsMadeOf } from './gateway-api';
import { podsBehind } from './gateway-pods';
import { whyImpossible } from './impossible';
import { joined } from './join';
import { egressPlan } from './plan';
import { type Reshaped, takeOut } from './removal';
import type { EgressResult } from './request';
import { requestsNow } from './requests-now';
import { rulesFor } from './rules-for';
import { type Trail, trailOf } from './trail';
import { trial, type Write } from './trial';
import { fieldOf } from './value';

/** What becomes of one of the requests of a host; `undefined` where it stays as it is. */
export type Change = (request: EgressRequest, workspace: Workspace) => Partial<EgressRequest> | undefined;

/** Gives a host further ways out beside those that it has. */
export const addWays = (requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): Reshaped =>
  planned(requests, workspace, file);

/**
 * Has a host's ways out be others: takes out the objects and parts that only they use, and plans the new ones in their
 * place. A problem where objects say what the new ones would not, or the requests would not go the new way. The kinds that
 * are kept say the same of the new ways.
 */
export function changeWays(
  host: string,
  change: Change,
  workspace: Workspace,
  file: NewFile,
  kept: readonly Kind[] = [],
): Reshaped {
  const { requests, problem } = changedWays(host, change, workspace, file, kept);
  return requests
    ? planned(requests, workspace, file, (write) => takeOut(host, workspace, file, write, kept))
    : { problem };
}

/** The requests that a host has then; or why it cannot be so, as far as that is known before it is tried. */
export function changedWays(
  host: string,
  change: Change,
  workspace: Workspace,
  file: NewFile,
  kept: readonly Kind[] = [],
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

/** Says what the objects that are for the host alone hold that none of the generated ones has; a sentence. */
function whatIsLost(
  host: string,
  now: readonly EgressRequest[],
  workspace: Workspace,
  file: NewFile,
  kept: readonly Kind[],
): string | undefined {
  const mesh = workspace.meshOf(file.path);
  const known = new Set(
    now
      .flatMap((it) => [it, joined(it, mesh)])
      .flatMap((it) => [
        ...egressObjects(it),
        ...(it.authorization ? [authorizationObject(mesh, it, hopPort(it))] : []),
      ])
      .flatMap((it) => fieldsOf(it)),
  );
  const trail = trailOf(mesh, host);
  for (const object of ownObjects(trail, workspace, file)) {
    if (kept.includes(object.resource.kind)) continue;
    const node = nodeAt(parse(object.document.text).root, object.resource.path);
    const [field] = fieldsOf(valueOf(node), trail.hosts).filter((it) => !known.has(it) && !saysNothing.has(it));
    if (field)
      return `${object.resource.type} ${object.name} has ${field.slice(field.indexOf(' ') + 1)}, which would be lost.`;
  }
  return undefined;
}

/** What is so without being written, where there is one way. */
const saysNothing: ReadonlySet<string> = new Set([
  'ServiceEntry spec.location',
  ...['http', 'tls', 'tcp'].flatMap((it) => [
    `VirtualService spec.${it}.route.weight`,
    // a name; what it stands for is written elsewhere
    `VirtualService spec.${it}.route.destination.subset`,
  ]),
]);

/** The objects that speak of a host and of its way alone. */
function ownObjects(trail: Trail, workspace: Workspace, file: NewFile): MeshObject[] {
  const mesh = workspace.meshOf(file.path);
  const policies = mesh.all('AuthorizationPolicy').filter((it) => rulesFor(it, trail).length > 0);
  const about = trail.hosts.flatMap((it): readonly MeshObject[] => [
    ...mesh
      .withHost('VirtualService', it)
      .filter(({ resource }) => resource.spec.hosts.some(({ value }) => value === it)),
    ...mesh.withHost('DestinationRule', it).filter(({ resource }) => resource.spec.host?.value === it),
    ...mesh
      .withHost('ServiceEntry', it)
      .filter(({ resource }) => resource.spec.hosts.some(({ value }) => value === it)),
    ...mesh.withHost('HTTPRoute', it),
    ...mesh.withHost('TLSRoute', it),
  ]);
  return [...policies, ...about];
}

/**
 * The paths of all fields below `spec`, without places in lists, behind the kind. That TLS with a host names the host need
 * not be written.
 */
function fieldsOf(object: Value, hosts: readonly string[] = []): string[] {
  const kind = String(fieldOf(object, 'kind'));
  const paths = (value: Value | undefined, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((it: Value) => paths(it, path));
    if (typeof value !== 'object' || value === null) return [`${kind} ${path}`];
    return Object.entries(value)
      .filter(([name, it]) => !(name === 'sni' && hosts.includes(String(it).toLowerCase())))
      .flatMap(([name, it]) => paths(it as Value, `${path}.${name}`));
  };
  return paths(fieldOf(object, 'spec'), 'spec');
}
