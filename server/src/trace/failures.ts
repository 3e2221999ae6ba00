import type { Mesh } from '../workspace/mesh';
import type { Hop, Trace } from './answer';
import type { Cause } from './cause';
import { representativesOf } from './requests';
import { trace } from './trace';

/** A request to a host that goes wrong. */
export interface Failure {
  readonly host: string;
  readonly cause: Cause;
  /** The proxy at which it ends. */
  readonly hop: Hop;
  /** The proxies that it has passed before that one. */
  readonly passed: readonly Hop[];
  readonly trace: Trace;
}

/** The ways of the requests that stand for all requests to a host. */
export const tracesTo = (mesh: Mesh, host: string): readonly Trace[] =>
  mesh.remember(`ways of requests to ${host}`, () =>
    representativesOf(mesh, host).map(({ client, request }) => trace(mesh, client, request)),
  );

/** What goes wrong of the requests that stand for all requests to a host, each branch of a way by itself. */
export const failuresTo = (mesh: Mesh, host: string): readonly Failure[] =>
  tracesTo(mesh, host).flatMap((it) =>
    it.cause ? endsOf(it.hops, []).map((end) => ({ host, trace: it, ...end })) : [],
  );

/** The hops that have a cause, with those that lead to them. */
function endsOf(hops: readonly Hop[], before: readonly Hop[]): Pick<Failure, 'hop' | 'cause' | 'passed'>[] {
  return hops.flatMap((hop, index) => {
    const passed = [...before, ...hops.slice(0, index)];
    const own = hop.cause ? [{ hop, cause: hop.cause, passed }] : [];
    return [...own, ...hop.branches.flatMap((it) => endsOf(it.hops, [...passed, hop]))];
  });
}
