import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clusterOf } from '../../../server/src/envoy/clusters/cluster';
import { clusterName, parseClusterName } from '../../../server/src/envoy/config';
import { gatewayWorkloads } from '../../../server/src/mesh/gateway-workloads';
import { type Scope, scopeOf } from '../../../server/src/mesh/scope';
import { defaultSettings } from '../../../server/src/workspace/settings';
import { Workspace } from '../../../server/src/workspace/workspace';

/*
 * Every cluster beside Istio: all that its own control plane gives to a proxy (its answers are kept as data, with the
 * commit that gave them), and nothing else for the same ports and any subset.
 */

const folder = 'test/oracle/clusters';

interface OracleCluster {
  readonly type: string;
  /** Without pods, whose addresses are in no manifest. */
  readonly endpoints?: readonly string[];
  /** Of the cluster, or of all its endpoints. */
  readonly tls?: { readonly mode: string; readonly sni: string | null; readonly sans: readonly string[] };
  readonly autoMtls?: boolean;
  readonly portOverride?: number;
  readonly destinationRule?: string;
  /** Found by EDS, with no endpoints at all. */
  readonly empty?: boolean;
}

interface OracleProxy {
  readonly workload?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly clusters: Readonly<Record<string, OracleCluster>>;
}

for (const file of readdirSync(folder).filter((it) => it.endsWith('.json'))) {
  const path = file.replace(/json$/, 'yaml');
  const oracle = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly about: string;
    readonly absent?: readonly string[];
    readonly proxies: readonly OracleProxy[];
  };
  test(`clusters beside Istio: ${oracle.about}`, () => {
    const workspace = new Workspace(defaultSettings);
    workspace.set(path, readFileSync(join(folder, path), 'utf8'));
    const mesh = workspace.documents(path).flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
    assert.ok(mesh);
    const known = oracle.proxies.flatMap((it) => Object.keys(it.clusters));
    const subsets = mesh
      .all('DestinationRule')
      .flatMap((it) => it.resource.spec.subsets.map(({ name }) => name?.value ?? ''));
    const candidates = known.flatMap((name) => {
      const { port, host } = parseClusterName(name) ?? assert.fail(name);
      return subsets.map((it) => clusterName(port, it, host));
    });
    for (const { workload, namespace = '', labels = {}, clusters } of oracle.proxies) {
      const gateway = gatewayWorkloads(mesh).find((it) => it.proxy.workload === workload)?.proxy;
      const sidecar = { type: 'sidecar', workload: undefined, assumed: false, unprivileged: false } as const;
      const scope = scopeOf(mesh, gateway ?? { ...sidecar, namespace, labels: new Map(Object.entries(labels)) });
      for (const name of new Set([...known, ...candidates, ...(oracle.absent ?? [])])) {
        const found = ours(scope, name);
        assert.deepEqual(found, expected(clusters[name], found, name), `${name} at ${workload ?? namespace}`);
      }
    }
  });
}

/** That no pod of the manifests is behind a Service does not say that there is none. */
function expected(
  istio: OracleCluster | undefined,
  found: OracleCluster | undefined,
  name: string,
): OracleCluster | undefined {
  if (!istio?.empty || found?.empty || !name.endsWith('.svc.cluster.local')) return istio;
  const { empty, ...rest } = istio;
  return rest;
}

function ours(scope: Scope, name: string): OracleCluster | undefined {
  const { cluster, because } = clusterOf(scope, name);
  if (!cluster) return undefined;
  const { type, tls, autoMtls, portOverride, hasEndpoints } = cluster;
  const rule = because.find((it) => it.fact === 'D1' || it.fact === 'D8')?.object;
  const endpoints = cluster.endpoints.map((it) => (it.port === 0 ? it.address : `${it.address}:${it.port}`)).sort();
  return {
    type,
    ...(endpoints.length > 0 && { endpoints }),
    ...(tls && { tls: { mode: tls.mode, sni: tls.sni ?? null, sans: tls.sans } }),
    ...(autoMtls && { autoMtls }),
    ...(portOverride !== undefined && { portOverride }),
    ...(rule && { destinationRule: `${rule.namespace}/${rule.name}` }),
    ...(type === 'EDS' && hasEndpoints === false && { empty: true }),
  };
}
