import type { Scenario } from '../scenario';
import { ambientMode } from './ambient';
import { gatewayApi } from './gateway-api';
import { istioApis } from './istio-apis';
import { policies } from './policies';

/** Every scenario that the mutation test mutates. */
export const scenarios: readonly Scenario[] = [...istioApis, ...gatewayApi, ...ambientMode, ...policies];
