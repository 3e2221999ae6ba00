import { failuresTo } from '../../server/src/trace/failures';
import { externalHosts } from '../../server/src/trace/requests';
import type { Mesh } from '../../server/src/workspace/mesh';

/** A request that goes wrong: where it ends, and why. */
export interface End {
  /** How many proxies it has passed before. */
  readonly passed: number;
  readonly reason: string;
}

/** Where the requests that stand for all requests to hosts outside go wrong, by client and request. */
export function endsIn(mesh: Mesh): ReadonlyMap<string, readonly End[]> {
  const ends = new Map<string, End[]>();
  for (const host of externalHosts(mesh))
    for (const { cause, passed, trace } of failuresTo(mesh, host)) {
      const { client, request } = trace;
      const key = JSON.stringify([client.namespace, [...client.labels], request.host, request.port, request.protocol]);
      ends.set(key, [...(ends.get(key) ?? []), { passed: passed.length, reason: cause.reason }]);
    }
  return ends;
}

/**
 * Whether requests that go wrong now have gone wrong before, and get further now or end as they did. What is found then
 * is another mistake, which the first one hid: nothing has come to where it shows.
 */
export const getFurther = (before: ReadonlyMap<string, readonly End[]>, after: typeof before): boolean =>
  [...after].every(([key, ends]) =>
    ends.every((end) =>
      before.get(key)?.some((it) => it.passed < end.passed || (it.passed === end.passed && it.reason === end.reason)),
    ),
  );
