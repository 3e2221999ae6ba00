import type { Origin } from '../envoy/config';
import { namespaceInjection } from '../mesh/injection';
import { meshConfig } from '../mesh/mesh-config';
import { type Isolation, isolationOf, type Pods, reachesPods, takesPort } from '../mesh/network-policies';
import type { Mesh } from '../workspace/mesh';
import type { Client, Hop, Trace } from './answer';
import { networkHoles } from './network-holes';
import type { Outside } from './outside';

/**
 * What the NetworkPolicies that isolate pods keep from them although they need it, with the policies. Nothing works
 * without the first two.
 */
export type CutOff = Severed & { readonly places: readonly Origin[] };

type Severed =
  | { readonly from: 'dns'; readonly protocols: readonly ('UDP' | 'TCP')[] }
  | { readonly from: 'istiod'; readonly port: number }
  /** `port` is that of its pods, `servicePort` the one that is dialled. */
  | { readonly from: 'gateway'; readonly workload: string; readonly port: number; readonly servicePort: number }
  /** The host, which the proxy sends to directly. */
  | { readonly from: 'host' };

/** What is kept from a client that sends such a request. Nothing where policies that are not seen may let it through. */
export function cutOffs(
  mesh: Mesh,
  client: Client,
  { verdict, hops }: Pick<Trace, 'verdict' | 'hops'>,
  outside: Outside,
): CutOff[] {
  const isolation = isolationOf(mesh, client);
  const { policies, possible, unseen } = isolation;
  if (policies.length === 0 || possible.length > 0 || unseen) return [];
  const places = policies.map((object): Origin => ({ object, path: ['spec', 'egress'] }));
  const severed = [
    ...dnsOf(mesh, client, isolation),
    ...istiodOf(mesh, client, isolation),
    ...gatewaysNext(hops).flatMap((it) => gatewayOf(mesh, client, it)),
    ...hostOf(verdict, isolation, outside),
  ];
  return severed.map((it) => ({ ...it, places }));
}

/** The name server's pods, in nearly all clusters and in OpenShift. */
const usualNameServer: Pods = { namespace: 'kube-system', labels: new Map([['k8s-app', 'kube-dns']]) };
const otherNameServer: Pods = { namespace: 'openshift-dns', labels: new Map() };

/** Whether a rule names one of the ports; who writes it knows where the pods are that listen there. */
const isPortNamed = ({ policies }: Isolation, ports: readonly number[], protocol: 'UDP' | 'TCP'): boolean =>
  policies
    .flatMap(({ resource }) => resource.spec.egress.flatMap((it) => it.ports))
    .some((it) => it.port && ports.some((port) => takesPort(it, port, protocol) !== 'no'));

function dnsOf(mesh: Mesh, client: Client, isolation: Isolation): Severed[] {
  const protocols = (['UDP', 'TCP'] as const).filter((protocol) => {
    // 5353 is the port of OpenShift's pods
    if (isPortNamed(isolation, [53, 5353], protocol)) return false;
    const reach = (to: Pods) => reachesPods(mesh, client, to, 53, protocol).answer;
    return reach(usualNameServer) === 'no' && reach(otherNameServer) !== 'yes';
  });
  return protocols.length > 0 ? [{ from: 'dns', protocols }] : [];
}

function istiodOf(mesh: Mesh, client: Client, isolation: Isolation): Severed[] {
  const { proxy, isSilent } = namespaceInjection(mesh, client.namespace);
  if (proxy === 'ztunnel' || (proxy === 'none' && !isSilent)) return [];
  // istio-discovery/templates/configmap.yaml discoveryAddress; certificates come from there, too
  const { discoveryAddress, controlPlaneNamespace } = meshConfig(mesh);
  const { value: written, assumption } = discoveryAddress;
  const [, service, number = 15012] = /^[^.:]+\.([^.:]+)\.svc(?:\.[^:]*)?(?::(\d+))?$/.exec(written ?? '') ?? [];
  if (assumption || (written !== undefined && service === undefined)) return [];
  const port = Number(number);
  const istiod: Pods = { namespace: service ?? controlPlaneNamespace.value, labels: new Map([['app', 'istiod']]) };
  const isReached = isPortNamed(isolation, [port], 'TCP') || reachesPods(mesh, client, istiod, port).answer !== 'no';
  return isReached ? [] : [{ from: 'istiod', port }];
}

/** The gateways that a client's proxy sends to, each once. */
function gatewaysNext([first, second]: readonly Hop[]): readonly Hop[] {
  // a ztunnel sends from within the pod to the waypoint's own port; to a gateway it does so as to any Service
  const next = [second, ...(first?.branches.map((it) => it.hops[0]) ?? [])].filter(
    (it) => it?.proxy.type === (first?.proxy.type === 'ztunnel' ? 'waypoint' : 'gateway'),
  );
  return [...new Map(next.flatMap((it) => (it ? [[`${it.proxy.workload} ${it.port}`, it] as const] : []))).values()];
}

function gatewayOf(mesh: Mesh, client: Client, { proxy, port, servicePort }: Hop): Severed[] {
  // P7; the pods of a gateway that is not in the workspace may listen on the port that is dialled
  const ports = proxy.assumed ? [port, servicePort] : [port];
  const isReached = ports.some((it) => reachesPods(mesh, client, proxy, it).answer !== 'no');
  return isReached ? [] : [{ from: 'gateway', workload: proxy.workload ?? proxy.namespace, port, servicePort }];
}

function hostOf(verdict: Trace['verdict'], isolation: Isolation, outside: Outside): Severed[] {
  if (verdict !== 'direct' && verdict !== 'passthrough') return [];
  const ranges = isolation.policies.flatMap(({ resource }) =>
    resource.spec.egress.flatMap(({ to }) => to.filter((it) => it.ipBlock)),
  );
  // a host of which only the name is known may be in a private network after all
  const isSure = outside.addresses.length > 0 || ranges.length === 0;
  return isSure && networkHoles(isolation, outside).length === 0 ? [{ from: 'host' }] : [];
}
