import type { Evidence } from '../../mesh/evidence';
import { meshConfig } from '../../mesh/mesh-config';
import type { Scope } from '../../mesh/scope';
import { resolveHost } from '../../model/host';
import {
  blackHoleCluster,
  clusterName,
  type FilterChain,
  passthroughCluster,
  takesAll,
  type VirtualHost,
} from '../config';

/** What a sidecar does with requests for what it knows nothing of. */
export interface OutboundPolicy {
  readonly mode: string;
  /** The cluster that takes what is not HTTP. */
  readonly cluster: string;
  readonly because: Evidence;
}

const allowAnyDynamicDnsCluster = 'AllowAnyDynamicDNSCluster';

/** The policy of the client's Sidecar, else that of the mesh. */
export function outboundPolicy({ mesh, sidecar }: Scope): OutboundPolicy {
  const own = sidecar?.resource.spec.outboundTrafficPolicy;
  if (sidecar && own) {
    // 3.9 api: networking/v1alpha3/sidecar.proto: the first value of the enum is what an absent one means
    const mode = own.mode?.value ?? 'REGISTRY_ONLY';
    const proxy = own.egressProxy;
    const host = proxy?.host && resolveHost(proxy.host.value, sidecar.namespace);
    const because = {
      fact: '3.9',
      text: `The client’s Sidecar says ${mode} for unknown destinations.`,
      object: sidecar,
      path: ['spec', 'outboundTrafficPolicy'],
    };
    // httproute.go buildCatchAllVirtualHost: without a look at the service, so without a port it is 0
    const cluster =
      host && mode !== 'REGISTRY_ONLY'
        ? clusterName(proxy?.port?.number?.value ?? 0, proxy?.subset?.value ?? '', host)
        : clusterOf(mode);
    return { mode, cluster, because };
  }
  const { outboundTrafficPolicy } = meshConfig(mesh);
  const { value: mode, origin } = outboundTrafficPolicy;
  return {
    mode,
    cluster: clusterOf(mode),
    because: { fact: '3.9', text: `The mesh says ${mode} for unknown destinations.`, ...origin },
  };
}

const clusterOf = (mode: string): string => (mode === 'REGISTRY_ONLY' ? blackHoleCluster : passthroughCluster);

/** What takes a connection that no chain of a listener matches. */
export const fallthroughChain = (policy: OutboundPolicy): FilterChain => ({
  match: takesAll,
  network: { kind: 'tcp', clusters: [{ name: policy.cluster, weight: 100 }] },
  because: [policy.because],
});

/** What takes a request for a host that no other virtual host has. */
export function catchAllVirtualHost({ mode, cluster, because }: OutboundPolicy): VirtualHost {
  // 3.9 pilot/pkg/networking/core/httproute.go buildCatchAllVirtualHost
  const names = { ALLOW_ANY: 'allow_any', ALLOW_ANY_DYNAMIC_DNS: 'allow_any_dynamic_dns' };
  const name = names[mode as keyof typeof names] ?? 'block_all';
  const to = mode === 'ALLOW_ANY_DYNAMIC_DNS' ? allowAnyDynamicDnsCluster : cluster;
  return {
    name,
    domains: ['*'],
    requireTls: false,
    routes: [
      {
        name,
        match: undefined,
        action:
          name === 'block_all'
            ? { kind: 'response', status: 502 }
            : { kind: 'route', clusters: [{ name: to, weight: 100 }], mirrors: [] },
        because: [because],
      },
    ],
    because: [because],
    passedOver: [],
  };
}
