import { isExportedTo } from '../../mesh/visibility';
import { hostLabel, isWildcard, resolveHost, type ServiceName, serviceHost, serviceName } from '../../model/host';
import { serviceByDefault } from '../../model/object-reference';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfKind, type MeshObject } from '../../workspace/mesh';
import { fieldNames, textsAt } from '../spot';
import { type Asked, definedIn, once } from './asked';
import type { Candidate } from './completion';
import { referents } from './referents';

/** Hosts of ServiceEntries and Services that the object can see, as it would write them. */
export function hosts(asked: Asked): Candidate[] {
  const { object, node, path, typed, namespace } = asked;
  // a server has no namespace that a short name could be completed with
  if (isOfKind(object, 'Gateway')) return once(prefixed(fullNames(asked), typed));
  const near = typed.includes('.') ? undefined : namespace;
  const found = [...external(asked), ...services(asked, near)];
  const field = fieldNames(path);
  if (field === 'spec.host') return once([egressGateway(asked, near), ...found, ...usedServices(asked, near)]);
  if (!/\.(?:destination|mirror)\.host$/.test(field)) return once(found);
  // a route leads to the egress gateway, or from there to the host itself
  const own = textsAt(node, ['spec', 'hosts']);
  const resolved = new Set(own.map((it) => resolveHost(it, namespace)));
  const ranked = found.map((it) => (resolved.has(resolveHost(it.label, namespace)) ? { ...it, rank: 0 } : it));
  return once([egressGateway(asked, near), ...ranked, ...usedServices(asked, near)]);
}

/** The same hosts, whole. */
export const fullNames = (asked: Asked): Candidate[] => [...external(asked), ...services(asked, undefined)];

/** Hosts for a rule about SNI: those of the VirtualService itself first. */
export function sniHosts(asked: Asked): Candidate[] {
  const own = textsAt(asked.node, ['spec', 'hosts']).filter((it) => it.includes('.') && !hasPlaceholder(it));
  const candidates = own.map((label): Candidate => ({ label, kind: 'host', detail: 'host of this object', rank: 0 }));
  return once([...candidates, ...external(asked)]);
}

/** The names that a server may be asked for by TLS. */
export const serverNames = (asked: Asked): Candidate[] => once(external(asked).filter((it) => !isWildcard(it.label)));

const external = ({ mesh, namespace }: Asked): Candidate[] =>
  mesh.all('ServiceEntry').flatMap((object) => {
    const { hosts, exportTo } = object.resource.spec;
    if (!isExportedTo(exportTo, object.namespace, namespace)) return [];
    return hosts
      .filter((it) => it.value !== '' && !hasPlaceholder(it.value))
      .map(({ value }): Candidate => ({ label: value, kind: 'host', detail: definedIn(object), rank: 1 }));
  });

/** The Services, by their short names in the namespace `near`, if any. */
const services = (asked: Asked, near: string | undefined): Candidate[] =>
  referents(asked, serviceByDefault).map((service) => ({
    label: written(service, near),
    kind: 'host',
    detail: service.detail,
    rank: service.namespace === near ? 2 : 3,
  }));

const written = ({ name, namespace }: ServiceName, near: string | undefined): string =>
  namespace === near ? name : hostLabel(serviceHost(name, namespace));

/** Services that other routes and rules lead to, such as gateways that are installed from elsewhere. */
function usedServices({ mesh, object }: Asked, near: string | undefined): Candidate[] {
  const isSelf = (it: MeshObject): boolean =>
    it.resource.kind === object?.resource.kind && it.name === object.name && it.namespace === object.namespace;
  return [...mesh.all('DestinationRule'), ...mesh.all('VirtualService')]
    .filter((it) => !isSelf(it))
    .flatMap((user) =>
      user.mentions.flatMap(({ name }): Candidate[] => {
        const service = name.kind === 'host' ? serviceName(name.host) : undefined;
        const label = service?.namespace && written(service, near);
        return label ? [{ label, kind: 'host', detail: `used by ${definedIn(user)}`, rank: 3 }] : [];
      }),
    );
}

/** The Service of the gateway that the settings name, which need not be in the workspace. */
function egressGateway({ mesh }: Asked, near: string | undefined): Candidate {
  const [owner = '', name = ''] = mesh.settings.gateway.split('/');
  const [known] = mesh.find('Service', owner, name);
  const label = written(known ?? { name, namespace: owner }, near);
  return { label, kind: 'host', detail: known ? definedIn(known) : 'egress gateway', rank: 0 };
}

/** A Gateway may say for which namespace a host is: `shop/api.example.com`. */
function prefixed(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  const prefix = typed.slice(0, typed.indexOf('/') + 1);
  return prefix === '' ? candidates : candidates.map((it) => ({ ...it, label: prefix + it.label }));
}
