import type { Cluster, Origin, WeightedCluster } from '../envoy/config';
import type { Scope } from '../mesh/scope';
import type { Service } from '../mesh/services';
import { type Cause, placesOf } from './cause';
import { outermost, payload, type Traffic } from './traffic';

/** Why a server outside the mesh will not understand what it is sent; `undefined` where nothing speaks against it. */
export function externalProblem(
  scope: Scope,
  service: Service,
  port: number,
  cluster: Pick<Cluster, 'because'>,
  traffic: Traffic,
  sender: WeightedCluster,
): Cause | undefined {
  const declared = service.ports.find((it) => it.number.value === port);
  const places: Origin[] = [
    ...(sender.origin ? [sender.origin] : []),
    { object: service.object, path: ['spec', 'ports'] },
    ...placesOf(cluster.because),
  ];
  const outer = outermost(traffic);
  // T7 3.7.2: its certificate is for workloads of the mesh, and nobody outside knows the authority that signs it
  if (outer?.by === 'ISTIO_MUTUAL' && service.external)
    return {
      reason: 'mtls-error',
      at: { host: service.host },
      gets: outer.by,
      places,
    };
  // 3.7.2 TLS around the application's own; a tunnel ends before the server
  if (traffic.layers.length > 1 && outer?.by !== 'HBONE')
    return {
      reason: 'double-tls',
      proxy: scope.proxy.type,
      host: service.host,
      places,
    };
  const target = declared?.targetPort ?? port;
  const expectsTls = declared?.listener === 'tls' || target === 443;
  // 3.7.2 nobody has made TLS of it
  if (!outer && payload(traffic) !== 'tcp' && expectsTls)
    return {
      reason: 'plaintext-to-tls',
      host: service.host,
      port: target,
      places,
    };
  // 3.7.2 the rules of TLS lead the application's own to wherever they say
  if (outer?.by === 'application' && declared?.listener === 'http' && target === 80)
    return { reason: 'protocol-error', at: { host: service.host, port: target }, places };
  return undefined;
}
