import { passthroughCluster } from '../envoy/config';
import { outboundPolicy } from '../envoy/sidecar/outbound-policy';
import { type Scope, scopeOf } from '../mesh/scope';
import type { Service } from '../mesh/services';
import { sameHost } from '../model/host';
import type { ListenerClass } from '../model/protocol';
import type { Mesh } from '../workspace/mesh';
import type { Client, Trace } from './answer';
import { placesOf } from './cause';
import type { Hole } from './hole';
import type { Outside } from './outside';
import { requestsTo } from './requests';
import { trace } from './trace';

/** What a client's proxy lets out without a gateway, of what it gets. */
export function meshHoles(mesh: Mesh, { client, request, hops }: Trace, { host }: Outside): Hole[] {
  const [first] = hops;
  if (!first) return [];
  const scope = scopeOf(mesh, first.proxy);
  const unknown = unknownLetThrough(scope);
  const isDirect = first.branches.some((it) => it.verdict === 'direct' || (it.verdict === 'passthrough' && !unknown));
  const place = first.route ?? placesOf(first.because).at(-1);
  const sent: Hole[] = isDirect ? [{ kind: 'sent-directly', isSure: true, places: place ? [place] : [] }] : [];
  if (unknown) return [...sent, unknown];
  const other = entriesToAnyAddress(scope, client, request.port).find((it) => !sameHost(it.host, host));
  return other ? [...sent, anyAddress(other)] : sent;
}

/** What is no hole where the proxy refuses what it does not know, or sends that to a gateway, too. */
function unknownLetThrough(scope: Scope): Hole | undefined {
  if (scope.proxy.type === 'ztunnel') return { kind: 'unknown-let-through', mode: undefined, isSure: true, places: [] };
  // 3.9
  const { mode, cluster, because } = outboundPolicy(scope);
  return cluster === passthroughCluster || mode === 'ALLOW_ANY_DYNAMIC_DNS'
    ? { kind: 'unknown-let-through', mode, isSure: true, places: placesOf([because]) }
    : undefined;
}

const anyAddress = ({ object }: Service): Hole => ({
  kind: 'any-address',
  isSure: true,
  places: [{ object, path: ['spec', 'resolution'] }],
});

/** The services on a port that the client's proxy sends straight to whatever address is dialled. */
const entriesToAnyAddress = (scope: Scope, client: Client, port: number): readonly Service[] =>
  scope.mesh.remember(`any address on ${port} from ${client.namespace} ${JSON.stringify([...client.labels])}`, () => {
    // S2 a cluster of type ORIGINAL_DST; S8 HTTP has no look at the address, and TLS and TCP have where there is one
    const known = scope.egressListeners.flatMap((listener) =>
      listenerClasses.flatMap((it) => scope.servicesDialled(listener, { port, listener: it })),
    );
    const open = known.filter(
      (it) => it.external && it.resolution === 'NONE' && (it.addresses.length === 0 || classOn(it, port) === 'http'),
    );
    // one of them may be the host itself
    return firstOf(2, new Set(open), (it) => isSentDirectly(scope, client, it, port));
  });

/** The first of the items for which it holds; asks no further. */
function firstOf<T>(count: number, items: Iterable<T>, holds: (item: T) => boolean): T[] {
  const found: T[] = [];
  for (const it of items) {
    if (holds(it)) found.push(it);
    if (found.length === count) break;
  }
  return found;
}

const listenerClasses: readonly ListenerClass[] = ['http', 'tls', 'tcp', 'auto'];

const classOn = ({ ports }: Service, port: number): ListenerClass | undefined =>
  ports.find(({ number }) => number.value === port)?.listener;

function isSentDirectly({ mesh }: Scope, client: Client, { host }: Service, port: number): boolean {
  const found = requestsTo(mesh, host).find((it) => it.request.port === port);
  return found !== undefined && trace(mesh, client, found.request).verdict === 'direct';
}
