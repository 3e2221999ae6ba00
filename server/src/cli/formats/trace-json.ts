import type { Origin, UpstreamTls } from '../../envoy/config';
import type { Assumption, Evidence } from '../../mesh/evidence';
import { namespaceLabel } from '../../model/namespace';
import { causeText } from '../../trace/cause-text';
import type { Branch, Hop, Trace } from '../../trace/trace';
import type { Locate } from '../object-places';
import { clusterNameLabel } from './trace-words';

/** What `trace --format json` prints; what is not known or does not apply is `null`. */
export function traceJson(trace: Trace, locate: Locate): string {
  const { verdict, cause, response, assumptions, hops } = trace;
  const printed = {
    version: 1,
    verdict,
    reason: cause?.reason ?? null,
    cause: cause
      ? { text: causeText(cause), places: cause.places.map(({ object, path }) => locate(object, path)) }
      : null,
    response: response ? { status: response.status, location: response.location ?? null } : null,
    assumptions: assumptions.map((it) => ({ text: it.text, ...placeOf(it, locate) })),
    hops: hops.map((it) => hopJson(it, locate)),
  };
  return `${JSON.stringify(printed, null, 2)}\n`;
}

function hopJson(hop: Hop, locate: Locate): object {
  const { proxy, match, route, branches, wire } = hop;
  const only = branches.length === 1 ? branches[0] : undefined;
  return {
    proxy: proxy.type,
    namespace: namespaceLabel(proxy.namespace),
    workload: proxy.workload ?? null,
    assumed: proxy.assumed,
    listener: hop.listener ?? null,
    port: hop.port,
    servicePort: hop.servicePort,
    match: { sni: match.sni ?? null, destination: match.destination ?? null },
    routeConfiguration: hop.routeConfiguration ?? null,
    virtualHost: hop.virtualHost ?? null,
    domain: hop.domain ?? null,
    route: route ? routeJson(route, locate) : null,
    cluster: only ? clusterNameLabel(only.cluster) : null,
    clusters: branches.map((it) => branchJson(it, locate)),
    mirrors: hop.mirrors.map(clusterNameLabel),
    clusterType: only?.clusterType ?? null,
    tls: tlsJson(only?.tls),
    wire: { protocol: wire.protocol, layers: wire.layers },
    error: hop.cause?.reason ?? null,
    because: hop.because.map((it) => evidenceJson(it, locate)),
    passedOver: hop.passedOver.map((it) => evidenceJson(it, locate)),
  };
}

const branchJson = ({ cluster, weight, clusterType, tls, verdict, hops }: Branch, locate: Locate): object => ({
  name: clusterNameLabel(cluster),
  weight,
  clusterType: clusterType ?? null,
  tls: tlsJson(tls),
  verdict,
  hops: hops.map((it) => hopJson(it, locate)),
});

const tlsJson = (tls: UpstreamTls | undefined): object | null =>
  tls ? { mode: tls.mode, sni: tls.sni ?? null, sans: tls.sans } : null;

const routeJson = ({ object, path }: Origin, locate: Locate): object => {
  const place = locate(object, path);
  return { resource: place.resource, path: place.path };
};

const evidenceJson = (evidence: Evidence, locate: Locate): object => ({
  fact: evidence.fact,
  ...placeOf(evidence, locate),
  text: evidence.text,
});

function placeOf({ object, path = [] }: Assumption, locate: Locate): object {
  if (!object) return { resource: null, path: null, file: null, range: null };
  const place = locate(object, path);
  return { resource: place.resource, path: place.path || null, file: place.file, range: place.range };
}
