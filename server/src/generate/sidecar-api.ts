import { isWildcard } from '../model/host';
import type { Value } from '../yaml/write';
import { type EgressRequest, objectName, outsidePort } from './egress-request';
import { destinationRuleObject, type Port, serviceEntryObject } from './objects';
import { entryPorts, originationPolicy } from './outside-host';

/** The way out straight from the sidecars, which begin TLS themselves where they are to; there is no gateway on it. */
export function sidecarObjects(request: EgressRequest): Value[] {
  const { name, namespace } = objectName(request);
  const entry = serviceEntryObject(objectName(request), [request.host], directPorts(request), {
    addresses: request.addresses,
    resolution: isWildcard(request.host) ? 'DYNAMIC_DNS' : 'DNS',
  });
  if (request.outside === 'same') return [entry];
  return [
    entry,
    destinationRuleObject({ name: `${name}-tls`, namespace }, request.host, {
      // D9 pilot/pkg/networking/core/cluster_traffic_policy.go: a sidecar reads Secrets only for a rule that selects its pods
      ...(request.outside === 'mtls' ? { workloadSelector: { matchLabels: { ...request.selector } } } : {}),
      trafficPolicy: originationOfPort(request),
    }),
  ];
}

/** TLS on the port that applications dial; on others they may have begun it themselves. */
export const originationOfPort = (request: EgressRequest): Value => ({
  portLevelSettings: [{ port: { number: request.port }, ...originationPolicy(request) }],
});

/** The port that applications dial; where the proxy begins TLS it leads to another one of the host. */
export function directPorts(request: EgressRequest): Port[] {
  const number = outsidePort(request);
  return entryPorts({ ...request, outside: 'same' }).map((it) =>
    number === request.port ? it : { ...it, targetPort: number },
  );
}
