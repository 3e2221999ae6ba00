import type { ServiceName } from '../../model/host';
import { isManaged } from '../../model/kubernetes-gateway';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { gatewayServices } from './addresses';
import { controllerOf } from './classes';

/**
 * The Gateways of which somebody may think that Istio calls their Service so, as it is the name of the Gateway itself or
 * the usual one made of it, with the host that the Service really has; `undefined` where Istio makes none.
 */
export const servicesMeant = (
  mesh: Mesh,
  { name, namespace }: ServiceName,
): readonly { readonly gateway: MeshObject<'KubernetesGateway'>; readonly host: string | undefined }[] =>
  beginnings(name)
    .flatMap((it) => mesh.find('KubernetesGateway', namespace, it))
    .flatMap((gateway) => {
      const { spec } = gateway.resource;
      const controller = controllerOf(mesh, gateway);
      const usual = [gateway.name, `${gateway.name}-${spec.gatewayClassName?.value ?? ''}`];
      if (!controller || !usual.includes(name)) return [];
      // 4.5 pilot/pkg/config/kube/gatewaycommon/classinfo.go: a remote one is only declared
      if (controller === 'remote') return [{ gateway, host: undefined }];
      if (!isManaged(spec)) return [];
      const [host] = gatewayServices(gateway);
      return host?.startsWith(`${name}.`) ? [] : [{ gateway, host }];
    });

/** Whether a Gateway whose namespace is not known, or is to be that of the name, makes Istio call a Service so. */
export const mayBeGenerated = (mesh: Mesh, { name, namespace }: ServiceName): boolean =>
  beginnings(name)
    .flatMap((it) => mesh.find('KubernetesGateway', namespace, it))
    .some(
      (gateway) =>
        controllerOf(mesh, gateway) !== undefined &&
        isManaged(gateway.resource.spec) &&
        gatewayServices(gateway).some((it) => it.startsWith(`${name}.`)),
    );

/** The name, and what of it is in front of each of its hyphens. */
const beginnings = (name: string): string[] =>
  [...name.matchAll(/-|$/g)].map(({ index }) => name.slice(0, index)).filter((it) => it !== '');
