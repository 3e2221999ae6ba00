import { renderDocument, type Value } from '../yaml/write';
import { ambientObjects } from './ambient';
import type { EgressApi, EgressRequest } from './egress-request';
import { gatewayApiObjects } from './gateway-api';
import { istioObjects } from './istio-api';
import { networkPolicyObject } from './network-policy';
import { sidecarObjects } from './sidecar-api';

const objectsOf: Readonly<Record<EgressApi, (request: EgressRequest) => Value[]>> = {
  istio: istioObjects,
  'gateway-api': gatewayApiObjects,
  ambient: ambientObjects,
  sidecar: sidecarObjects,
};

/** The objects that lead an application's requests for a host through the egress gateway, in reading order. */
export function egressObjects(request: EgressRequest): Value[] {
  const { enclosure } = request;
  return [...objectsOf[request.api](request), ...(enclosure ? [networkPolicyObject(request, enclosure)] : [])];
}

/** Objects as one file. */
export const renderObjects = (objects: readonly Value[]): string => objects.map(renderDocument).join('---\n');
