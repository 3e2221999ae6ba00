import { exports } from '../../mesh/exports';
import type { Scope } from '../../mesh/scope';
import { servicesMatching } from '../../mesh/services';
import { sameHost } from '../../model/host';
import type { Lookup } from '../routes/destination';

/** How a gateway finds the service of a destination in HTTP routes of a VirtualService: first in that one's namespace. */
export function servicesFor(scope: Scope, namespace: string): Lookup {
  const { isVisible } = exports(scope.mesh, scope.proxy.namespace);
  return (host) =>
    // S12 pilot/pkg/networking/core/gateway.go buildNameToServiceMapForHTTPRoutes
    servicesMatching(scope.mesh, host).find(
      (it) => it.namespace === namespace && sameHost(it.host, host) && isVisible(it),
    ) ?? scope.service(host);
}
