import type { Request } from '../envoy/request';
import { servicesMatching } from '../mesh/services';
import { sameHost } from '../model/host';
import { type Answer, all, answered, any, not } from '../text/answer';
import { inRange, isAddress, rangeBits } from '../text/cidr';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** A server outside the cluster, as a pod dials it that goes around its proxy. */
export interface Outside {
  readonly host: string;
  /** Addresses and ranges; empty where a name server decides. */
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
  /** UDP where it may speak HTTP/3, which no sidecar sees. */
  readonly protocols: readonly ('TCP' | 'UDP')[];
}

/** How a pod would dial the host of a request itself, as far as anybody says. */
export function outsideOf(mesh: Mesh, host: string, { port, protocol }: Pick<Request, 'port' | 'protocol'>): Outside {
  const services = servicesMatching(mesh, host).filter((it) => sameHost(it.host, host));
  const addresses = [...new Set(services.map((it) => it.object))].map(addressesOf);
  return {
    host,
    addresses: addresses.every((it) => it.length > 0) ? addresses.flat() : [],
    ports: [...new Set([port, ...services.flatMap((it) => targetPorts(it.ports, port))])],
    protocols: protocol === 'https' || protocol === 'tls' ? ['TCP', 'UDP'] : ['TCP'],
  };
}

const targetPorts = (
  ports: readonly { readonly number: { readonly value: number }; readonly targetPort: number }[],
  port: number,
): number[] => ports.filter(({ number }) => number.value === port).map((it) => it.targetPort);

/** Those of a server that no name server is asked for. */
function addressesOf({ resource }: MeshObject): string[] {
  if (resource.kind !== 'ServiceEntry') return [];
  const { endpoints, addresses, resolution } = resource.spec;
  // S1, S8 of a server that is found otherwise the addresses are made up
  const isAsDialled = (resolution?.value ?? 'NONE') === 'NONE';
  const written = isAsDialled ? addresses : endpoints.flatMap((it) => it.address ?? []);
  const known = written.map((it) => it.value).filter((it) => isAddress(baseOf(it)));
  return known.length === written.length ? known : [];
}

/** Whether the server is in a range, apart from others within it. */
export function isWithin({ addresses }: Outside, range: string, except: readonly string[] = []): Answer {
  if (hasPlaceholder(range)) return 'unknown';
  if (addresses.length > 0)
    return any(addresses.map((it) => all([overlap(it, range), ...except.map((one) => not(overlap(it, one)))])));
  if (rangeBits(range) === 0) return 'yes';
  return answered(privateRanges.some((it) => inRange(baseOf(range), it)) ? false : undefined);
}

/** Whether an address, or all addresses of a range, are in the other range; not known where only some are. */
const overlap = (address: string, range: string): Answer =>
  rangeBits(range) <= rangeBits(address) && inRange(baseOf(address), range)
    ? 'yes'
    : answered(inRange(baseOf(range), address) ? undefined : false);

const baseOf = (range: string): string => range.split('/')[0] ?? '';

/** Of clusters and their networks; a host of which only the name is known is taken to be elsewhere. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];
