import { systemAuthorities } from '../model/destination-rule';
import { behaviours } from '../schema/releases';
import type { Value } from '../yaml/write';
import { dialledHost, type EgressRequest, isHttp, objectName, outsidePort } from './egress-request';
import { keepingHttp2 } from './http-version';
import { destinationRuleObject, type Port, serviceEntryObject } from './objects';

/** What makes the host known. */
export function hostEntry(request: EgressRequest): Value {
  return serviceEntryObject(objectName(request), [dialledHost(request)], entryPorts(request), {
    addresses: request.addresses,
    resolution: 'DNS',
  });
}

/** The ports that applications dial and the gateway dials. */
export function entryPorts(request: EgressRequest): Port[] {
  const dialled = entryPort(request.port, protocols[request.application]);
  const number = outsidePort(request);
  return number === request.port ? [dialled] : [dialled, entryPort(number, isHttp(request) ? 'HTTPS' : 'TLS')];
}

const protocols = { http: 'HTTP', grpc: 'GRPC', https: 'TLS', tcp: 'TCP' } as const;
const usualPorts: Readonly<Record<string, number>> = { HTTP: 80, GRPC: 80, HTTPS: 443, TLS: 443 };

/** A port of a ServiceEntry, called by its protocol; with its number where that is not the usual one. */
const entryPort = (number: number, protocol: string): Port => ({
  number,
  name: protocol.toLowerCase() + (usualPorts[protocol] === number ? '' : `-${number}`),
  protocol,
});

/** What makes the last proxy speak TLS to the host where it is to, and not where only another way to the port is to. */
export function origination(request: EgressRequest): Value[] {
  const { outside, outsideSubset } = request;
  if (outside === 'same' && outsideSubset === undefined) return [];
  const { name, namespace } = objectName(request);
  const policy = outside === 'same' ? { tls: { mode: 'DISABLE' } } : originationPolicy(request);
  const trafficPolicy = { portLevelSettings: [{ port: { number: outsidePort(request) }, ...policy }] };
  const rule = outsideSubset === undefined ? { trafficPolicy } : { subsets: [{ name: outsideSubset, trafficPolicy }] };
  return [destinationRuleObject({ name: `${name}-tls`, namespace }, dialledHost(request), rule)];
}

/** How the last proxy connects to the host. */
export const originationPolicy = (request: EgressRequest): { readonly [key: string]: Value } => ({
  ...keepingHttp2(request),
  tls: originationTls(request),
});

function originationTls(request: EgressRequest): Value {
  const { outside, credential, sans = [], release } = request;
  // T5 cluster_tls.go setAutoSniAndAutoSanValidation: with an sni of ours the name in the certificate would not be
  // checked, but there is none to take from what is no HTTP request, and before 1.21 none is taken, and nothing checked
  const isOld = release !== undefined && release < behaviours.verifies.since;
  const isNamed = isOld || !isHttp(request);
  const names = sans.length > 0 ? sans : isNamed ? [dialledHost(request)] : [];
  return {
    mode: outside === 'mtls' ? 'MUTUAL' : 'SIMPLE',
    ...(outside === 'mtls' && credential ? { credentialName: credential } : {}),
    ...(isOld && outside === 'tls' ? { caCertificates: systemAuthorities } : {}),
    ...(isNamed ? { sni: dialledHost(request) } : {}),
    ...(names.length > 0 ? { subjectAltNames: names } : {}),
  };
}
