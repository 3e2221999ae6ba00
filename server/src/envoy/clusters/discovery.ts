import type { Part } from '../../mesh/destination-rule-merge';
import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import { isWildcard } from '../../model/host';
import type { Cluster } from '../config';
import type { ClusterService } from './cluster-service';

export interface Discovery {
  readonly type: Cluster['type'];
  readonly because: readonly Evidence[];
}

/** How a proxy finds the endpoints of a service. */
export function discoveryOf({ type: proxyType }: Scope['proxy'], { object, resolution }: ClusterService): Discovery {
  const evidence = (fact: string, text: string): Evidence => ({
    fact,
    text,
    ...(object && { object, path: ['spec', 'resolution'] }),
  });
  // S2 pilot/pkg/networking/core/cluster.go convertResolution
  switch (resolution) {
    case 'DNS': {
      const strategy = object?.resource.annotations?.get('istio.io/connect-strategy')?.value ?? '';
      // pilot/pkg/model/service.go GetDNSConnectStrategy
      const isRace = strategy.toUpperCase() === 'RACE_FIRST_TCP_CONNECT';
      return { type: isRace ? 'LOGICAL_DNS' : 'STRICT_DNS', because: [] };
    }
    case 'DNS_ROUND_ROBIN':
      return { type: 'LOGICAL_DNS', because: [] };
    case 'NONE':
      if (proxyType !== 'gateway')
        return {
          type: 'ORIGINAL_DST',
          because: [evidence('S2', 'It goes on to the address that the client dialled.')],
        };
      return {
        type: 'EDS',
        // S3 convertResolution: gateways cannot use passthrough clusters
        because: [evidence('S3', 'With resolution NONE a gateway has no address to send to; it needs DNS or STATIC.')],
      };
    case 'HEADLESS':
      return { type: proxyType === 'sidecar' ? 'ORIGINAL_DST' : 'EDS', because: [] };
    default:
      return { type: 'EDS', because: [] };
  }
}

/** Whether the proxy looks up whatever name a request has, as long as it fits the service's wildcard. */
export const isDynamic = ({ host, resolution }: ClusterService): boolean =>
  // S6 pilot/pkg/networking/core/cluster.go buildOutboundClusters
  resolution === 'DYNAMIC_DNS' && isWildcard(host);

/** The type that is left once a DestinationRule may have asked for the address that was meant. */
export function balanced(discovery: Discovery, loadBalancer: Part<string> | undefined): Discovery {
  // pilot/pkg/networking/core/cluster_traffic_policy.go applyLoadBalancer
  if (loadBalancer?.value !== 'PASSTHROUGH' || discovery.type === 'ORIGINAL_DST') return discovery;
  const { object, path } = loadBalancer;
  const text = 'Load balancing PASSTHROUGH sends on to the address that the client dialled.';
  return { type: 'ORIGINAL_DST', because: [...discovery.because, { fact: 'S2', text, object, path }] };
}

export const isDns = (type: Cluster['type']): boolean => type === 'STRICT_DNS' || type === 'LOGICAL_DNS';
