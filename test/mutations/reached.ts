import type { Reason } from '../../server/src/trace/cause';
import { isGatewayNamespace } from '../../server/src/trace/clients';
import { failuresTo } from '../../server/src/trace/failures';
import { externalHosts } from '../../server/src/trace/requests';
import type { Mesh } from '../../server/src/workspace/mesh';

/** Where a request goes wrong. */
interface End {
  /** How many proxies it has passed before. */
  readonly passed: number;
  readonly reason: Reason;
}

/** Where the requests that stand for all requests to hosts outside go wrong, by client and request. */
export type Ends = ReadonlyMap<string, readonly End[]>;

/** The ends of a mesh; those of clients are left out that are only there because a gateway runs beside them. */
export function endsIn(mesh: Mesh): Ends {
  const ends = new Map<string, End[]>();
  for (const host of externalHosts(mesh))
    for (const { cause, passed, trace } of failuresTo(mesh, host)) {
      const { client, request } = trace;
      if (isGatewayNamespace(mesh, client.namespace)) continue;
      const key = JSON.stringify([client.namespace, [...client.labels], request.host, request.port, request.protocol]);
      ends.set(key, [...(ends.get(key) ?? []), { passed: passed.length, reason: cause.reason }]);
    }
  return ends;
}

/**
 * Whether requests that go wrong now have gone wrong before, and get further now or end as they did. What is found then
 * is another mistake, which the first one hid: before it no request came to where it shows.
 */
export const getFurther = (before: Ends, after: Ends): boolean =>
  [...after].every(([key, ends]) => ends.every((end) => before.get(key)?.some((it) => isNoFurther(it, end))));

const isNoFurther = (it: End, than: End): boolean =>
  it.passed < than.passed || (it.passed === than.passed && (it.reason === than.reason || isEarlier(it, than)));

/** A proxy takes a connection, then what is in it, and only then asks where to send it. */
const isEarlier = (it: End, than: End): boolean => {
  const [first, later] = [stages.indexOf(it.reason), stages.indexOf(than.reason)];
  return first >= 0 && first < later;
};

const stages: readonly Reason[] = [
  'no-listener',
  'no-filter-chain',
  'tls-error',
  'mtls-error',
  'denied',
  'no-virtual-host',
  'no-route',
];
