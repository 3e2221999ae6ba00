import { isAddress, isRange } from '../../text/cidr';
import { isWildcard } from '../host';
import { listenerClass, parseProtocol } from '../protocol';
import { isDnsLabel, isPartialWildcard, isWildcardDomain } from './names';
import type { Part } from './part';
import { asHost, asLabel, becomes, namePort, type Repair } from './repair';
import { advice, atMost, type Check, form, mended, port, type Requirement, requirement, unique } from './requirement';
import { exportTo, selector } from './shared';
import { endpoint, unix } from './workload-entry';

/** What Istio reads as the protocol of a port of a ServiceEntry or a Sidecar; nothing is one, too. */
export const isProtocol = (text: string): boolean =>
  // 2.1 validation.go ValidateProtocol
  text === '' || parseProtocol(text) !== 'UNSUPPORTED';

export const protocolText =
  "'protocol' is one of HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, UDP, MONGO, REDIS, MYSQL and HTTP_PROXY";

const looksUp: readonly string[] = ['DNS', 'DNS_ROUND_ROBIN'];

const resolutionOf = (spec: Part): string => spec.field('resolution').choice('NONE');

/** Where the ServiceEntry has one of these resolutions; what a field has to do with it, without its beginning. */
const where =
  (resolutions: readonly string[], check: Check): Check =>
  (part, object) =>
    resolutions.includes(resolutionOf(object.field('spec'))) ? check(part, object) : undefined;

const every: Check = (part) => part;

export const serviceEntryRequirements: readonly Requirement[] = [
  // 2.3, 2.8 validation.go ValidateServiceEntry
  requirement('spec.hosts', "'hosts' has at least one host", (list) => (list.isGiven ? undefined : list)),
  form(
    'spec.hosts[]',
    "An item of 'hosts' is the name of a host: no address, and '*' only in front of others",
    (text) => text !== '*' && isWildcardDomain(text),
    asHost,
  ),
  atMost('spec.hosts', 256),
  form('spec.addresses[]', "An item of 'addresses' is an IP address or a range in CIDR notation", isRange),
  atMost('spec.addresses', 256),
  requirement(
    'spec.addresses[]',
    'Ranges of addresses need resolution NONE or STATIC',
    where([...looksUp, 'DYNAMIC_DNS'], (it) => (it.text?.includes('/') ? it : undefined)),
  ),

  mended(
    unique('spec.ports', 'Each port has a name of its own', (it) => it.field('name').text),
    (port, object) => namePort(port.field('name'), object),
  ),
  unique('spec.ports', 'Each port has a number of its own', (it) => it.field('number').number),
  form('spec.ports[].name', "The 'name' of a port has letters, digits and hyphens only", isDnsLabel, asLabel),
  form('spec.ports[].protocol', protocolText, isProtocol),
  port('spec.ports[].number'),
  port('spec.ports[].targetPort'),
  requirement('spec', 'Several hosts need ports of HTTP or TLS, unless the resolution is NONE', (spec) =>
    resolutionOf(spec) === 'NONE' || !isKnown(spec.field('resolution')) || spec.field('hosts').items.length < 2
      ? undefined
      : spec.field('ports').items.find(isIndistinct)?.field('protocol'),
  ),

  ...endpoint('spec.endpoints[]'),
  requirement('spec', "A ServiceEntry has only one of 'workloadSelector' and 'endpoints'", (spec) =>
    spec.field('workloadSelector').isSet && spec.field('endpoints').isSet ? spec.field('endpoints') : undefined,
  ),
  mended(
    requirement(
      'spec.endpoints',
      "'endpoints' need another resolution than NONE, which is the one without 'resolution'",
      where(['NONE'], every),
    ),
    (endpoints, object) => resolve(object, areAddresses(endpoints) ? 'STATIC' : 'DNS'),
  ),
  requirement(
    'spec.endpoints',
    "With resolution DYNAMIC_DNS there are no 'endpoints'",
    where(['DYNAMIC_DNS'], (it) => (it.isGiven ? it : undefined)),
  ),
  mended(
    requirement(
      'spec.endpoints[].address',
      'With resolution STATIC an address is an IP address',
      where(['STATIC'], (it) => (!it.text || isAddress(it.text) || it.text.startsWith(unix) ? undefined : it)),
    ),
    (_, object) => resolve(object, 'DNS'),
  ),
  requirement(
    'spec.endpoints[].address',
    'With resolution DNS an address is an IP address or the name of a host',
    where(looksUp, (it) => (it.text?.startsWith(unix) ? it : undefined)),
  ),
  requirement(
    'spec.endpoints[]',
    "With resolution DNS an endpoint needs 'address'",
    where(looksUp, (it) => (it.field('address').isGiven ? undefined : it)),
  ),
  requirement(
    'spec.endpoints',
    'With resolution DNS_ROUND_ROBIN there is at most one endpoint',
    where(['DNS_ROUND_ROBIN'], (list) => list.items[1]),
  ),
  requirement(
    'spec.endpoints[].ports',
    "Each port of an endpoint is called like one in the ServiceEntry's 'ports'",
    (ports, object) => unknownPorts(ports, object.field('spec')),
  ),

  // the rule service-entry-wildcard-dns-without-endpoints says so where there is no selector either
  requirement(
    'spec.hosts[]',
    "With 'workloadSelector', resolution DNS needs the names of single hosts",
    where(looksUp, (it, object) =>
      object.field('spec').field('workloadSelector').isSet && it.text !== undefined && isWildcard(it.text)
        ? it
        : undefined,
    ),
  ),
  mended(
    requirement(
      'spec.hosts[]',
      "Resolution DYNAMIC_DNS needs hosts with '*'",
      where(['DYNAMIC_DNS'], (it) => (it.text === undefined || isWildcard(it.text) ? undefined : it)),
    ),
    (_, object) =>
      object
        .field('spec')
        .field('hosts')
        .items.some((it) => isWildcard(it.text ?? ''))
        ? []
        : resolve(object, 'DNS'),
  ),
  requirement(
    'spec.addresses',
    "With resolution DYNAMIC_DNS there are no 'addresses'",
    where(['DYNAMIC_DNS'], (it) => (it.isGiven ? it : undefined)),
  ),
  requirement(
    'spec.ports[]',
    'Resolution DYNAMIC_DNS needs ports of HTTP, HTTP2, GRPC or TLS',
    where(['DYNAMIC_DNS'], (it) =>
      ['HTTP', 'HTTP2', 'GRPC', 'TLS'].includes(protocolOf(it)) || !isKnown(it.field('protocol'))
        ? undefined
        : it.field('protocol'),
    ),
  ),
  requirement(
    'spec.location',
    'With resolution DYNAMIC_DNS and a waypoint, the location is MESH_EXTERNAL',
    where(['DYNAMIC_DNS'], (it, object) => (it.word === 'MESH_INTERNAL' && usesWaypoint(object) ? it : undefined)),
  ),

  ...selector('spec.workloadSelector', 'labels'),
  ...exportTo(true),
  advice(
    'spec.hosts[]',
    "Istio takes a '*' only as the whole first label, as in '*.example.com', so the host stands for no name.",
    (host, object) =>
      host.text !== undefined && resolutionOf(object.field('spec')) !== 'DYNAMIC_DNS' && isPartialWildcard(host.text)
        ? host
        : undefined,
  ),
  advice(
    'spec.hosts',
    "Several hosts share the 'addresses', so ports of TCP or TLS lead to the first of them, whichever is meant.",
    where(looksUp, (hosts, object) => (sharesAddresses(object.field('spec')) ? hosts.items[1] : undefined)),
  ),
  advice(
    'spec.workloadSelector',
    "With resolution NONE, Istio does not use 'workloadSelector'.",
    where(['NONE'], every),
  ),
];

const resolve = (object: Part, resolution: string): Repair[] => [
  becomes(object.field('spec').field('resolution'), resolution, `Say resolution: ${resolution}`),
];

const areAddresses = (endpoints: Part): boolean =>
  endpoints.items.every((it) => {
    const { text } = it.field('address');
    return text !== undefined && (isAddress(text) || text.startsWith(unix));
  });

const isKnown = (part: Part): boolean => !part.isSet || (part.word !== undefined && /^[A-Za-z0-9_-]*$/.test(part.word));

const protocolOf = (item: Part): string => parseProtocol(item.field('protocol').choice(''));

/** A port whose bytes don't say which host is meant. */
const isIndistinct = (item: Part): boolean =>
  isKnown(item.field('protocol')) &&
  !['http', 'tls'].includes(listenerClass(parseProtocol(item.field('protocol').choice(''))));

/** Whether connections to an address don't say which host is meant. */
const sharesAddresses = (spec: Part): boolean =>
  spec.field('addresses').isGiven &&
  spec
    .field('ports')
    .items.some((it) => ['tls', 'tcp'].includes(listenerClass(parseProtocol(it.field('protocol').choice('')))));

function unknownPorts(ports: Part, spec: Part): Part[] {
  const names = spec.field('ports').items.map((it) => it.field('name'));
  if (resolutionOf(spec) === 'NONE' || names.some((it) => it.isSet && it.text === undefined)) return [];
  const known = new Set(names.map((it) => it.text));
  return ports.entries.flatMap(({ key, name }) => (key.text === undefined || known.has(name) ? [] : [key]));
}

const usesWaypoint = (object: Part): boolean => {
  const waypoint = object.field('metadata').field('labels').field('istio.io/use-waypoint').text ?? '';
  return waypoint !== '' && waypoint.toLowerCase() !== 'none';
};
