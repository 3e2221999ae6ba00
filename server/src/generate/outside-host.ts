import type { Value } from '../yaml/write';
import { type EgressRequest, objectName, outsidePort } from './egress-request';
import { destinationRuleObject, type Port, portTls, serviceEntryObject } from './objects';

/** What makes the host known. */
export const hostEntry = (request: EgressRequest): Value =>
  serviceEntryObject(objectName(request), [request.host], entryPorts(request));

/** The ports that applications dial and the gateway dials. */
function entryPorts(request: EgressRequest): Port[] {
  const protocol = protocols[request.application];
  const dialled: Port = { number: request.port, name: protocol.toLowerCase(), protocol };
  const number = outsidePort(request);
  return number === request.port ? [dialled] : [dialled, { number, name: 'https', protocol: 'HTTPS' }];
}

const protocols = { http: 'HTTP', https: 'TLS', tcp: 'TCP' } as const;

/** What makes the gateway speak TLS to the host, where it is to. */
export function origination(request: EgressRequest): Value[] {
  if (request.outside === 'same') return [];
  const { name, namespace } = objectName(request);
  // T5 cluster_tls.go setAutoSniAndAutoSanValidation: with an sni of ours the name in the certificate would not be checked
  const trafficPolicy = portTls(outsidePort(request), { mode: 'SIMPLE' });
  return [destinationRuleObject({ name: `${name}-tls`, namespace }, request.host, { trafficPolicy })];
}
