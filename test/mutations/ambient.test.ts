import { checkScenarios } from './check-scenarios';
import { ambientMode } from './scenarios/ambient';

checkScenarios(ambientMode);
