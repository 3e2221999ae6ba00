import { renderDocument, type Value } from '../yaml/write';
import { ambientObjects } from './ambient';
import type { EgressApi, EgressRequest } from './egress-request';
import { withExport } from './export-to';
import { gatewayApiObjects } from './gateway-api';
import { istioObjects } from './istio-api';
import { sidecarObjects } from './sidecar-api';

const objectsOf: Readonly<Record<EgressApi, (request: EgressRequest) => Value[]>> = {
  istio: istioObjects,
  'gateway-api': gatewayApiObjects,
  ambient: ambientObjects,
  sidecar: sidecarObjects,
};

/** The objects that lead an application's requests for a host through the egress gateway, in reading order. */
export function egressObjects(request: EgressRequest): Value[] {
  return objectsOf[request.api](request).map((it) => withExport(it, request));
}

/** Objects as one file. */
export const renderObjects = (objects: readonly Value[]): string => objects.map(renderDocument).join('---\n');
