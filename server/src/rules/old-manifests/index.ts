import type { Rule } from '../rule';
import { externalnameTcp } from './externalname-tcp';
import { fileMountedEgressCerts } from './file-mounted-egress-certs';
import { fileMountedMeshCerts } from './file-mounted-mesh-certs';
import { gatewayApiVersion } from './gateway-api-version';
import { helmGatewayValuesMismatch } from './helm-gateway-values-mismatch';
import { istioOperatorInCluster } from './istio-operator-in-cluster';
import { needsNewerIstio } from './needs-newer-istio';
import { oldApiVersion } from './old-api-version';
import { removedApiGroup } from './removed-api-group';
import { removedEnvoyFilter } from './removed-envoy-filter';
import { staleEgressSan } from './stale-egress-san';

/** What was right in an older Istio. */
export const oldManifestsRules: readonly Rule[] = [
  removedApiGroup,
  removedEnvoyFilter,
  fileMountedMeshCerts,
  fileMountedEgressCerts,
  staleEgressSan,
  istioOperatorInCluster,
  helmGatewayValuesMismatch,
  needsNewerIstio,
  externalnameTcp,
  oldApiVersion,
  gatewayApiVersion,
];
