import { parseClusterName } from '../envoy/config';
import type { Hop } from '../trace/answer';
import type { Value } from '../yaml/write';
import type { EgressRequest } from './egress-request';

/**
 * What has a proxy speak HTTP/2 where gRPC goes, whatever a port is called: to one that is not declared HTTP2 or GRPC it
 * speaks HTTP/1.1, which loses the trailers by which gRPC says how a call ended.
 */
export const keepingHttp2 = ({ application }: Pick<EgressRequest, 'application'>): { readonly [key: string]: Value } =>
  // pilot/pkg/networking/core/cluster_traffic_policy.go shouldH2Upgrade
  application === 'grpc' ? { connectionPool: { http: { h2UpgradePolicy: 'UPGRADE' } } } : {};

/** Which proxy loses what gRPC needs, as the rest of a sentence; `undefined` where none plainly does. */
export function losesHttp2({ application }: EgressRequest, hops: readonly Hop[]): string | undefined {
  if (application !== 'grpc') return undefined;
  for (const { proxy, branches } of hops)
    for (const { cluster, http } of branches) {
      const to = http === 'HTTP/1.1' ? parseClusterName(cluster) : undefined;
      if (to)
        return `the ${proxy.type} speaks HTTP/1.1 to port ${to.port} of ${to.host}, which loses the trailers of gRPC: the port must be of protocol GRPC or HTTP2.`;
    }
  return undefined;
}
