import { hostLabel, sameHost } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import type { Failure } from '../trace/failures';
import { isOfKind } from '../workspace/mesh';
import { unknownService } from './destination';
import { exportedToo } from './exported-too';
import { atPath, label } from './places';
import type { FailureFinding } from './rule';

/** What is to be said where a proxy lacks a host only because its ServiceEntry is not exported to it. */
export function hiddenServiceEntry(
  failure: Failure,
  type: 'gateway' | 'sidecar',
  consequence: string,
): FailureFinding | undefined {
  const { to, why } = unknownService(failure) ?? {};
  const { proxy } = failure.hop;
  const object = why?.object;
  if (!to || why?.fact !== 'S11' || proxy.type !== type || !object || !isOfKind(object, 'ServiceEntry'))
    return undefined;
  const { exportTo, hosts } = object.resource.spec;
  if (!hosts.some((it) => sameHost(it.value.toLowerCase(), to.host))) return undefined;
  const written = exportTo.map((it) => it.value).join(', ');
  const where = `in namespace ${namespaceLabel(proxy.namespace)}`;
  const who = type === 'gateway' ? `the gateway, whose pods are ${where}, does` : `the clients ${where} do`;
  return {
    object,
    path: exportTo.length > 0 ? ['spec', 'exportTo'] : ['metadata', 'name'],
    message: `${label(object)} is ${written ? `exported to '${written}' only` : 'not exported'}, so ${who} not know ${hostLabel(to.host)}: ${consequence}.`,
    related: [atPath(to.object, [...to.path, 'host'], `${label(to.object)} sends to it.`)],
    fixes: () => exportedToo(object, [proxy.namespace]),
  };
}
