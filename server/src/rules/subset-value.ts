import { portTls } from '../generate/objects';
import { namedGateways } from '../mesh/egress';
import { gatewaysBehind, isReachedBy, serves } from '../mesh/gateways';
import type { Proxy } from '../mesh/proxy';
import { servicesOf } from '../mesh/services';
import { isWildcard, serviceName } from '../model/host';
import type { Failure } from '../trace/failures';
import type { Mesh } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import type { PlacedDestination } from './destination';
import { nameOf } from './hop-tls';

export interface SubsetValue {
  readonly [field: string]: Value;
  readonly name: string;
}

/**
 * A subset of that name for a destination that has none: of a gateway it is only a name, of a workload it needs the label
 * that tells its pods apart. It begins the TLS that is expected there.
 */
export function subsetValue(mesh: Mesh, failure: Failure, to: PlacedDestination, name: string): SubsetValue {
  const { host, object } = to;
  const isGateway = /gateway|egress/.test(host) || gatewaysBehind(mesh, host, namedGateways(mesh, object)).length > 0;
  const trafficPolicy = tlsAsked(mesh, failure.host, to) ?? tlsOutside(mesh, to, failure.hop.proxy);
  return {
    name,
    ...(isGateway || !serviceName(host) ? {} : { labels: { version: name } }),
    ...(trafficPolicy === undefined ? {} : { trafficPolicy }),
  };
}

/** What the server of a gateway asks of those who send it requests for a host: the mesh’s own TLS. */
function tlsAsked(mesh: Mesh, host: string, to: PlacedDestination): Value | undefined {
  const sni = nameOf(host);
  const port = to.destination.port?.number?.value;
  if (!sni || port === undefined) return undefined;
  const servers = gatewaysBehind(mesh, to.host, namedGateways(mesh, to.object)).flatMap((gateway) =>
    gateway.resource.spec.servers.filter(
      (it) => serves(it, gateway, host, to.object.namespace) && isReachedBy(mesh, to.host, port, it),
    ),
  );
  const isAsked = servers.some((it) => it.tls?.mode?.value === 'ISTIO_MUTUAL');
  return isAsked ? portTls(port, { mode: 'ISTIO_MUTUAL', sni }) : undefined;
}

/** What a host outside asks of a gateway that sends plaintext to a port where it speaks TLS. */
function tlsOutside(
  mesh: Mesh,
  { host, section, destination }: PlacedDestination,
  { namespace, type }: Proxy,
): Value | undefined {
  const port = destination.port?.number?.value;
  const isTls = servicesOf(mesh, host, namespace)
    .filter((it) => it.external)
    .some((it) => it.ports.some(({ number, listener }) => number.value === port && listener === 'tls'));
  if (!isTls || port === undefined || section !== 'http' || type !== 'gateway' || isWildcard(host)) return undefined;
  return portTls(port, { mode: 'SIMPLE' });
}
