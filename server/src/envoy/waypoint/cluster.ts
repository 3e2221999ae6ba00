import { destinationRuleFor } from '../../mesh/destination-rule-choice';
import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import { isKubernetes, type Service } from '../../mesh/services';
import { buildCluster } from '../clusters/build';
import type { ClusterAnswer } from '../clusters/cluster';
import type { Cluster, ClusterNameParts } from '../config';

/** What a waypoint has for a port of a service that is bound to it, under a name such as `inbound-vip|80|http|httpbin.org`. */
export function inboundVipCluster(
  scope: Scope,
  name: string,
  { port: number, subset: written, host }: ClusterNameParts,
): ClusterAnswer {
  const missing = (...because: Evidence[]): ClusterAnswer => ({
    cluster: undefined,
    because,
    passedOver: [],
    assumptions: [],
  });
  const service = scope.service(host);
  if (!service) return missing({ fact: '3.4', text: `The waypoint knows no Service and no ServiceEntry for ${host}.` });
  const port = service.ports.find((it) => it.number.value === number);
  const place = { object: service.object, path: ['spec', 'ports'] };
  if (!port) return missing({ fact: 'S15', text: `${host} has no port ${number}.`, ...place });
  // A6 pilot/pkg/networking/core/cluster_waypoint.go buildWaypointInboundVIP
  if (service.resolution === 'DYNAMIC_DNS' && port.protocol !== 'HTTP')
    return missing({ fact: 'A6', text: 'A waypoint looks up names only for ports with protocol HTTP.', ...place });
  // A8 cluster_waypoint.go buildWaypointInboundVIP: DestinationRules for just some pods are not for waypoints
  const choice = destinationRuleFor({ ...scope, proxy: { ...scope.proxy, labels: new Map() } }, host);
  const [, subset = ''] = written.split('/');
  const built = buildCluster(scope, { name, service, port, subset, rule: choice.rule });
  const passedOver = [...choice.passedOver(subset), ...built.passedOver];
  const assumptions = [...choice.assumptions, ...built.assumptions];
  if (!built.cluster)
    return { cluster: undefined, because: [...built.because, ...choice.because(subset)], passedOver, assumptions };
  const because = [...choice.because(subset), ...built.because];
  const cluster = { ...built.cluster, autoMtls: false, tls: tlsOf(service, built.cluster), because, passedOver };
  return { cluster, because, passedOver, assumptions };
}

/** How a waypoint speaks to what is behind the service. */
function tlsOf(service: Service, { tls }: Pick<Cluster, 'tls'>): Cluster['tls'] {
  // A8 cluster_waypoint.go buildWaypointTLSContext: ISTIO_MUTUAL is not for waypoints
  if (tls && tls.mode !== 'ISTIO_MUTUAL') return tls;
  // waypoint.go ConnectOriginate: pods of the mesh are reached through the tunnel of their node
  return isKubernetes(service) || !service.external ? { mode: 'HBONE', sni: undefined, sans: [] } : undefined;
}
