import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import type { Scope } from '../../mesh/scope';
import { resolveHost, sameHost, serviceName } from '../../model/host';
import { destinations, meshGateway } from '../../model/virtual-service';
import { type ClusterService, unseenService } from '../clusters/cluster-service';
import { assumedService } from '../clusters/missing';
import type { Request } from '../request';

/** The port that the Service of every gateway has for plaintext HTTP, unless somebody takes it away. */
const usualPort = 80;

/**
 * A gateway's Service that is in no manifest and makes sidecars listen for HTTP on the request's port, as far as a
 * VirtualService sends requests for its host there; `undefined` for none.
 */
export function unseenGateway(scope: Scope, { host, port }: Request): ClusterService | undefined {
  // 3.14 manifests/charts/gateways/istio-egress/values.yaml, manifests/charts/gateway/values.yaml: http2 on 80
  if (port !== usualPort) return undefined;
  for (const virtualService of scope.virtualServices(host, meshGateway))
    for (const destination of destinations(virtualService.resource.spec)) {
      const gateway = destination.host ? resolveHost(destination.host.value, virtualService.namespace) : '';
      if (isImported(scope, gateway) && isUnseen(scope, gateway)) return unseenService(gateway);
    }
  return undefined;
}

const isImported = ({ egressListeners }: Scope, host: string): boolean =>
  egressListeners.some(
    (it) =>
      it.port === undefined && it.bind === undefined && it.imports.service(host, serviceName(host)?.namespace ?? ''),
  );

const isUnseen = (scope: Scope, host: string): boolean =>
  scope.service(host) === undefined &&
  assumedService(scope, host) !== undefined &&
  gatewaysBehindService(scope.mesh, host).some(({ services }) =>
    services.some((it) => sameHost(it.host, host) && (it.ports.has(usualPort) || it.hasOtherPorts)),
  );
