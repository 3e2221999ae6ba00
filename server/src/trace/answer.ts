import type { HttpVersion, Origin, UpstreamTls } from '../envoy/config';
import type { Request } from '../envoy/request';
import type { Assumption, Evidence } from '../mesh/evidence';
import type { Proxy } from '../mesh/proxy';
import type { Cause } from './cause';

/** The pod that sends a request. */
export interface Client {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** `undefined` where nobody says. */
  readonly serviceAccount?: string;
}

/** Where a request goes, hop by hop, and what becomes of it. */
export interface Trace {
  readonly client: Client;
  readonly request: Request;
  readonly verdict: Verdict;
  /** Why, where it is blocked or fails; of the worst branch. */
  readonly cause: Cause | undefined;
  readonly response: Response | undefined;
  readonly assumptions: readonly Assumption[];
  /** The proxies in the order in which they are passed, up to where the way forks; the forks are in the last one. */
  readonly hops: readonly Hop[];
}

/** What a proxy answers itself. */
export interface Response {
  readonly status: number;
  readonly location?: string;
}

/**
 * `gateway`: leaves through an egress gateway · `direct`: leaves from the client's proxy, to a known host ·
 * `passthrough`: leaves to an unknown host · `mesh`: ends inside the mesh · `answered`: by a proxy itself ·
 * `blocked`: refused by policy · `failed`: never arrives · `unknown`: the manifests don't say.
 */
export type Verdict = 'gateway' | 'direct' | 'passthrough' | 'mesh' | 'answered' | 'blocked' | 'failed' | 'unknown';

/** What happens at one proxy, and how it sends on. */
export interface Hop {
  readonly proxy: Proxy;
  readonly listener: string | undefined;
  /** The port that the proxy listens on. */
  readonly port: number;
  /** The port that was dialled to reach the proxy. */
  readonly servicePort: number;
  /** What the filter chain asked for, of TLS and TCP. */
  readonly match: { readonly sni: string | undefined; readonly destination: string | undefined };
  readonly routeConfiguration: string | undefined;
  readonly virtualHost: string | undefined;
  readonly domain: string | undefined;
  readonly route: Origin | undefined;
  /** Where it sends to: one, or several that share the requests. */
  readonly branches: readonly Branch[];
  readonly mirrors: readonly string[];
  readonly wire: Wire;
  readonly response: Response | undefined;
  /** The reason, where the request ends here. */
  readonly cause: Cause | undefined;
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

export interface Branch {
  readonly cluster: string;
  /** Percent of the requests. */
  readonly weight: number;
  readonly clusterType: string | undefined;
  readonly tls: UpstreamTls | undefined;
  /** Of what carries HTTP; not there where the manifests don't say. */
  readonly http?: HttpVersion | undefined;
  /** What follows where there are several branches; where there is one, the trace itself goes on. */
  readonly hops: readonly Hop[];
  readonly verdict: Verdict;
}

/** What a sniffer sees on the way from a proxy to the next one. */
export interface Wire {
  /** What is inside all layers. */
  readonly protocol: 'http' | 'grpc' | 'tcp';
  /** TLS around it, outermost last; `application` is the client's own. */
  readonly layers: readonly ('application' | UpstreamTls['mode'])[];
}
