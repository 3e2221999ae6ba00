import { legs, type RouteDestination, routeDestinations, takesPort } from '../mesh/legs';
import { owns } from '../mesh/ownership';
import { hostLabel, serviceName } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { atPath, label } from './places';
import type { Finding } from './rule';

/**
 * What is wrong with the Service to which a VirtualService sends requests for a host that nothing declares, where it is
 * that Service which would make sidecars listen for them; `undefined` where nothing is.
 */
export function unheardDestination(
  mesh: Mesh,
  object: MeshObject<'VirtualService'>,
  host: string,
  port: number,
): Finding | undefined {
  const leg = legs(object, meshGateway).find((it) => it.section === 'http' && takesPort(it, port));
  const [to] = leg ? routeDestinations(leg, object) : [];
  return to && problemOf(mesh, to, `requests for ${hostLabel(host)} leave like those to any unknown host`);
}

function problemOf(mesh: Mesh, { destination, host }: RouteDestination, consequence: string): Finding | undefined {
  const { name, namespace } = serviceName(host) ?? {};
  if (!destination.host || name === undefined || namespace === undefined || mesh.hasHidden('Service')) return undefined;
  const [service] = mesh.find('Service', namespace, name);
  const number = destination.port?.number;
  if (!service)
    return owns(mesh, namespace, 'Service')
      ? {
          span: destination.host.span,
          message: `There is no Service ${hostLabel(host)}, so sidecars do not listen for it: ${consequence}.`,
        }
      : undefined;
  // 3.3 the ports of the Service are those that sidecars listen on
  if (!number || service.resource.spec.ports.some((it) => it.port?.value === number.value)) return undefined;
  return {
    span: number.span,
    message: `${label(service)} has no port ${number.value}, so sidecars do not listen there: ${consequence}.`,
    related: [atPath(service, ['spec', 'ports'], `${label(service)} has these ports.`)],
  };
}
