import { meshConfig } from '../../mesh/mesh-config';
import type { Scope } from '../../mesh/scope';
import type { ServicePort } from '../../mesh/services';
import type { PortPolicy } from '../../model/destination-rule';
import type { HttpVersion } from '../config';
import type { ClusterService } from './cluster-service';

/** Which HTTP a proxy speaks to a port of a service, with the connection pool that a DestinationRule says for it. */
export function httpVersionOf(
  { mesh, proxy }: Pick<Scope, 'mesh' | 'proxy'>,
  { object }: Pick<ClusterService, 'object'>,
  { protocol }: Pick<ServicePort, 'protocol'>,
  pool: PortPolicy['connectionPool'],
): HttpVersion | undefined {
  // pilot/pkg/networking/core/cluster_traffic_policy.go applyConnectionPool: the last word
  if (pool?.http?.useClientProtocol?.value) return 'as it came';
  // pilot/pkg/networking/core/cluster_builder.go setUpstreamProtocol; pkg/config/protocol/instance.go IsHTTP2
  if (['HTTP2', 'GRPC', 'GRPC-WEB'].includes(protocol)) return 'HTTP/2';
  const isKnown = object !== undefined;
  if (isKnown && protocol === 'UNSUPPORTED' && proxy.type !== 'gateway') return 'as it came';
  // cluster_traffic_policy.go shouldH2Upgrade
  const policy = pool?.http?.h2UpgradePolicy?.value;
  if (policy === 'UPGRADE') return 'HTTP/2';
  if (policy !== 'DO_NOT_UPGRADE' && protocol === 'HTTP' && meshConfig(mesh).upgradesHttp.value) return 'HTTP/2';
  return isKnown ? 'HTTP/1.1' : undefined;
}
