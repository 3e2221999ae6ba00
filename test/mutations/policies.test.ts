import { checkScenarios } from './check-scenarios';
import { policies } from './scenarios/policies';

checkScenarios(policies);
