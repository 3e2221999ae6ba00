import { checkScenarios } from './check-scenarios';
import { otherPages } from './scenarios/other-pages';

checkScenarios(otherPages);
