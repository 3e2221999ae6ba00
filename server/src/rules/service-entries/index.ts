import type { Rule } from '../rule';
import { reservedPort } from './reserved-port';
import { serviceEntryNoneBehindGateway } from './service-entry-none-behind-gateway';
import { serviceEntryProtocolConflict } from './service-entry-protocol-conflict';
import { serviceEntryWildcardDnsWithoutEndpoints } from './service-entry-wildcard-dns-without-endpoints';
import { serviceEntryWithoutPorts } from './service-entry-without-ports';

/** What the mesh is told of hosts outside, and what it lets out. */
export const serviceEntriesRules: readonly Rule[] = [
  serviceEntryNoneBehindGateway,
  serviceEntryWildcardDnsWithoutEndpoints,
  serviceEntryProtocolConflict,
  serviceEntryWithoutPorts,
  reservedPort,
];
