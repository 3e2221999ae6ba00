import type { ServiceName } from '../../model/host';
import { generatedName, isManaged } from '../../model/kubernetes-gateway';
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

/** Whether it is the Service that Istio makes for a Gateway, as far as their namespaces are known. */
export const isGenerated = (mesh: Mesh, { name, namespace }: ServiceName): boolean =>
  beginnings(name)
    .flatMap((it) => mesh.find('KubernetesGateway', namespace, it))
    .some((gateway) => {
      const { spec, annotations } = gateway.resource;
      const controller = controllerOf(mesh, gateway);
      const isMade = controller !== undefined && controller !== 'remote' && isManaged(spec);
      return isMade && generatedName(spec, gateway, annotations) === name;
    });

/** The name, and what of it is in front of each of its hyphens. */
const beginnings = (name: string): string[] =>
  [...name.matchAll(/-|$/g)].map(({ index }) => name.slice(0, index)).filter((it) => it !== '');
