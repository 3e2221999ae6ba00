import type { Rule } from '../rule';
import { registryOnlyMissingServiceEntry } from './registry-only-missing-service-entry';
import { reservedPort } from './reserved-port';
import { serviceEntryDuplicateHostCrossNamespace } from './service-entry-duplicate-host-cross-namespace';
import { serviceEntryDynamicDnsBehindGateway } from './service-entry-dynamic-dns-behind-gateway';
import { serviceEntryHttpOn443 } from './service-entry-http-on-443';
import { serviceEntryMeshInternalExternalHost } from './service-entry-mesh-internal-external-host';
import { serviceEntryNoneBehindGateway } from './service-entry-none-behind-gateway';
import { serviceEntryProtocolConflict } from './service-entry-protocol-conflict';
import { serviceEntryResolutionOmitted } from './service-entry-resolution-omitted';
import { serviceEntryTcpPortCollision } from './service-entry-tcp-port-collision';
import { serviceEntryTcpWithoutAddress } from './service-entry-tcp-without-address';
import { serviceEntryWildcardDnsWithoutEndpoints } from './service-entry-wildcard-dns-without-endpoints';
import { serviceEntryWithoutPorts } from './service-entry-without-ports';

/** What the mesh is told of hosts outside, and what it lets out. */
export const serviceEntriesRules: readonly Rule[] = [
  serviceEntryNoneBehindGateway,
  serviceEntryDynamicDnsBehindGateway,
  serviceEntryWildcardDnsWithoutEndpoints,
  serviceEntryResolutionOmitted,
  serviceEntryProtocolConflict,
  serviceEntryDuplicateHostCrossNamespace,
  serviceEntryHttpOn443,
  serviceEntryTcpWithoutAddress,
  serviceEntryTcpPortCollision,
  serviceEntryWithoutPorts,
  serviceEntryMeshInternalExternalHost,
  reservedPort,
  registryOnlyMissingServiceEntry,
];
