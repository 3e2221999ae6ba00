import { builtInClasses, controllerOf } from '../../mesh/gateway-api/classes';
import { serviceOf } from '../../mesh/gateway-api/generated-services';
import { isExportedTo } from '../../mesh/visibility';
import { type ServiceName, serviceName } from '../../model/host';
import { type Kind, kindDefinition } from '../../model/kinds';
import { unnamed } from '../../model/namespace';
import type { DefaultKind } from '../../model/object-reference';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Spot } from '../spot';
import { definedIn } from './asked';

/** Something that a reference may name. */
export interface Referent {
  readonly name: string;
  /** Empty where it is not known, and for what belongs to none. */
  readonly namespace: string;
  /** What it is, and where it comes from. */
  readonly detail: string;
}

/** All that is called by a name of that kind, wherever it is; hosts only as far as the object can see them. */
export function referents(spot: Spot, { group, kind }: DefaultKind): Referent[] {
  const { mesh } = spot;
  // any version will do
  const known = kindDefinition(`${group}/v1`, kind)?.name as Kind | undefined;
  const written = kind === 'Hostname' ? hosts(spot) : known ? mesh.all(known).map(referent) : [];
  const made = known === 'Service' ? generatedServices(mesh) : known === 'GatewayClass' ? builtIn : [];
  return [...made, ...written].filter(({ name }) => name !== '' && !hasPlaceholder(name));
}

const referent = (object: MeshObject): Referent => ({
  name: object.name,
  namespace: object.namespace,
  detail: definedIn(object),
});

const hosts = ({ mesh, namespace }: Spot): Referent[] =>
  mesh
    .all('ServiceEntry')
    .filter((it) => isExportedTo(it.resource.spec.exportTo, it.namespace, namespace))
    .flatMap((it) => it.resource.spec.hosts.map(({ value }) => ({ ...referent(it), name: value })));

/** The Services that Istio makes for Gateways, by which something can be sent there. */
export const generatedServices = (mesh: Mesh): (ServiceName & Referent)[] =>
  mesh.all('KubernetesGateway').flatMap((gateway) => {
    // a waypoint's Service only takes HBONE
    const service = controllerOf(mesh, gateway) === 'gateway' ? serviceOf(mesh, gateway) : undefined;
    const named = service && serviceName(service.host);
    return named ? [{ ...named, detail: `made for ${definedIn(gateway)}` }] : [];
  });

const builtIn: readonly Referent[] = [...builtInClasses]
  // pilot/pkg/features/ambient.go EnableAmbientMultiNetwork: off
  .filter(([, controller]) => controller !== 'east-west')
  .map(([name]) => ({ name, namespace: unnamed, detail: 'GatewayClass of Istio' }));
