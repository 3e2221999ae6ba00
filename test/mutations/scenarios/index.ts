import type { Scenario } from '../scenario';
import { ambientMode } from './ambient';
import { firstPages } from './first-pages';
import { gatewayApi } from './gateway-api';
import { istioApis } from './istio-apis';
import { otherPages } from './other-pages';
import { policies } from './policies';

/** Every scenario that the mutation test mutates. */
export const scenarios: readonly Scenario[] = [
  ...firstPages,
  ...istioApis,
  ...otherPages,
  ...gatewayApi,
  ...ambientMode,
  ...policies,
];
