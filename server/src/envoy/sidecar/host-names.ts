import { serviceHost } from '../../model/host';

const suffix = '.cluster.local';

/** The hosts of services that a name in a request can mean: itself, and the Service that it is short for in a pod of that namespace. */
export function serviceHosts(name: string, namespace: string): string[] {
  // pilot/pkg/networking/core/httproute.go GenerateAltVirtualHosts
  const host = name.replace(/\.$/, '').toLowerCase();
  const labels = host.split('.');
  if (labels.length === 1) return [host, serviceHost(host, namespace)];
  if (labels.length === 2) return [host, `${host}.svc${suffix}`];
  if (labels.length === 3 && labels[2] === 'svc') return [host, `${host}${suffix}`];
  return [host];
}

/** The hosts of headless Services of which the name can be a pod's. */
export function hostsOfPod(name: string, namespace: string): string[] {
  // httproute.go generateVirtualHostDomains
  const dot = name.indexOf('.');
  return dot < 0 ? [] : serviceHosts(name.slice(dot + 1), namespace);
}

/** The names by which a pod of that namespace may call a service, apart from its host. */
export function shortNames(host: string, namespace: string): string[] {
  // pilot/pkg/networking/core/httproute.go generateAltVirtualHostsForKubernetesService
  const end = host.indexOf(`.svc${suffix}`);
  if (end < 0) return [`${host}.`];
  const short = host.slice(0, end);
  const [name = '', owner = ''] = short.split('.');
  const own = owner === namespace || owner === '' || namespace === '' ? [name] : [];
  return [`${host}.`, ...own, short, `${short}.svc`];
}
