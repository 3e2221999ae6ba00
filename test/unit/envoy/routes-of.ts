import assert from 'node:assert/strict';
import { type RouteTarget, routesOf } from '../../../server/src/envoy/routes/routes';
import { servicesOf } from '../../../server/src/mesh/services';
import type { MeshObject } from '../../../server/src/workspace/mesh';
import { pathText } from '../../../server/src/yaml/tree';
import { fixture } from '../../fixture';

export const egress = { kind: 'gateway', namespace: 'istio-system', name: 'egress' } as const;
const pod = { type: 'sidecar', namespace: 'shop', workload: undefined, assumed: false, unprivileged: false } as const;

export type Target = Partial<Omit<RouteTarget, 'mesh' | 'proxy'>> & {
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
};

/** The routes of the first VirtualService of a workspace. */
export function routes(source: string, { labels = {}, namespace = 'shop', ...target }: Target = {}) {
  const { workspace, main } = fixture(source);
  const [document] = workspace.documents(main);
  const [found] = document ? workspace.meshesOf(document) : [];
  const object = found?.objects[0];
  if (!found || object?.resource.kind !== 'VirtualService') assert.fail('the first object is no VirtualService');
  const result = routesOf(object as MeshObject<'VirtualService'>, {
    mesh: found.mesh,
    proxy: { ...pod, namespace, labels: new Map(Object.entries(labels)) },
    gateway: 'mesh',
    port: 80,
    isTls: false,
    lookup: (host) => servicesOf(found.mesh, host, namespace)[0],
    ...target,
  });
  return { ...result, paths: result.routes.map((it) => pathText(it.origin?.path ?? [])) };
}

/** A VirtualService with these items of `http`. */
export const rules = (http: string, spec = 'hosts: [a.example.com]'): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a, namespace: shop }
spec:
  ${spec}
  http:
${http.replace(/^\n/, '')}`;
