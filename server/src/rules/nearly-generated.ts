import { type Fix, fix, replace } from '../generate/edit';
import { gatewayServices } from '../mesh/gateway-api/addresses';
import { controllerOf } from '../mesh/gateway-api/classes';
import { routeKinds } from '../mesh/gateway-api/routes';
import { owns } from '../mesh/ownership';
import { hostLabel, type ServiceName, serviceHost, serviceName } from '../model/host';
import { isManaged } from '../model/kubernetes-gateway';
import { unnamed } from '../model/namespace';
import type { ObjectReference } from '../model/object-reference';
import { misspelt } from '../text/nearest';
import type { Span } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { at, label } from './places';
import { type AnyRoute, isForSidecars } from './route-problems';
import type { Finding } from './rule';

/** What is to be said of a name that is nearly that of a Service which Istio makes. */
export function calledNearly(mesh: Mesh, object: MeshObject, service: ServiceName, span: Span): Finding | undefined {
  const nearly = sends(object) ? nearlyGenerated(mesh, service) : undefined;
  if (!nearly) return undefined;
  const { gateway, host } = nearly;
  return {
    span,
    severity: 'warning',
    message: `The manifests have no Service ${hostLabel(serviceHost(service.name, service.namespace))}, and that of ${label(gateway)} is ${hostLabel(host)}, to which nobody sends.`,
    related: [at(gateway, `${label(gateway)} is here.`)],
    fixes: () => rename(object, span, service.name, nearly),
  };
}

/** Whether what an object names is what clients send to; a route of a gateway needs a grant for another namespace first. */
const sends = (object: MeshObject): boolean =>
  object.resource.kind === 'VirtualService' ||
  ('parentRefs' in object.resource.spec && isForSidecars(object as AnyRoute));

/** Names the Service by its name, or by its namespace where only that differs. */
function rename(object: MeshObject, span: Span, name: string, { host }: NearlyGenerated): Fix[] {
  const right = serviceName(host);
  if (!right) return [];
  if (!('parentRefs' in object.resource.spec)) return fix(`Change to '${host}'`, [replace(object, span, host)]);
  if (right.name !== name) return fix(`Change to '${right.name}'`, [replace(object, span, right.name)]);
  const references = (object as AnyRoute).resource.spec.rules.flatMap(
    (it): readonly ObjectReference[] => it.backendRefs,
  );
  const namespace = references.find((it) => it.name?.span.start === span.start)?.namespace;
  return namespace ? fix(`Take that of ${right.namespace}`, [replace(object, namespace.span, right.namespace)]) : [];
}

/** A Gateway, and the host of the Service that Istio makes for it. */
interface NearlyGenerated {
  readonly gateway: MeshObject<'KubernetesGateway'>;
  readonly host: string;
}

/**
 * The Gateway whose Service is plainly meant by a name that no Service has, though the workspace need not have all of
 * that namespace: it has the same name and is nowhere else, or is there and called nearly so; and nobody sends to it.
 */
function nearlyGenerated(mesh: Mesh, { name, namespace }: ServiceName): NearlyGenerated | undefined {
  if (namespace === unnamed || owns(mesh, namespace, 'Service')) return undefined;
  const made = mesh.all('KubernetesGateway').flatMap((gateway) => {
    if (gateway.namespace === unnamed || !controllerOf(mesh, gateway) || !isManaged(gateway.resource.spec)) return [];
    return gatewayServices(gateway).map((host) => ({ gateway, host, name: serviceName(host)?.name ?? '' }));
  });
  const there = made.filter((it) => it.gateway.namespace === namespace);
  const close = misspelt(
    name,
    there.map((it) => it.name),
  );
  const [meant, ...others] = close ? there.filter((it) => it.name === close) : made.filter((it) => it.name === name);
  return meant && others.length === 0 && !isSentTo(mesh, meant.host) ? meant : undefined;
}

const isSentTo = (mesh: Mesh, host: string): boolean =>
  (['VirtualService', ...routeKinds] as const).some((kind) => mesh.with(kind, { kind: 'host', host }).length > 0);
