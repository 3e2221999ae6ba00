import type { Rule } from '../rule';
import { subsetNotFound } from './subset-not-found';

/** DestinationRules: their subsets, and who reads which. */
export const destinationRulesRules: readonly Rule[] = [subsetNotFound];
