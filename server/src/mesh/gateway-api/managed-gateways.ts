import { serviceName } from '../../model/host';
import { gatewayNameLabel, generatedName, generatedServiceAccount } from '../../model/kubernetes-gateway';
import { type Labels, plainLabels, type WrittenLabels } from '../../model/labels';
import type { Mesh } from '../../workspace/mesh';
import type { InstalledGateway } from '../installations';
import { gatewaysAt } from './attached-gateways';
import { controllerOf } from './classes';
import { serviceOf } from './generated-services';
import type { KubernetesGateway } from './listeners';

/** The pods that Istio runs for Kubernetes Gateways, behind the Service with that host that it makes for them. */
export const managedBehind = (mesh: Mesh, host: string): readonly InstalledGateway[] =>
  gatewaysAt(mesh, host).flatMap((it) => managed(mesh, it) ?? []);

/** Those with the label by which the pods of one Gateway are known, where the selector asks for it. */
export function managedWith(mesh: Mesh, selector: WrittenLabels): readonly InstalledGateway[] {
  const name = selector?.get(gatewayNameLabel)?.value;
  if (name === undefined) return [];
  return mesh
    .with('KubernetesGateway', { kind: 'label', key: gatewayNameLabel, value: name })
    .flatMap((it) => managed(mesh, it) ?? []);
}

/** What Istio runs for a Gateway; `undefined` where it runs nothing. */
function managed(mesh: Mesh, gateway: KubernetesGateway): InstalledGateway | undefined {
  const service = serviceOf(mesh, gateway);
  if (!service || serviceName(service.host) === undefined) return undefined;
  const { spec, annotations } = gateway.resource;
  return {
    namespace: gateway.namespace,
    name: generatedName(spec, gateway, annotations),
    labels: podLabels(mesh, gateway),
    serviceAccount: generatedServiceAccount(spec, gateway, annotations),
    ports: service.ports.map(({ number, targetPort }) => ({ port: number.value, targetPort })),
    // 4.5 manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml: net.ipv4.ip_unprivileged_port_start
    unprivileged: false,
    object: gateway,
    path: ['spec'],
  };
}

function podLabels(mesh: Mesh, gateway: KubernetesGateway): Labels {
  const { resource, name } = gateway;
  const { infrastructure, gatewayClassName } = resource.spec;
  // 4.5 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractInfrastructureMetadata
  const own = plainLabels(infrastructure?.labels ?? resource.labels);
  const kept = [...own].filter(([key]) => !infrastructure?.labels || !key.startsWith('gateway.networking.k8s.io/'));
  const controller =
    controllerOf(mesh, gateway) === 'waypoint' ? 'istio.io-mesh-controller' : 'istio.io-gateway-controller';
  return new Map([
    ...kept,
    [gatewayNameLabel, name],
    ['gateway.networking.k8s.io/gateway-class-name', gatewayClassName?.value ?? ''],
    ['gateway.istio.io/managed', controller],
  ]);
}
