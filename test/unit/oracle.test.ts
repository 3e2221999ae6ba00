import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseRequest } from '../../server/src/envoy/request';
import { type Condition, statusOf } from '../../server/src/mesh/gateway-api/status/status';
import type { Hop, Trace } from '../../server/src/trace/trace';
import { trace } from '../../server/src/trace/trace';
import type { MeshObject } from '../../server/src/workspace/mesh';
import { defaultSettings } from '../../server/src/workspace/settings';
import { Workspace } from '../../server/src/workspace/workspace';
import { disagreements } from '../oracle/disagreements';

/*
 * The tracer beside Istio: for each call of test/oracle the hops that Istio's own control plane programs (its answers are
 * kept as data, with the commit that gave them) against those of the tracer.
 */

const folder = 'test/oracle';

interface OracleHop {
  readonly proxy: string;
  readonly namespace: string;
  readonly listener: string | null;
  readonly port: number;
  readonly routeConfiguration: string | null;
  readonly virtualHost: string | null;
  readonly cluster: string | null;
  readonly clusters?: readonly { readonly name: string; readonly weight: number }[];
  readonly clusterType: string | null;
  readonly tls: { readonly mode: string; readonly sni: string | null } | null;
  readonly error: string | null;
  readonly directResponse?: { readonly status: number };
  readonly redirect?: unknown;
}

interface OracleCall {
  readonly name: string;
  readonly from: { readonly namespace: string; readonly labels?: Record<string, string> };
  readonly to: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly sni?: string;
  readonly address?: string;
  readonly hops: readonly OracleHop[];
}

/** Kind, namespace and name of an object, the part of it, and what Istio reports: a condition, its status, its reason. */
type OracleStatus = readonly string[];

interface OracleCase {
  readonly calls: readonly OracleCall[];
  readonly status?: readonly OracleStatus[];
}

/** Istio's configuration does not show what becomes of a request behind the last cluster, and calls no policy an error. */
const isShown = (reason: string | null, hasCluster: boolean): boolean =>
  reason === 'no-cluster' || (reason !== null && !hasCluster && reason !== 'registry-only' && reason !== 'denied');

for (const file of readdirSync(folder).filter((it) => it.endsWith('.json'))) {
  const name = file.slice(0, -'.json'.length);
  const { calls, status } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as OracleCase;
  describe(`beside Istio: ${name}`, () => {
    const workspace = new Workspace(defaultSettings);
    const path = `${name}.yaml`;
    workspace.set(path, readFileSync(join(folder, path), 'utf8'));
    const mesh = workspace.documents(path).flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
    for (const [index, call] of calls.entries()) {
      const known = disagreements[`${name}#${index}`];
      test(call.name, { skip: known ?? false }, () => {
        assert.ok(mesh);
        const { method, sni, address } = call;
        const headers = Object.entries(call.headers ?? {}).map(([key, value]) => `${key}: ${value}`);
        const request = parseRequest(call.to, { method, headers, sni, address });
        assert.ok(typeof request !== 'string', String(request));
        const labels = new Map(Object.entries(call.from.labels ?? {}));
        const answer = trace(mesh, { namespace: call.from.namespace, labels }, request);
        assert.deepEqual(ofTrace(answer), call.hops.map(ofIstio));
      });
    }
    if (status)
      test('what Istio reports of the objects', { skip: disagreements[`${name}#status`] ?? false }, () => {
        assert.ok(mesh);
        const objects = workspace.documents(path).flatMap((it) => mesh.objectsOf(it));
        const reported = objects.flatMap((object) => statusOf(mesh, object).map((it) => rowOf(object, it)));
        // an address that a cluster gives is taken to come
        const isDecided = (row: OracleStatus): boolean => row.at(-1) !== 'AddressNotAssigned';
        const undecided = new Set(status.filter((it) => !isDecided(it)).map((it) => it.slice(0, 5).join(' ')));
        const own = reported.filter((it) => !undecided.has(it.slice(0, 5).join(' ')));
        assert.deepEqual(texts(own), texts(status.filter(isDecided)));
      });
  });
}

const rowOf = ({ resource, namespace, name }: MeshObject, { part, type, status, reason }: Condition): OracleStatus => [
  resource.type,
  namespace,
  name,
  part,
  type,
  status ? 'True' : 'False',
  reason,
];

const texts = (rows: readonly OracleStatus[]): string[] => rows.map((it) => it.join(' ')).sort();

const ofIstio = (hop: OracleHop) => ({
  proxy: `${hop.proxy} ${hop.namespace}`,
  listener: hop.listener,
  port: hop.port,
  routeConfiguration: hop.routeConfiguration,
  virtualHost: hop.virtualHost,
  clusters: (hop.clusters?.map((it) => it.name) ?? [hop.cluster]).filter((it) => it !== null),
  clusterType: hop.error === 'no-cluster' || hop.clusters ? null : hop.clusterType,
  tls: hop.tls && { mode: hop.tls.mode, sni: hop.tls.sni },
  error: isShown(hop.error, hop.cluster !== null || hop.clusters !== undefined) && !hop.clusters ? hop.error : null,
});

const ofTrace = ({ hops }: Trace): ReturnType<typeof ofIstio>[] => hops.map(ofHop);

function ofHop(hop: Hop): ReturnType<typeof ofIstio> {
  const [first] = hop.branches;
  const reason = hop.cause?.reason ?? null;
  return {
    proxy: `${hop.proxy.type} ${hop.proxy.namespace}`,
    listener: hop.listener ?? null,
    port: hop.port,
    routeConfiguration: hop.routeConfiguration ?? null,
    virtualHost: hop.virtualHost ?? null,
    clusters: hop.branches.map((it) => it.cluster),
    clusterType: hop.branches.length > 1 ? null : (first?.clusterType ?? null),
    tls: (hop.branches.length === 1 && first?.tls && { mode: first.tls.mode, sni: first.tls.sni ?? null }) || null,
    error: isShown(reason, hop.branches.length > 0) && hop.branches.length < 2 ? reason : null,
  };
}
