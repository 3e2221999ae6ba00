import { checkScenarios } from './check-scenarios';
import { gatewayApi } from './scenarios/gateway-api';

checkScenarios(gatewayApi);
