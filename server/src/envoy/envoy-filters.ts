import type { Assumption } from '../mesh/evidence';
import { meshConfig } from '../mesh/mesh-config';
import { isAttached } from '../mesh/policy-attachment';
import type { Proxy } from '../mesh/proxy';
import type { Scope } from '../mesh/scope';
import type { Service } from '../mesh/services';
import type { MeshObject } from '../workspace/mesh';

/** The EnvoyFilters that change what a proxy makes of requests on their way out: what they change is not known here. */
export function envoyFilters({ mesh, proxy }: Scope, guards: Service | undefined): readonly Assumption[] {
  const context = contexts[proxy.type];
  if (context === undefined) return [];
  // pilot/pkg/model/push_context.go EnvoyFilters: those of the root namespace, then those of the proxy's own
  const root = meshConfig(mesh).rootNamespace.value;
  const found = new Set([root, proxy.namespace].flatMap((it) => mesh.inNamespace('EnvoyFilter', it)));
  return [...found]
    .filter((it) => changes(it, context))
    .filter(({ namespace, resource: { spec } }) =>
      isAttached(
        namespace,
        { targets: spec.targetRefs, labels: spec.workloadSelector?.labels },
        { ...proxy, guards },
        root,
      ),
    )
    .map((object) => ({
      text: `The EnvoyFilter ${object.name} changes what Istio gives this proxy, and is taken to leave the way of requests as it is.`,
      object,
      path: ['spec', 'configPatches'],
    }));
}

/** What an EnvoyFilter calls the side of a proxy that requests leave by; a ztunnel is no Envoy. */
const contexts: Readonly<Record<Proxy['type'], string | undefined>> = {
  sidecar: 'SIDECAR_OUTBOUND',
  gateway: 'GATEWAY',
  waypoint: 'WAYPOINT',
  ztunnel: undefined,
};

const changes = ({ resource }: MeshObject<'EnvoyFilter'>, context: string): boolean =>
  resource.spec.configPatches.some(
    ({ applyTo, match }) =>
      applyTo?.value !== 'BOOTSTRAP' &&
      applyTo?.value !== 'EXTENSION_CONFIG' &&
      [undefined, 'ANY', context].includes(match?.context?.value),
  );
