import type { Origin } from '../envoy/config';
import { isGateway, labelsOf } from '../mesh/gateway-pods';
import { gatewayWorkloads } from '../mesh/gateway-workloads';
import { type Injection, injectionOf, namespaceInjection } from '../mesh/injection';
import { meshConfig } from '../mesh/mesh-config';
import type { Labels } from '../model/labels';
import { isOnHostNetwork } from '../model/workload';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { notCaptured, saysWhatIsCaptured } from './capture';
import { isGatewayNamespace } from './clients';
import type { Hole } from './hole';
import type { Outside } from './outside';
import { isEverybodyElse, type ReportedClient } from './report-clients';

/** Pods of which some connections, or all, pass no proxy of the mesh. */
interface PodsAside {
  readonly namespace: string;
  /** `undefined` for all of a namespace. */
  readonly labels: Labels | undefined;
  /** `undefined` where it hangs on where they connect to. */
  readonly hole: Hole | undefined;
  readonly workload: MeshObject<'Workload'> | undefined;
}

/** The holes that pods of a client make themselves: they have no proxy, or keep connections to the server from it. */
export function podHoles(mesh: Mesh, client: ReportedClient, told: ReadonlySet<string>, outside: Outside): Hole[] {
  const [port = 0] = outside.ports;
  const known = podsAside(mesh);
  const mine = isEverybodyElse(client)
    ? [...known].flatMap(([namespace, some]) => (told.has(namespace) ? [] : some))
    : (known.get(client.namespace) ?? []).filter(({ labels }) => !labels || isOne(client, labels));
  const isOfZtunnel = namespaceInjection(mesh, client.namespace).proxy === 'ztunnel';
  const all = isOfZtunnel ? undefined : notCaptured(mesh, undefined, outside, port);
  return [
    ...(all ? [all] : []),
    ...mine.flatMap(({ hole, workload }) => hole ?? (workload && notCaptured(mesh, workload, outside, port)) ?? []),
  ];
}

/** Whether pods with those labels are told apart from the client's by none of the labels that tell clients apart. */
const isOne = ({ labels, askedLabels }: ReportedClient, own: Labels): boolean =>
  [...askedLabels].every((key) => labels.get(key) === own.get(key));

/** By namespace. */
const podsAside = (mesh: Mesh): ReadonlyMap<string, readonly PodsAside[]> =>
  mesh.remember('pods whose connections pass no proxy', () => {
    const workloads = mesh.all('Workload').filter((it) => !isOfPlatform(mesh, it.namespace) && !isGateway(mesh, it));
    const found = new Map<string, PodsAside[]>();
    for (const pods of [...workloads.flatMap((it) => podsOf(mesh, it)), ...namespacesAside(mesh, workloads)]) {
      const known = found.get(pods.namespace);
      if (known) known.push(pods);
      else found.set(pods.namespace, [pods]);
    }
    return found;
  });

function podsOf(mesh: Mesh, workload: MeshObject<'Workload'>): PodsAside[] {
  const injection = injectionOf(mesh, workload);
  const hole = holeOf(injection, isOnHostNetwork(workload.resource.spec));
  const isAside = hole || (injection.proxy !== 'ztunnel' && saysWhatIsCaptured(workload));
  return isAside ? [{ namespace: workload.namespace, labels: labelsOf(workload), hole, workload }] : [];
}

/** Namespaces of which no pods are known. */
function namespacesAside(mesh: Mesh, workloads: readonly MeshObject<'Workload'>[]): PodsAside[] {
  const known = new Set(workloads.map((it) => it.namespace));
  return mesh.all('Namespace').flatMap(({ name: namespace }) => {
    if (known.has(namespace) || isOfPlatform(mesh, namespace) || hasGateways(mesh, namespace)) return [];
    const injection = namespaceInjection(mesh, namespace);
    const hole = injection.isSilent && isCalledLikeGateways(namespace) ? undefined : holeOf(injection);
    return hole ? [{ namespace, labels: undefined, hole, workload: undefined }] : [];
  });
}

function holeOf({ proxy, isSilent, because }: Injection, isOnHost = false): Hole | undefined {
  if (proxy !== 'none') return undefined;
  const places: Origin[] = because ? [because] : [];
  return { kind: isOnHost ? 'host-network' : 'no-sidecar', isSure: !isSilent, places };
}

/** Whether what runs in a namespace is Kubernetes and Istio themselves, and no client. */
const isOfPlatform = (mesh: Mesh, namespace: string): boolean =>
  // pkg/kube/inject/initializer.go IgnoredNamespaces
  /^kube-(?:system|public|node-lease)$|^local-path-storage$/.test(namespace) ||
  namespace === meshConfig(mesh).rootNamespace.value ||
  namespace === meshConfig(mesh).controlPlaneNamespace.value;

const hasGateways = (mesh: Mesh, namespace: string): boolean =>
  isGatewayNamespace(mesh, namespace) || gatewayWorkloads(mesh).some((it) => it.proxy.namespace === namespace);

/** Whether a namespace is called like one where gateways run, which get no sidecar. */
const isCalledLikeGateways = (namespace: string): boolean => /gateway|gress|^istio/.test(namespace);
