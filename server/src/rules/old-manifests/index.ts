import type { Rule } from '../rule';
import { fileMountedMeshCerts } from './file-mounted-mesh-certs';
import { gatewayApiVersion } from './gateway-api-version';
import { oldApiVersion } from './old-api-version';
import { removedApiGroup } from './removed-api-group';

/** What was right in an older Istio. */
export const oldManifestsRules: readonly Rule[] = [
  removedApiGroup,
  fileMountedMeshCerts,
  oldApiVersion,
  gatewayApiVersion,
];
