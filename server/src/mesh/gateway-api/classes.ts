import type { Mesh, MeshObject } from '../../workspace/mesh';

/** What Istio does with the Gateways of a class. `remote` ones are only declared. */
export type Controller = 'gateway' | 'waypoint' | 'remote' | 'east-west';

// 4.5 pilot/pkg/config/kube/gatewaycommon/classinfo.go GetClassInfos, pkg/config/constants/constants.go
const controllers: ReadonlyMap<string, Controller> = new Map([
  ['istio.io/gateway-controller', 'gateway'],
  ['istio.io/mesh-controller', 'waypoint'],
  ['istio.io/unmanaged-gateway', 'remote'],
  ['istio.io/eastwest-controller', 'east-west'],
]);

// 4.5 pilot/pkg/config/kube/gatewaycommon/classinfo.go GetBuiltinGatewayClasses
/** The classes that Istio brings with it, the usual one first. */
export const builtInClasses: ReadonlyMap<string, Controller> = new Map([
  ['istio', 'gateway'],
  ['istio-waypoint', 'waypoint'],
  ['istio-remote', 'remote'],
  ['istio-east-west', 'east-west'],
]);

/** Whether a class belongs to Istio. */
export const isIstios = ({ resource }: MeshObject<'GatewayClass'>): boolean =>
  controllers.has(resource.spec.controllerName?.value ?? '');

/** Who is responsible for a Gateway; `undefined` for another controller than Istio's, as far as the workspace says. */
export function controllerOf(mesh: Mesh, gateway: MeshObject<'KubernetesGateway'>): Controller | undefined {
  const name = gateway.resource.spec.gatewayClassName?.value ?? '';
  // 4.5 pilot/pkg/config/kube/gatewaycommon/gatewayclass_collection.go FetchGatewayClass
  const [written] = mesh.find('GatewayClass', '', name);
  const controllerName = written?.resource.spec.controllerName?.value;
  return controllerName === undefined ? builtInClasses.get(name) : controllers.get(controllerName);
}
