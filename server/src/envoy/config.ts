import type { Assumption, Evidence } from '../mesh/evidence';
import type { HttpMatch } from '../model/virtual-service';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/*
 * What Istio programs into one proxy, as far as it can matter for one request. Names are those of Istio's control plane,
 * so that they can be found again in a proxy's real configuration.
 */

/** Where a connection arrives. */
export interface Listener {
  /** Such as `0.0.0.0_80`. */
  readonly name: string;
  readonly chains: readonly FilterChain[];
  /** Takes what no chain matches. */
  readonly defaultChain: FilterChain | undefined;
  /** Reads SNI and ALPN of a TLS connection before a chain is chosen. */
  readonly inspectsTls: boolean;
  /** Finds out whether a plaintext connection speaks HTTP before a chain is chosen. */
  readonly inspectsHttp: boolean;
  readonly because: readonly Evidence[];
  /** What was considered for this listener and is not on it. */
  readonly passedOver: readonly Evidence[];
}

/** What a connection must be like for a chain; what is empty or absent matches all. */
export interface FilterChainMatch {
  readonly serverNames: readonly string[];
  /** CIDR ranges of the address that was dialled. */
  readonly prefixRanges: readonly string[];
  readonly transportProtocol?: 'raw_buffer' | 'tls';
  readonly applicationProtocols: readonly string[];
}

/** What takes everything. */
export const takesAll: FilterChainMatch = { serverNames: [], prefixRanges: [], applicationProtocols: [] };

export interface FilterChain {
  readonly match: FilterChainMatch;
  /** How TLS is terminated here; absent where it is not. */
  readonly tls?: ServerTls;
  readonly network: HttpConnectionManager | TcpProxy;
  readonly because: readonly Evidence[];
}

export interface ServerTls {
  readonly mode: 'SIMPLE' | 'MUTUAL' | 'OPTIONAL_MUTUAL' | 'ISTIO_MUTUAL';
  /** Certificates that it needs and that are not there, so that no connection succeeds. */
  readonly missing: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

export interface HttpConnectionManager {
  readonly kind: 'http';
  readonly routes: RouteConfiguration;
}

export interface TcpProxy {
  readonly kind: 'tcp';
  readonly clusters: readonly WeightedCluster[];
  /** The rule that decided; absent where it is what happens without one. */
  readonly origin?: Origin;
}

/** The part of an object that something was made from. */
export interface Origin {
  readonly object: MeshObject;
  /** From the object's root: `['spec', 'http', 0]`. */
  readonly path: Path;
}

export interface WeightedCluster {
  readonly name: string;
  /** In percent of 100 where several share the traffic as Istio's weights say; 100 for one alone. */
  readonly weight: number;
  /** The `Host` that the next one sees, where this destination rewrites it. */
  readonly authority?: string;
  /** What is done to the headers of a request that goes there, in order. */
  readonly headers?: readonly HeaderChange[];
  readonly origin?: Origin;
}

/** A header that is set or, with `append`, gets a further value; without a value it is removed. */
export interface HeaderChange {
  /** Lower case. */
  readonly name: string;
  readonly value?: string;
  readonly append?: true;
}

export interface RouteConfiguration {
  /** Such as `80`, `http.8080`, `https.8443.https.gateway.namespace`. */
  readonly name: string;
  readonly virtualHosts: readonly VirtualHost[];
}

export interface VirtualHost {
  /** Such as `api.example.com:80`. */
  readonly name: string;
  readonly domains: readonly string[];
  /** Answers plaintext requests with a redirect to https. */
  readonly requireTls: boolean;
  readonly routes: readonly Route[];
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

export interface Route {
  readonly name: string;
  /** The entry of `match` that this route was made from; absent where it takes all. */
  readonly match: HttpMatch | undefined;
  /** A prefix that the match asks for takes whole segments of the path: `/a` takes `/a/b`, and not `/ab`. */
  readonly bySegment?: true;
  readonly action: RouteAction;
  readonly origin?: Origin;
  readonly because: readonly Evidence[];
}

export type RouteAction =
  | {
      readonly kind: 'route';
      readonly clusters: readonly WeightedCluster[];
      readonly mirrors: readonly string[];
      readonly rewrite?: Rewrite;
    }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: Redirect }
  | { readonly kind: 'response'; readonly status: number };

/** What a route changes of a request before it sends it on. */
export interface Rewrite {
  readonly authority?: string;
  /** Put in for the part of the path that the route matched. */
  readonly path?: string;
  /** Put in for each part of the path that the expression takes, where `\1` is its first group. */
  readonly regex?: { readonly match: string; readonly rewrite: string };
}

/** The parts of the URL that a redirect replaces. */
export interface Redirect {
  readonly scheme?: string;
  readonly authority?: string;
  readonly port?: number;
  readonly path?: string;
  readonly prefix?: string;
}

/** Where requests go that a proxy sends on. */
export interface Cluster {
  readonly name: string;
  readonly type: 'EDS' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST' | 'STATIC' | 'dynamic-forward-proxy';
  /** How this proxy speaks to it; absent for what it has in hand, as it is. */
  readonly tls: UpstreamTls | undefined;
  /**
   * Speaks the mesh's TLS to those endpoints whose pods say that they understand it. `tls` then holds it where all do,
   * as far as the manifests show.
   */
  readonly autoMtls: boolean;
  /** Of what carries HTTP; `undefined` where the manifests don't say. */
  readonly http: HttpVersion | undefined;
  /** As far as the manifests name them; the pods behind a Service have no address yet. */
  readonly endpoints: readonly Endpoint[];
  /** `false` where nothing is behind it, so that each request fails; `undefined` where the manifests don't say. */
  readonly hasEndpoints: boolean | undefined;
  /** Dialled at the address that was meant, instead of the port that was meant. */
  readonly portOverride: number | undefined;
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

/** Which HTTP a proxy speaks to a cluster, whatever it got the request in unless it keeps that. */
export type HttpVersion = 'HTTP/1.1' | 'HTTP/2' | 'as it came';

export interface UpstreamTls {
  /** HBONE is the mesh's tunnel in ambient mode, which is TLS too. */
  readonly mode: 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL' | 'HBONE';
  /** `undefined` where it is the request's `Host`, or none at all for what is not HTTP. */
  readonly sni: string | undefined;
  readonly sans: readonly string[];
  /** What it asks for in vain, so that no connection succeeds. */
  readonly missing?: Evidence;
}

export interface Endpoint {
  /** An IP, or a name that is looked up. */
  readonly address: string;
  readonly port: number;
}

/** The cluster that takes a connection to the address it was meant for. */
export const passthroughCluster = 'PassthroughCluster';
/** The cluster that drops what it gets. */
export const blackHoleCluster = 'BlackHoleCluster';

/** The name of a cluster, with the port of the Service or ServiceEntry. */
export const clusterName = (port: number, subset: string, host: string): string => `outbound|${port}|${subset}|${host}`;

/** The name of a waypoint's cluster for a port of a service that is bound to it; its subset says what the port carries. */
export const inboundVipName = (port: number, subset: string, host: string): string =>
  `inbound-vip|${port}|${subset}|${host}`;

/** What the name of a cluster says. */
export interface ClusterNameParts {
  /** `inbound-vip` for those of a waypoint's own services. */
  readonly direction: 'outbound' | 'inbound-vip';
  readonly port: number;
  readonly subset: string;
  readonly host: string;
}

/** The parts of a name that `clusterName` or `inboundVipName` makes, or of the first one's form as a server name. */
export function parseClusterName(name: string): ClusterNameParts | undefined {
  // pilot/pkg/model/service.go BuildSubsetKey, BuildDNSSrvSubsetKey
  const [, direction, port, subset = '', host] =
    /^(outbound|inbound-vip)\|(\d+)\|([^|]*)\|(.+)$/.exec(name) ??
    /^(outbound)_\.(\d+)_\.(.*?)_\.(.+)$/.exec(name) ??
    [];
  if (host === undefined) return undefined;
  return { direction: direction === 'outbound' ? direction : 'inbound-vip', port: Number(port), subset, host };
}
