import { writtenPart } from '../mesh/gateway-api/generated';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Hop, Trace } from './answer';
import type { Cause } from './cause';

/** The trace with places in manifests only, for those that are in objects which Istio makes of others. */
export const writtenTrace = (trace: Trace): Trace => ({
  ...trace,
  cause: trace.cause && writtenCause(trace.cause),
  assumptions: trace.assumptions.map(written),
  hops: trace.hops.map(writtenHop),
});

const writtenHop = (hop: Hop): Hop => ({
  ...hop,
  route: hop.route && written(hop.route),
  cause: hop.cause && writtenCause(hop.cause),
  because: hop.because.map(written),
  passedOver: hop.passedOver.map(written),
  branches: hop.branches.map((it) => (it.hops.length > 0 ? { ...it, hops: it.hops.map(writtenHop) } : it)),
});

function writtenCause(cause: Cause): Cause {
  const places = cause.places.map(written);
  switch (cause.reason) {
    case 'no-cluster':
      return { ...cause, places, why: cause.why && written(cause.why) };
    case 'tls-error':
      return { ...cause, places, missing: cause.missing && written(cause.missing) };
    case 'denied':
      return { ...cause, places, by: cause.by && written(cause.by) };
    default:
      return { ...cause, places };
  }
}

function written<T extends { readonly object?: MeshObject; readonly path?: Path }>(it: T): T {
  if (!it.object?.writtenAt) return it;
  return { ...it, ...writtenPart(it.object, it.path ?? []) };
}
