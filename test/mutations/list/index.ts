import type { Mutation } from '../mutation';
import { destinationRules } from './destination-rules';
import { gatewayApi } from './gateway-api';
import { gateways } from './gateways';
import { hosts } from './hosts';
import { objects } from './objects';
import { policies } from './policies';
import { routes } from './routes';

/** Every mutation, each of which changes one thing wherever a scenario has it. */
export const mutations: readonly Mutation[] = [
  ...objects,
  ...routes,
  ...hosts,
  ...gateways,
  ...destinationRules,
  ...policies,
  ...gatewayApi,
];
