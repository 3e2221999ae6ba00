import { integer, type Read, struct, text } from '../yaml/read';
import { serviceHost } from './host';
import type { Identity } from './kind';
import { type Mention, type Name, type ReferencedType, type SectionOwner, uses } from './name';
import { knownNamespace } from './namespace';

/** Names another object, as the Gateway API does: by group, kind and name; some by a part of it as well. */
export const objectReference = struct({
  group: text,
  kind: text,
  namespace: text,
  name: text,
  sectionName: text,
  port: integer,
});
export type ObjectReference = Read<typeof objectReference>;

/** What a reference may name; `Hostname` is no object, but a host of any ServiceEntry or Service. */
export type Referent = ReferencedType | 'Service' | 'Hostname' | 'ServiceImport';

const referents: ReadonlyMap<string, Referent> = new Map([
  ['gateway.networking.k8s.io/Gateway', 'KubernetesGateway'],
  ['gateway.networking.k8s.io/ListenerSet', 'ListenerSet'],
  ['gateway.networking.k8s.io/GatewayClass', 'GatewayClass'],
  ['networking.istio.io/ServiceEntry', 'ServiceEntry'],
  ['networking.istio.io/Hostname', 'Hostname'],
  ['multicluster.x-k8s.io/ServiceImport', 'ServiceImport'],
  ['/Service', 'Service'],
  ['/Secret', 'Secret'],
  ['/ConfigMap', 'ConfigMap'],
]);

/** What a field takes the group and kind to be that are not written. */
export interface DefaultKind {
  readonly group: string;
  readonly kind: string;
}

/** Of `parentRefs`. */
export const gatewayByDefault: DefaultKind = { group: 'gateway.networking.k8s.io', kind: 'Gateway' };
/** Of `backendRefs`. */
export const serviceByDefault: DefaultKind = { group: '', kind: 'Service' };
/** Of `certificateRefs`. */
export const secretByDefault: DefaultKind = { group: '', kind: 'Secret' };
/** Of fields that have none. */
export const nothingByDefault: DefaultKind = { group: '', kind: '' };

/** What a reference means. */
export interface Referred {
  /** `undefined` for what Istio does not know there. */
  readonly type: Referent | undefined;
  /** As written, or by default. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a reference means in an object of that namespace. Group and kind have their defaults each by itself. */
export function referred(reference: ObjectReference, byDefault: DefaultKind, namespace: string): Referred {
  // pilot/pkg/config/kube/gatewaycommon/references.go NormalizeReference
  const group = reference.group?.value ?? byDefault.group;
  const kind = reference.kind?.value ?? byDefault.kind;
  return {
    type: referents.get(`${group}/${kind}`),
    group,
    kind,
    namespace: reference.namespace ? knownNamespace(reference.namespace.value) : namespace,
    name: reference.name?.value ?? '',
  };
}

/** The name that a reference uses. */
export function* mentionsOf(
  references: Iterable<ObjectReference | undefined>,
  byDefault: DefaultKind,
  { namespace: own }: Identity,
): Iterable<Mention> {
  for (const reference of references) {
    if (!reference?.name) continue;
    if (reference.namespace) yield uses(reference.namespace, { kind: 'namespace', name: reference.namespace.value });
    const to = referred(reference, byDefault, own);
    const { type } = to;
    const name = referredName(to);
    if (name) yield uses(reference.name, name);
    if (reference.sectionName && (type === 'KubernetesGateway' || type === 'ListenerSet'))
      yield uses(reference.sectionName, section(type, to, reference.sectionName.value));
  }
}

/** The name by which what is referred to is known; `undefined` for what Istio does not know there. */
export function referredName({ type, namespace, name }: Referred): Name | undefined {
  if (type === 'Service' || type === 'ServiceImport') return { kind: 'host', host: serviceHost(name, namespace) };
  if (type === 'Hostname') return { kind: 'host', host: name.toLowerCase() };
  return type && { kind: 'object', type, namespace, name };
}

/** The name of a part of an object. */
export const section = (
  type: SectionOwner,
  { namespace, name: owner }: Identity,
  name: string,
): Extract<Name, { kind: 'section' }> => ({ kind: 'section', type, namespace, owner, name });
