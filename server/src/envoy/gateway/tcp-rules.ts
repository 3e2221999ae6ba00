import type { Evidence } from '../../mesh/evidence';
import { gatewayLabel } from '../../mesh/gateway-api/generated';
import { haveCommonHost, writtenHosts } from '../../mesh/gateway-hosts';
import type { GatewayServer } from '../../mesh/gateway-servers';
import { gatewayName, means } from '../../mesh/legs';
import { meshGateway, type TlsMatch } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';

/** Whether a VirtualService that is bound to the server's Gateway is for one of its hosts. */
export const isForServer = (object: MeshObject<'VirtualService'>, { hosts }: GatewayServer): boolean =>
  haveCommonHost(hosts, writtenHosts(object), object.namespace);

/** Why a `tls` or `tcp` match is not for a server; `undefined` where it is. */
export function notForServer(
  { port, gateways }: TlsMatch,
  { gateway, number }: GatewayServer,
  object: MeshObject<'VirtualService'>,
  path: Path,
): Evidence | undefined {
  // V13 pilot/pkg/networking/core/gateway.go l4SingleMatch: nothing but these two counts
  if (port?.value && port.value !== number)
    return {
      fact: 'V10',
      text: `This match is for port ${port.value} only, and the server's is ${number}.`,
      object,
      path: [...path, 'port'],
    };
  if (gateways.length === 0 || gateways.some((it) => means(it.value, gatewayName(gateway), object))) return undefined;
  const names = gateways.map((it) => (it.value === meshGateway ? 'sidecars' : it.value)).join(' and ');
  return {
    fact: 'V13',
    text: `This match is for ${names} only, and the server is of ${gatewayLabel(gateway.name)}.`,
    object,
    path: [...path, 'gateways'],
  };
}
