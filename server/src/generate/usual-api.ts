import type { Workspace } from '../workspace/workspace';
import type { EgressApi } from './egress-request';

/** The API that the workspace's own gateways are written in; Istio's where it has some of both, or none. */
export function usualApi(workspace: Workspace): EgressApi {
  const resources = [...workspace.paths()].flatMap((it) => workspace.documents(it)).flatMap((it) => it.resources);
  if (resources.some((it) => it.kind === 'Gateway')) return 'istio';
  // a waypoint is of the Gateway API whatever its mesh is written in
  const isEgress = resources.some(
    (it) => it.kind === 'KubernetesGateway' && !inAmbient.has(it.spec.gatewayClassName?.value ?? ''),
  );
  return isEgress ? 'gateway-api' : 'istio';
}

const inAmbient: ReadonlySet<string> = new Set(['istio-waypoint', 'istio-east-west']);
