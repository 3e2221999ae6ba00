import { create } from '../generate/create';
import { type Fix, fix, insertInto, removeFields, replace } from '../generate/edit';
import { egressName } from '../generate/egress-name';
import { destinationRuleObject } from '../generate/objects';
import { namedGateways } from '../mesh/egress';
import { gatewaysBehind, serviceOfGateway } from '../mesh/gateways';
import type { Proxy } from '../mesh/proxy';
import { servicesMatching } from '../mesh/services';
import { hostLabel, isWildcard, resolveHost, sameHost, serviceName } from '../model/host';
import { unnamed } from '../model/namespace';
import { nearest } from '../text/nearest';
import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { PlacedDestination } from './destination';
import { exportedToo } from './exported-too';
import { misspeltGateway } from './meant-service';
import { label } from './places';
import { subsetValue } from './subset-value';

type DestinationRule = MeshObject<'DestinationRule'>;

/** What gives a destination a subset that the DestinationRules lack which its proxy reads for the host; best first. */
export function subsetRepairs(
  mesh: Mesh,
  failure: Failure,
  to: PlacedDestination,
  subset: string,
  read: readonly DestinationRule[],
): Fix[] {
  const [rule] = read;
  if (!rule) {
    const hidden = unhidden(mesh, to, subset, failure.hop.proxy);
    return hidden.length > 0 ? hidden : withoutRule(mesh, failure, to, subset);
  }
  const renames = renamed(to, subset, read);
  const path = ['spec', 'subsets', rule.resource.spec.subsets.length];
  return renames.length > 0
    ? renames
    : fix(`Add subset '${subset}' to ${label(rule)}`, [insertInto(rule, path, subsetValue(mesh, failure, to, subset))]);
}

function renamed({ object, destination }: PlacedDestination, subset: string, read: readonly DestinationRule[]): Fix[] {
  const known = read.flatMap((it) => it.resource.spec.subsets.flatMap(({ name }) => name?.value ?? []));
  return nearest(subset, known).flatMap((it) =>
    fix(`Change to '${it}'`, [destination.subset && replace(object, destination.subset.span, it)]),
  );
}

function withoutRule(mesh: Mesh, failure: Failure, to: PlacedDestination, subset: string): Fix[] {
  const { proxy } = failure.hop;
  const { object, host, path } = to;
  const service = serviceName(host);
  // a gateway that sends to a Service of the mesh mostly has a rule that is meant for sidecars
  if (proxy.type === 'gateway' && service) return [];
  const isOfGateway = gatewaysBehind(mesh, host, namedGateways(mesh, object)).length > 0;
  // pods of a Service that has no subsets are not told apart
  if (service && !isOfGateway && servicesMatching(mesh, host).length > 0)
    return fix('Send to all of its pods', removeFields(object, path.slice(object.resource.path.length), ['subset']));
  // the Service is misspelt where that of the gateway is another
  if (isAnother(mesh, host, object)) return [];
  // D1 it is to be where the proxy looks for one
  const own = object.resource.namespace?.value ?? '';
  const namespace = own === '' || proxy.namespace === unnamed ? own : proxy.namespace;
  const name = { name: service?.name ?? (isWildcard(host) ? egressName(host) : host), namespace };
  const created = destinationRuleObject(name, hostLabel(host), { subsets: [subsetValue(mesh, failure, to, subset)] });
  return fix(`Create DestinationRule '${name.name}' with subset '${subset}'`, [create(mesh, object, created)]);
}

/** What lets the proxy read a DestinationRule that has the subset, where there is one. */
function unhidden(mesh: Mesh, { object, host, destination }: PlacedDestination, subset: string, proxy: Proxy): Fix[] {
  const { namespace, type } = proxy;
  if (namespace === unnamed) return [];
  const isService = (it: string): boolean =>
    misspeltGateway(mesh, it) === undefined &&
    (servicesMatching(mesh, it).length > 0 || gatewaysBehind(mesh, it, namedGateways(mesh, object)).length > 0);
  return mesh.all('DestinationRule').flatMap((rule): Fix[] => {
    const written = rule.resource.spec.host;
    if (!written || rule.writtenAt || !rule.resource.spec.subsets.some((it) => it.name?.value === subset)) return [];
    const own = resolveHost(written.value, rule.namespace);
    const title = label(rule);
    if (sameHost(own, host)) {
      if (rule.namespace === namespace) return exportedToo(rule, [namespace]);
      const where = type === 'gateway' && !serviceName(host) ? rule.resource.namespace : undefined;
      return where ? fix(`Move ${title} to namespace ${namespace}`, [replace(rule, where.span, namespace)]) : [];
    }
    if (rule.namespace !== namespace || nearest(host, [own]).length === 0) return [];
    if (isService(own))
      return fix(`Change the host to '${hostLabel(own)}'`, [
        destination.host && replace(object, destination.host.span, hostLabel(own)),
      ]);
    return isService(host)
      ? fix(`Change the host of ${title} to '${hostLabel(host)}'`, [replace(rule, written.span, hostLabel(host))])
      : [];
  });
}

/** Whether no gateway is behind a host, and the Service of a gateway that the VirtualService names is known. */
const isAnother = (mesh: Mesh, host: string, object: MeshObject<'VirtualService'>): boolean =>
  gatewaysBehind(mesh, host).length === 0 &&
  gatewaysBehind(mesh, host, namedGateways(mesh, object)).some((it) => serviceOfGateway(mesh, it) !== undefined);
