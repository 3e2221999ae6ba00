import type { UpstreamTls } from '../envoy/config';
import type { Connection } from '../envoy/match';
import type { Request } from '../envoy/request';
import { isAddress } from '../text/cidr';
import type { Wire } from './answer';

/** One TLS session around a request. */
interface Layer {
  /** Who opened it: the application, or a proxy in one of its modes. */
  readonly by: 'application' | UpstreamTls['mode'];
  readonly sni: string | undefined;
}

/** A request on its way between two proxies. */
export interface Traffic {
  readonly request: Request;
  /** Outermost last. */
  readonly layers: readonly Layer[];
}

/** What leaves the application. */
export function ofApplication(request: Request): Traffic {
  const { protocol, host, sni } = request;
  const speaksTls = protocol === 'https' || protocol === 'tls';
  return {
    request,
    layers: speaksTls ? [{ by: 'application', sni: sni ?? (isAddress(host) ? undefined : host) }] : [],
  };
}

/** What is inside all TLS. */
export const payload = ({ request: { protocol } }: Traffic): Wire['protocol'] =>
  protocol === 'http' || protocol === 'https' ? 'http' : protocol === 'grpc' ? 'grpc' : 'tcp';

export const outermost = ({ layers }: Traffic): Layer | undefined => layers.at(-1);

/** Without its outermost TLS. */
export const unwrapped = ({ request, layers }: Traffic): Traffic => ({ request, layers: layers.slice(0, -1) });

/** With the TLS of a proxy around it; without an SNI of its own it has that of the request's host, if the proxy reads it. */
export function wrapped(traffic: Traffic, { mode, sni }: UpstreamTls, readsHttp: boolean): Traffic {
  // T5 pilot/pkg/networking/core/cluster_tls.go setAutoSniAndAutoSanValidation
  const layer = { by: mode, sni: sni ?? (readsHttp ? traffic.request.host : undefined) };
  return { request: traffic.request, layers: [...traffic.layers, layer] };
}

/** What a sniffer sees of it. */
export const wireOf = (traffic: Traffic): Wire => ({
  protocol: payload(traffic),
  layers: traffic.layers.map((it) => it.by),
});

/** The connection as a listener sees it. */
export function connectionOf(traffic: Traffic, address: string | undefined): Connection {
  const outer = outermost(traffic);
  return {
    address,
    tls: outer && { sni: outer.sni, alpn: alpnOf(traffic, outer) },
    protocol: outer ? 'tcp' : payload(traffic),
  };
}

function alpnOf(traffic: Traffic, { by }: Layer): string {
  const inside = traffic.layers.length > 1 ? 'tcp' : payload(traffic);
  // T10 pilot/pkg/networking/core/cluster_tls.go
  if (by === 'ISTIO_MUTUAL') return { http: 'istio-http/1.1', grpc: 'istio-h2', tcp: 'istio' }[inside];
  return { http: 'http/1.1', grpc: 'h2', tcp: '' }[inside];
}
