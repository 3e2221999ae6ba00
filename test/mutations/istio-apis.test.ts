import { checkScenarios } from './check-scenarios';
import { istioApis } from './scenarios/istio-apis';

checkScenarios(istioApis);
