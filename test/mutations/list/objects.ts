import { field, gone, type Mutation, same, set, take, whole } from '../mutation';
import { fieldsAt, isMapping, nameOf, namespaceOf, type Plain, valueOf } from '../plain';

/*
 * Policies, Sidecars and configuration are not among what goes missing: without them the manifests say nothing of what
 * was meant.
 */

const others = (object: Plain, objects: readonly Plain[]): string =>
  JSON.stringify(objects.filter((it) => it !== object));

/** Whether another object has one of its names. */
function isNamed(object: Plain, objects: readonly Plain[]): boolean {
  const hosts = [...fieldsAt(object, 'spec hosts *'), ...fieldsAt(object, 'spec host')].map(valueOf);
  return [nameOf(object), ...hosts].some((it) => others(object, objects).includes(`"${it}"`));
}

const chain =
  'ServiceEntry Gateway VirtualService DestinationRule Service KubernetesGateway HTTPRoute TLSRoute BackendTLSPolicy ReferenceGrant';
const inNamespaces = `${chain} NetworkPolicy AuthorizationPolicy Sidecar`;

/** The status of a route says so, and its requests go on. */
const aboutBackends = ['hostname-backend-not-in-route-namespace'];

export const objects: readonly Mutation[] = [
  whole('an object is missing', chain, (object, all) =>
    isNamed(object, all) ? () => void all.splice(all.indexOf(object), 1) : undefined,
  ),
  whole('a Secret is missing', 'Secret', (object, all) => () => void all.splice(all.indexOf(object), 1), {
    mayWarn: ['credential-secret-namespace'],
  }),
  field('an object has another name', chain, 'metadata name', (it) => `${it}-2`),
  field('an object is in another namespace', inNamespaces, 'metadata namespace', set('elsewhere'), {
    mayWarn: aboutBackends,
  }),
  field('an object is in the namespace of Istio', inNamespaces, 'metadata namespace', set('istio-system'), {
    mayWarn: aboutBackends,
  }),
  field('an object names no namespace', inNamespaces, 'metadata namespace', take),
  field(
    'exported to its own namespace only',
    'VirtualService ServiceEntry DestinationRule',
    'spec exportTo',
    set(['.']),
  ),
  field(
    'exported to another namespace only',
    'VirtualService ServiceEntry DestinationRule',
    'spec exportTo',
    set(['elsewhere']),
  ),
  field('exported to everybody', 'VirtualService ServiceEntry', 'spec exportTo', (_, __, object) =>
    fieldsAt(object, 'spec workloadSelector').some((it) => valueOf(it)) ? same : ['*'],
  ),
  field('exported to one namespace fewer', 'VirtualService ServiceEntry', 'spec exportTo *', (it, { holder }) =>
    it === undefined || (holder as readonly unknown[]).length === 1 ? same : gone,
  ),
  whole('another VirtualService takes the host first', 'VirtualService', (object, all) => {
    const { metadata, spec } = object;
    const [host] = isMapping(spec) && Array.isArray(spec['hosts']) ? spec['hosts'] : [];
    if (!isMapping(metadata) || typeof host !== 'string' || !isMapping(spec) || !('http' in spec)) return undefined;
    const route = [{ route: [{ destination: { host, port: { number: 80 } } }] }];
    const other = {
      ...object,
      metadata: { name: '0-first', namespace: namespaceOf(object) },
      spec: { hosts: [host], http: route },
    };
    return () => void all.unshift(other);
  }),
  whole('another DestinationRule for the host comes first', 'DestinationRule', (object, all) => {
    const [host] = fieldsAt(object, 'spec host').map(valueOf);
    const trafficPolicy = { tls: { mode: 'DISABLE' } };
    const metadata = { name: 'a-first', namespace: namespaceOf(object) };
    return () => void all.unshift({ ...object, metadata, spec: { host: host ?? '', trafficPolicy } });
  }),
  whole('another ServiceEntry has the host in another namespace', 'ServiceEntry', (object, all) => {
    const other = structuredClone(object);
    other['metadata'] = { name: nameOf(object), namespace: 'elsewhere' };
    return () => void all.push(other);
  }),
];
