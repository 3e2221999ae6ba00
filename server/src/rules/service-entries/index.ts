import type { Rule } from '../rule';
import { serviceEntryNoneBehindGateway } from './service-entry-none-behind-gateway';

/** ServiceEntries, and what Sidecars and the mesh let out. */
export const serviceEntriesRules: readonly Rule[] = [serviceEntryNoneBehindGateway];
