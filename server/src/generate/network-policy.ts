import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import type { Value } from '../yaml/write';
import { type EgressRequest, type Enclosure, objectName } from './egress-request';
import { isBesideClients } from './gateway-api';
import { kubernetesObject } from './objects';

/** Leaves the pods of the clients' namespace no other way than to DNS, to istiod, and to the gateway. */
export function networkPolicyObject(request: EgressRequest, { podPort, controlPlane }: Enclosure): Value {
  const isBeside = isBesideClients(request);
  return kubernetesObject('networking.k8s.io/v1', 'NetworkPolicy', objectName(request), {
    // else the gateway itself could not dial the host
    podSelector: isBeside ? { matchExpressions: [{ key: gatewayNameLabel, operator: 'DoesNotExist' }] } : {},
    policyTypes: ['Egress'],
    egress: [
      ruleForDns,
      ruleForIstiod(controlPlane),
      ruleForGateway(isBeside ? undefined : request.gateway.namespace, request.selector, podPort),
    ],
  });
}

const port = (protocol: string, number: number): Value => ({ protocol, port: number });

const inNamespace = (name: string): { readonly [key: string]: Value } => ({
  namespaceSelector: { matchLabels: { [namespaceNameLabel]: name } },
});

/** Lets pods ask the cluster's name server. */
export const ruleForDns: Value = { to: [inNamespace('kube-system')], ports: [port('UDP', 53), port('TCP', 53)] };

/** Lets sidecars reach istiod. */
export const ruleForIstiod = (controlPlane: string, number = 15012): Value => ({
  // manifests/charts/istio-control/istio-discovery/templates/deployment.yaml
  to: [{ ...inNamespace(controlPlane), podSelector: { matchLabels: { app: 'istiod' } } }],
  ports: [port('TCP', number)],
});

/** Lets pods reach those of a gateway; without a namespace it is in their own. */
export const ruleForGateway = (
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
  podPort: number,
): Value => ({
  // P7 ports are those of the pods, as a Service is resolved before policies are asked
  to: [{ ...(namespace ? inNamespace(namespace) : {}), podSelector: { matchLabels: { ...labels } } }],
  ports: [port('TCP', podPort)],
});
