import { blackHoleCluster, parseClusterName, passthroughCluster } from '../../envoy/config';
import { authorityOf, type Request } from '../../envoy/request';
import { hostLabel } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { causeText } from '../../trace/cause-text';
import type { Branch, Client, Hop, Trace, Wire } from '../../trace/trace';

/** A trace in one sentence, or two where several destinations share the requests. */
export function verdictSentence(trace: Trace): string {
  const forks = trace.hops.some((it) => it.branches.length > 1);
  return forks ? `${worstSentence(trace)} That is the worst of several ways.` : worstSentence(trace);
}

function worstSentence({ client, request, verdict, cause, response, hops }: Trace): string {
  const subject = `${requestLabel(request)} from ${clientLabel(client)}`;
  const why = cause ? `: ${causeText(cause)}` : '.';
  switch (verdict) {
    case 'gateway':
      return `${subject} leaves the mesh through ${gatewayLabel(hops)}.`;
    case 'direct':
      return `${subject} leaves the mesh straight from the pod, to a host that the mesh knows.`;
    case 'passthrough':
      return `${subject} leaves the mesh straight from the pod, to a host that the mesh does not know.`;
    case 'mesh':
      return `${subject} stays in the mesh.`;
    case 'answered':
      return `${subject} is answered by a proxy with ${responseLabel(response)}.`;
    case 'blocked':
      return `${subject} is blocked${why}`;
    case 'failed':
      return `${subject} fails${why}`;
    case 'unknown':
      return `Where ${subject} goes cannot be told from these manifests${why}`;
  }
}

/** `GET http://api.example.com/v1`. */
export function requestLabel(request: Request): string {
  const { protocol, method, path, host, port } = request;
  if (protocol === 'tls' || protocol === 'tcp')
    return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return `${method} ${protocol}://${authorityOf(request)}${path}`;
}

function clientLabel({ namespace, labels }: Client): string {
  const written = [...labels].map(([key, value]) => `${key}=${value}`).join(',');
  return `namespace ${namespaceLabel(namespace)}${written ? ` (${written})` : ''}`;
}

/** The last gateway on the way, in whichever branch it is. */
function gatewayLabel(hops: readonly Hop[]): string {
  const all = (some: readonly Hop[]): Hop[] =>
    some.flatMap((it) => [it, ...it.branches.flatMap((branch) => all(branch.hops))]);
  const gateway = all(hops).findLast(({ proxy }) => proxy.type === 'gateway' || proxy.type === 'waypoint');
  return `the ${gateway?.proxy.type === 'waypoint' ? 'waypoint' : 'egress gateway'}${gateway?.proxy.workload ? ` ${gateway.proxy.workload}` : ''}`;
}

/** `301 to https://api.example.com/`. */
export const responseLabel = (response: Trace['response']): string =>
  response ? `${response.status}${response.location ? ` to ${response.location}` : ''}` : 'an answer of its own';

/** Which proxy a hop is, as a heading. */
export function proxyLabel({ proxy }: Hop): string {
  const assumed = proxy.assumed ? ', which is not in these manifests' : '';
  if (proxy.type === 'sidecar') return `The sidecar of the client, in namespace ${namespaceLabel(proxy.namespace)}`;
  if (proxy.type === 'ztunnel') return `The ztunnel of the client, in namespace ${namespaceLabel(proxy.namespace)}`;
  const name = proxy.workload ?? `in namespace ${namespaceLabel(proxy.namespace)}`;
  return `The ${proxy.type} ${name}${assumed}`;
}

/** Where a proxy sends to, for people. */
export function clusterLabel({ cluster }: Branch): string {
  if (cluster === passthroughCluster) return 'the address that the application dialled, unchanged';
  if (cluster === blackHoleCluster) return 'nowhere: the connection is dropped';
  const parts = parseClusterName(cluster);
  if (!parts) return cluster;
  // the subsets of a waypoint's own services begin with what the port carries
  const subset = parts.direction === 'outbound' ? parts.subset : parts.subset.replace(/^(?:http|tcp)\/?/, '');
  return `${hostLabel(parts.host)} port ${parts.port}${subset ? `, subset ${subset}` : ''}`;
}

/** The name of a cluster as `istioctl proxy-config` has it. */
export function clusterNameLabel(cluster: string): string {
  const parts = parseClusterName(cluster);
  return parts ? cluster.slice(0, -parts.host.length) + hostLabel(parts.host) : cluster;
}

export const protocolLabels: Readonly<Record<Wire['protocol'], string>> = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' };

const layerLabels: Readonly<Record<Wire['layers'][number], string>> = {
  application: "the application's own TLS",
  SIMPLE: 'TLS that this proxy begins',
  MUTUAL: 'mutual TLS that this proxy begins',
  ISTIO_MUTUAL: "the mesh's mutual TLS",
  HBONE: "the mesh's tunnel (HBONE)",
};

/** What a sniffer sees, for people: `HTTP in the mesh's mutual TLS (SNI api.example.com)`. */
export function wireLabel({ protocol, layers }: Wire, tls: Branch['tls']): string {
  const sni = tls?.sni ? ` (SNI ${tls.sni})` : '';
  if (layers.length === 0) return `${protocolLabels[protocol]} in plain text${sni}`;
  return `${protocolLabels[protocol]} in ${layers.map((it) => layerLabels[it]).join(', and that in ')}${sni}`;
}
