import type { Document } from '../model/document';
import { agree } from '../model/namespace';
import type { Mesh } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { authorizationObject, gatewayHop, isAuthorized } from './authorization';
import { bring, type NewFile, put, type Site } from './bring';
import { egressObjects } from './egress';
import { clientNamespaces, dialledHost, type EgressRequest, hopPort, hopPortName } from './egress-request';
import { isEnclosed } from './enclosed';
import { entryFor } from './homes';
import { joined } from './join';
import { networkPolicyObject } from './network-policy';
import { egressAsides, egressNeeds } from './notes';
import { clientsOf, isLedOut, isPromised, tried, whyNotPromised } from './promised';
import { sidecarImports, sidecarRefusals } from './sidecars';
import { type FileChange, trial, type WrittenFile } from './trial';
import { unaskedChanges } from './unasked';
import { whatIsDisturbed } from './undisturbed';

export interface EgressDraft {
  readonly changes: readonly WrittenFile[];
  /** What the objects need besides. */
  readonly needs: readonly string[];
  /** All that whoever applies it must know that is not in the objects. */
  readonly notes: readonly string[];
  readonly problem?: undefined;
}

export type EgressPlan =
  | EgressDraft
  /** What is there and cannot be brought to lead out as requested, in one sentence. */
  | { readonly changes?: undefined; readonly needs?: undefined; readonly notes?: undefined; readonly problem: string };

/**
 * How a workspace comes to lead hosts out as requested: objects that are there get what they lack, and others are written
 * new. What goes that way already is left alone; where something stands in the way that cannot be merged, or another host
 * would no longer go its way, there is a problem and no change. The workspace is as before when this returns.
 */
export function egressPlan(requests: readonly EgressRequest[], workspace: Workspace, file: NewFile): EgressPlan {
  let problem: string | undefined;
  const plan = planned(requests, workspace, file, (mesh) => {
    problem = requests.map((it) => whyNotPromised(mesh, it)).find((it) => it);
  });
  problem ??= whatIsDisturbed(requests, plan.changes, workspace, file);
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
  const { result, changes } = trial(workspace, (write) => {
    const site: Site = { workspace, file, write };
    const isNew = workspace.documents(file.path).length === 0;
    const isOpen = requests.map((it) => !isPromised(meshOf(site), it));
    const chosen = requests.map((it) => ledOut(it, site));
    const complete = chosen.map((it) => guarded(it, site));
    // what others refer to comes before them: whoever applies a new file breaks nothing on the way
    if (isNew && workspace.documents(file.path).length > 0) write(file.path, inOrder(workspace.documents(file.path)));
    const mesh = meshOf(site);
    look(mesh);
    const open = complete.filter((_, index) => isOpen[index]);
    return { needs: open.flatMap(egressNeeds), asides: open.flatMap((it) => egressAsides(it, mesh)) };
  });
  const { needs, asides } = result;
  const notes = [...needs, ...unaskedChanges(requests, changes), ...asides];
  return { changes: changes.filter(isWritten), needs: [...new Set(needs)], notes: [...new Set(notes)] };
}

const meshOf = ({ workspace, file }: Site): Mesh => workspace.meshOf(file.path);

const isWritten = (it: FileChange): it is WrittenFile => it.after !== undefined;

/** Has the clients' requests go the way that is asked for; gives the request as what is there makes it. */
function ledOut(request: EgressRequest, site: Site): EgressRequest {
  const chosen = withEntry(joined(request, meshOf(site)), meshOf(site));
  if (!isLedOut(meshOf(site), request)) {
    for (const wanted of egressObjects(chosen)) bring(site, chosen, wanted);
    if (chosen.lacksPort) openPort(chosen, site);
  }
  // a Sidecar that hides the host breaks the promise whether it was asked about or not
  if (request.sidecar || !isLedOut(meshOf(site), request))
    for (const { home, wanted } of sidecarImports(meshOf(site), chosen)) put(site, chosen, home, wanted);
  return chosen;
}

/** Has the gateway's Service lead to the port that its pods will listen on. */
function openPort(request: EgressRequest, site: Site): void {
  const { namespace, name } = request.gateway;
  const port = { name: hopPortName(request), port: hopPort(request), targetPort: hopPort(request) };
  const wanted = { apiVersion: 'v1', kind: 'Service', spec: { ports: [port] } };
  for (const home of meshOf(site).find('Service', namespace, name)) put(site, request, home, wanted);
}

/** Has everything else kept out that is to be; gives the request with the port on which the gateway really listens. */
function guarded(chosen: EgressRequest, site: Site): EgressRequest {
  const [client] = clientsOf(chosen);
  const way = client && tried(meshOf(site), chosen, client);
  const podPort = way && gatewayHop(way)?.port;
  const { enclosure } = chosen;
  // the port that was asked about is another where a server of others stands on it
  const isMoved = chosen.hopPort !== undefined && podPort !== undefined;
  const request = enclosure && isMoved ? { ...chosen, enclosure: { ...enclosure, podPort } } : chosen;
  if (request.authorization && way && !(isAuthorized(meshOf(site), request, way) && isLedOut(meshOf(site), request)))
    bring(site, request, authorizationObject(meshOf(site), request, podPort));
  enclose(request, site);
  if (request.registryOnly)
    for (const { home, wanted } of sidecarRefusals(meshOf(site), request)) put(site, request, home, wanted);
  return request;
}

/** Keeps the clients that are not kept yet from all ways but the gateway's. */
function enclose(request: EgressRequest, site: Site): void {
  const { enclosure } = request;
  if (!enclosure) return;
  for (const [index, client] of clientsOf(request).entries()) {
    const mesh = meshOf(site);
    const namespace = clientNamespaces(request)[index] ?? '';
    if (isEnclosed(mesh, client, tried(mesh, request, client)) !== 'yes')
      bring(site, request, networkPolicyObject(mesh, request, namespace, enclosure));
  }
}

/** The request with the name of the ServiceEntry that makes the host known already. */
function withEntry(request: EgressRequest, mesh: Mesh): EgressRequest {
  const known = entryFor(mesh, request, dialledHost(request));
  return known && agree(known.namespace, request.namespace) ? { ...request, entry: known.name } : request;
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
