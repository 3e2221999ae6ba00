import { dataplaneMode } from '../mesh/ambient';
import { applyEdits } from '../text/edit';
import { externalHosts } from '../trace/requests';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { type NewFile, put, replaceDocument, type Site } from './bring';
import { removeFields } from './edit';
import { clientNamespaces, type EgressRequest } from './egress-request';
import { type Reshaped, takeOutObject } from './removal';
import { requestsNow } from './requests-now';
import { changeWays } from './reshape';

/** Whether the gateway is one that sidecars send to. */
export const hasHop = ({ api }: EgressRequest): boolean => api === 'istio' || api === 'gateway-api';

/** The same request through a waypoint. */
export const inAmbient = (it: EgressRequest): Partial<EgressRequest> | undefined =>
  hasHop(it) ? { api: 'ambient' } : undefined;

/**
 * Has the clients of a host be in ambient mode. That is for whole namespaces, whose pods then follow no rule for sidecars:
 * so all hosts that they reach through gateways leave through waypoints, and so do those hosts' other clients.
 */
export function toAmbient(host: string, workspace: Workspace, file: NewFile): Reshaped {
  const ways = waysWith(workspace.meshOf(file.path), host);
  const namespaces = new Set(ways.flatMap(clientNamespaces));
  if (namespaces.has(''))
    return { problem: `Ambient mode is for namespaces: name the one of the objects for ${host}.` };
  const hosts = [...new Set(ways.map((it) => it.host))];
  let gone: readonly MeshObject[] = [];
  const result = changeWays(hosts, inAmbient, workspace, file, {
    prepare: (write) => {
      const site: Site = { workspace, file, write };
      for (const [namespace, request] of owners(ways)) enrol(site, namespace, request);
      gone = [...namespaces].flatMap((it) =>
        workspace
          .meshOf(file.path)
          .inNamespace('Sidecar', it)
          .filter((sidecar) => sidecar.namespace === it),
      );
      for (const it of gone) takeOutObject(it, site);
    },
  });
  if (result.problem !== undefined) return result;
  const names = [...namespaces].join(' and ');
  const notes = [
    `Pods of ${names} that have a sidecar keep it until they are restarted.`,
    ...gone.map(
      (it) =>
        `Sidecar ${it.namespace}/${it.name} is for sidecars alone, and goes with them. What it kept pods from, only NetworkPolicies do now.`,
    ),
  ];
  return { ...result, notes: [...result.notes, ...notes] };
}

/** The ways through gateways of all clients that have one to the host, and of those that share another host with them. */
function waysWith(mesh: Mesh, host: string): EgressRequest[] {
  const all = externalHosts(mesh).flatMap((it) => requestsNow(mesh, it).filter(hasHop));
  let found = all.filter((it) => it.host === host);
  for (let known = -1; known < found.length; ) {
    known = found.length;
    const hosts = new Set(found.map((it) => it.host));
    const namespaces = new Set(found.flatMap(clientNamespaces));
    found = all.filter((it) => hosts.has(it.host) || clientNamespaces(it).some((own) => namespaces.has(own)));
  }
  return found;
}

/** A request of each namespace that has one. */
const owners = (ways: readonly EgressRequest[]): Map<string, EgressRequest> =>
  new Map(ways.flatMap((it) => clientNamespaces(it).map((namespace) => [namespace, it] as const)));

/** Takes the pods of a namespace into ambient mode, and away from whoever puts sidecars beside them. */
function enrol(site: Site, name: string, request: EgressRequest): void {
  const namespace = () => site.workspace.meshOf(site.file.path).named('Namespace', name)[0];
  put(site, request, namespace(), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [dataplaneMode]: 'ambient' } },
  });
  const written = namespace();
  // pkg/kube/inject/inject.go injectRequired: with one of these pods get a sidecar all the same
  const injected = ['istio-injection', 'istio.io/rev'].filter((it) => written?.resource.labels?.has(it));
  if (!written || injected.length === 0) return;
  const edits = removeFields(written, ['metadata', 'labels'], injected).filter((it) => it !== undefined);
  replaceDocument(site, written, applyEdits(written.document.text, edits));
}
