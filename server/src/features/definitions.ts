import { namedGateways } from '../mesh/egress';
import { serviceOf } from '../mesh/gateway-api/generated-services';
import { gatewaysBehind } from '../mesh/gateways';
import { compareSpecificity, hostWithin, sameHost } from '../model/host';
import type { Name } from '../model/name';
import { nameSpan } from '../rules/places';
import type { Span } from '../text/span';
import { isOfKind, type Mesh, type MeshObject, type Place } from '../workspace/mesh';
import { appliedRules } from './applied-rules';
import { portsOfOwner } from './declared-ports';
import type { Spot } from './spot';

/** An object that defines something, and where in it. */
export interface Definition extends Place {
  readonly object: MeshObject;
}

const definition = (object: MeshObject, span: Span = nameSpan(object)): Definition => ({
  object,
  document: object.document,
  span,
});

/** What a name at a place stands for; empty where the mesh has nothing of that name. */
export function definitionsOf(name: Name, spot: Spot): Definition[] {
  const { mesh } = spot;
  switch (name.kind) {
    case 'gateway':
      return mesh.find('Gateway', name.namespace, name.name).map((it) => definition(it));
    case 'host': {
      const found = hostDefinitions(mesh, name.host);
      return found.length > 0 ? found : gatewaysOfHost(spot, name.host).map((it) => definition(it));
    }
    case 'subset':
      return subsetDefinitions(spot, name.host, name.name);
    case 'object':
      return mesh.find(name.type, name.namespace, name.name).map((it) => definition(it));
    case 'section':
      return portsOfOwner(mesh, name).flatMap(({ object, name: own }) =>
        own?.value === name.name ? [definition(object, own.span)] : [],
      );
    case 'namespace':
      return mesh.named('Namespace', name.name).map((it) => definition(it));
    case 'label':
      // Istio runs the pods of a Kubernetes Gateway
      return [...mesh.with('Workload', name), ...mesh.with('KubernetesGateway', name)].flatMap((it) =>
        it.mentions
          .filter((own) => own.name.kind === 'label' && own.name.key === name.key)
          .map(({ span }) => definition(it, span)),
      );
  }
}

/**
 * The ServiceEntries and Services with exactly this host, or the Gateways that Istio makes such a Service for; else those
 * with a wildcard that covers it.
 */
export function hostDefinitions(mesh: Mesh, host: string): Definition[] {
  const generated = mesh.withHost('KubernetesGateway', host).filter((it) => serviceOf(mesh, it) !== undefined);
  const found = [...mesh.withHost('ServiceEntry', host), ...mesh.withHost('Service', host), ...generated].flatMap(
    (object) =>
      object.mentions.flatMap(({ name, role, span }) =>
        role === 'definition' && name.kind === 'host' ? [{ ...definition(object, span), host: name.host }] : [],
      ),
  );
  const exact = found.filter((it) => sameHost(it.host, host));
  if (exact.length > 0) return exact;
  return found.filter((it) => hostWithin(host, it.host)).sort((a, b) => compareSpecificity(a.host, b.host));
}

/** The Gateways behind a Service, which often is not in the workspace itself; only those that the object names, if any. */
export function gatewaysOfHost({ mesh, object }: Spot, host: string): readonly MeshObject<'Gateway'>[] {
  const named = isOfKind(object, 'VirtualService') ? namedGateways(mesh, object) : [];
  const behind = gatewaysBehind(mesh, host, named);
  const own = behind.filter((it) => named.includes(it));
  return own.length > 0 ? own : behind;
}

/** Where the clients of the host read the subset, else wherever it is defined for the host. */
function subsetDefinitions(spot: Spot, host: string, subset: string): Definition[] {
  for (const rules of [...appliedRules(spot, host), spot.mesh.withHost('DestinationRule', host)]) {
    const found = rules.flatMap((rule) =>
      rule.resource.spec.subsets.flatMap(({ name }) => (name?.value === subset ? [definition(rule, name.span)] : [])),
    );
    if (found.length > 0) return found;
  }
  return [];
}
