import { checkScenarios } from './check-scenarios';
import { firstPages } from './scenarios/first-pages';

checkScenarios(firstPages);
