import { waypointOf } from './ambient';
import type { Application, EgressRequest } from './egress-request';

/** What applications speak, as people write it. */
export const spoken: Readonly<Record<Application, string>> = { http: 'HTTP', grpc: 'gRPC', https: 'HTTPS', tcp: 'TCP' };

/** The ways out of a host in a few words, such as `HTTP and HTTPS through istio-system/istio-egressgateway`. */
export function waysText(requests: readonly EgressRequest[]): string {
  const ways = new Map<string, string[]>();
  for (const request of requests) {
    const way = throughText(request);
    ways.set(way, [...(ways.get(way) ?? []), begunText(request)]);
  }
  return [...ways].map(([way, what]) => `${[...new Set(what)].join(' and ')} ${way}`).join(', ');
}

function throughText(request: EgressRequest): string {
  if (request.api === 'sidecar') return 'straight from sidecars';
  const { namespace, name } = request.api === 'ambient' ? waypointOf(request) : request.gateway;
  return `through ${[namespace, name].filter(Boolean).join('/')}`;
}

const begun = { same: '', tls: ' → TLS', mtls: ' → mutual TLS' } as const;

const begunText = ({ application, outside }: EgressRequest): string => spoken[application] + begun[outside];
