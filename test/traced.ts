import assert from 'node:assert/strict';
import { parseRequest, type RequestOptions } from '../server/src/envoy/request';
import type { Evidence } from '../server/src/mesh/evidence';
import { type Hop, type Trace, trace } from '../server/src/trace/trace';
import type { Mesh } from '../server/src/workspace/mesh';
import type { Settings } from '../server/src/workspace/settings';
import { fixture } from './fixture';

/** The mesh of a workspace in fixture notation; of several, that of the first file. */
export function meshOf(source: string, settings: Partial<Settings> = {}): Mesh {
  const { workspace, main } = fixture(source, settings);
  const mesh = workspace.documents(main).flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh, 'the first file holds no object');
  return mesh;
}

/** Follows a request of a pod, who is `namespace` or `namespace/app=web,…`, through the workspace. */
export function traced(source: string | Mesh, from: string, to: string, options: RequestOptions = {}): Trace {
  const mesh = typeof source === 'string' ? meshOf(source) : source;
  const [namespace = '', written = ''] = from.split('/');
  const labels = written === '' ? [] : written.split(',').map((it) => it.split('=') as [string, string]);
  const request = parseRequest(to, options);
  assert.ok(typeof request !== 'string', String(request));
  return trace(mesh, { namespace, labels: new Map(labels) }, request);
}

/**
 * A trace in short: where each proxy sends to, with the TLS that it makes, and what becomes of it in the end, such as
 * `sidecar outbound|80||gw ISTIO_MUTUAL(api) > gateway outbound|443||api SIMPLE(api) > gateway`.
 */
export const inShort = ({ hops, verdict, cause, response }: Trace): string =>
  [...hops.map(hopInShort), [verdict, cause?.reason, response?.status].filter(Boolean).join(' ')].join(' > ');

const hopInShort = ({ proxy, branches }: Hop): string =>
  [
    proxy.type,
    ...branches.map(({ cluster, tls, weight }) =>
      [cluster, tls && `${tls.mode}(${tls.sni ?? 'host'})`, weight < 100 && `${weight}%`].filter(Boolean).join(' '),
    ),
  ].join(' ');

/** What was considered at the proxies and not used, as fact, object and place: `K8 from-gateway spec.parentRefs.0`. */
export const leftOut = ({ hops }: Trace): string[] => hops.flatMap(({ passedOver }) => passedOver.map(evidenceInShort));

/** The places of the cause, in the same way without the fact. */
export const placesInShort = ({ cause }: Trace): string[] =>
  (cause?.places ?? []).map(({ object, path }) => `${object.name} ${path.join('.')}`);

const evidenceInShort = ({ fact, object, path = [] }: Evidence): string =>
  `${fact} ${object?.name ?? ''} ${path.join('.')}`;
