import { serviceHost } from '../../model/host';
import { addressHost, generatedName, isManaged } from '../../model/kubernetes-gateway';
import type { Path } from '../../yaml/tree';
import type { KubernetesGateway } from './listeners';
import type { Problem, Reason } from './problem';

/** The hosts of the Services that lead to a Gateway's pods. */
export function gatewayServices({ resource, name, namespace }: KubernetesGateway): readonly string[] {
  const { spec, annotations } = resource;
  // 4.5, L8 conversion.go extractGatewayServices
  if (isManaged(spec)) return [serviceHost(generatedName(spec, { name }, annotations), namespace)];
  return spec.addresses.flatMap(({ type, value }) =>
    value && (type?.value ?? 'Hostname') === 'Hostname' ? [addressHost(value.value, namespace)] : [],
  );
}

/** What Istio says against the addresses of a Gateway. Only where it is left with none, it takes no listener. */
export function addressProblem(gateway: KubernetesGateway): Problem | undefined {
  const { spec, annotations } = gateway.resource;
  if (isManaged(spec)) return undefined;
  // L8 conversion.go extractGatewayServices
  const problem = (reason: Reason, text: string, path: Path): Problem => ({
    reason,
    fact: 'L8',
    text,
    object: gateway,
    path,
  });
  const index = spec.addresses.findIndex((it) => it.type && it.type.value !== 'Hostname');
  if (index >= 0) {
    const text = 'Beside other addresses Istio takes only such of type Hostname, which name a Service.';
    return problem('UnsupportedAddress', text, ['spec', 'addresses', index]);
  }
  if (!annotations?.has(serviceType)) return undefined;
  const text = `${serviceType} is for the Service that Istio makes, and here it makes none.`;
  return problem('DeprecatedField', text, ['metadata', 'annotations', serviceType]);
}

const serviceType = 'networking.istio.io/service-type';
