import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import type { Value } from '../yaml/write';
import { type EgressRequest, type Enclosure, objectName } from './egress-request';
import { isBesideClients } from './gateway-api';
import { kubernetesObject } from './objects';

/** Leaves the pods of the clients' namespace no other way than to DNS, to istiod, and to the gateway. */
export function networkPolicyObject(request: EgressRequest, { podPort, controlPlane }: Enclosure): Value {
  const gatewayPods = { podSelector: { matchLabels: { ...request.selector } } };
  const isBeside = isBesideClients(request);
  return kubernetesObject('networking.k8s.io/v1', 'NetworkPolicy', objectName(request), {
    // else the gateway itself could not dial the host
    podSelector: isBeside ? { matchExpressions: [{ key: gatewayNameLabel, operator: 'DoesNotExist' }] } : {},
    policyTypes: ['Egress'],
    egress: [
      { to: [inNamespace('kube-system')], ports: [port('UDP', 53), port('TCP', 53)] },
      { to: [{ ...inNamespace(controlPlane), podSelector: istiod }], ports: [port('TCP', 15012)] },
      // P7 ports are those of the pods, as a Service is resolved before policies are asked
      {
        to: [isBeside ? gatewayPods : { ...inNamespace(request.gateway.namespace), ...gatewayPods }],
        ports: [port('TCP', podPort)],
      },
    ],
  });
}

const port = (protocol: string, number: number): Value => ({ protocol, port: number });

const inNamespace = (name: string): { readonly [key: string]: Value } => ({
  namespaceSelector: { matchLabels: { [namespaceNameLabel]: name } },
});

// manifests/charts/istio-control/istio-discovery/templates/deployment.yaml
const istiod: Value = { matchLabels: { app: 'istiod' } };
