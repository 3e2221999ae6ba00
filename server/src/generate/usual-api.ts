import type { Workspace } from '../workspace/workspace';
import type { EgressApi } from './egress-request';

/** The API that the workspace's own gateways are written in; Istio's where it has some of both, or none. */
export function usualApi(workspace: Workspace): EgressApi {
  const documents = [...workspace.paths()].flatMap((it) => workspace.documents(it));
  if (documents.some(({ resources }) => resources.some((it) => it.kind === 'Gateway'))) return 'istio';
  return documents.some(({ text }) => isKubernetesGateway(text)) ? 'gateway-api' : 'istio';
}

/** Not a waypoint, which is of the Gateway API whatever its mesh is written in. */
const isKubernetesGateway = (text: string): boolean =>
  /^apiVersion: *["']?gateway\.networking\.k8s\.io\//m.test(text) &&
  /^kind: *["']?Gateway\b/m.test(text) &&
  !/^ +gatewayClassName: *["']?istio-(?:waypoint|east-west)\b/m.test(text);
