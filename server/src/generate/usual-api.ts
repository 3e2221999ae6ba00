import { captureOf } from '../mesh/ambient';
import type { Workspace } from '../workspace/workspace';
import type { EgressApi } from './egress-request';
import { meshesOf } from './gateway-pods';

/**
 * The API of a way out for clients of some namespaces: a waypoint's where all of them are in ambient mode, else that of the
 * workspace's own gateways; Istio's where it has some of both, or none.
 */
export function usualApi(workspace: Workspace, clients: readonly string[]): EgressApi {
  const isAmbient = meshesOf(workspace).some((mesh) => clients.every((it) => captureOf(mesh, it, new Map()).isAmbient));
  if (isAmbient) return 'ambient';
  const resources = [...workspace.paths()].flatMap((it) => workspace.documents(it)).flatMap((it) => it.resources);
  if (resources.some((it) => it.kind === 'Gateway')) return 'istio';
  // a waypoint is of the Gateway API whatever its mesh is written in
  const isEgress = resources.some(
    (it) => it.kind === 'KubernetesGateway' && !inAmbient.has(it.spec.gatewayClassName?.value ?? ''),
  );
  return isEgress ? 'gateway-api' : 'istio';
}

const inAmbient: ReadonlySet<string> = new Set(['istio-waypoint', 'istio-east-west']);
