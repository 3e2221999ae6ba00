import { namespaceNameLabel } from '../mesh/service-entry-visibility';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import { externalHosts, requestsTo } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { waypointOf } from './ambient';
import { gatewayHop } from './authorization';
import type { EgressRequest, Enclosure } from './egress-request';
import { kubernetesObject } from './objects';
import { fieldOf } from './value';

/**
 * One for a namespace of clients, whatever hosts they have: leaves its pods no other way than to DNS, to istiod, and to
 * gateways, of which those that they reach already are not taken from them.
 */
export function networkPolicyObject(
  mesh: Mesh,
  request: EgressRequest,
  namespace: string,
  enclosure: Enclosure,
): Value {
  const { podPort, controlPlane } = enclosure;
  const gateway = podsOwner(request);
  const isBeside = isMadeOfGateway(request) && gateway === namespace;
  return kubernetesObject(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name: 'egress-through-gateway', namespace },
    {
      // else the gateway itself could not dial the host
      podSelector: isBeside ? { matchExpressions: [{ key: gatewayNameLabel, operator: 'DoesNotExist' }] } : {},
      policyTypes: ['Egress'],
      egress: byPods([
        ruleForDns,
        ruleForIstiod(controlPlane),
        ruleForGateway(gateway === namespace ? undefined : gateway, request.selector, podPort),
        ...rulesForOthers(mesh, namespace, request.selector),
      ]),
    },
  );
}

/** Lets pods reach the gateways that their requests for other hosts go to. */
function rulesForOthers(mesh: Mesh, namespace: string, selector: EgressRequest['selector']): Value[] {
  const client = { namespace, labels: new Map<string, string>() };
  const ways = externalHosts(mesh).flatMap((host) =>
    requestsTo(mesh, host).map(({ request }) => gatewayHop(trace(mesh, client, request))),
  );
  return ways.flatMap((way): Value[] => {
    if (!way) return [];
    const { proxy, port: podPort } = way;
    const made = proxy.labels.get(gatewayNameLabel);
    const own = made === undefined ? Object.fromEntries(proxy.labels) : { [gatewayNameLabel]: made };
    const isSame = Object.entries(selector).every(([key, value]) => proxy.labels.get(key) === value);
    return [
      ruleForGateway(proxy.namespace === namespace ? undefined : proxy.namespace, isSame ? selector : own, podPort),
    ];
  });
}

/** One rule for those that are about the same pods, with the ports of all. */
function byPods(rules: readonly Value[]): Value[] {
  const ports = new Map<string, Set<string>>();
  for (const rule of rules) {
    const to = JSON.stringify(fieldOf(rule, 'to'));
    const own = (fieldOf(rule, 'ports') as readonly Value[]).map((it) => JSON.stringify(it));
    ports.set(to, new Set([...(ports.get(to) ?? []), ...own]));
  }
  return [...ports].map(([to, own]) => ({ to: JSON.parse(to), ports: [...own].map((it) => JSON.parse(it)) }));
}

/** Whether Istio makes the gateway's pods, with a label by which they are told from others. */
export const isMadeOfGateway = ({ api }: Pick<EgressRequest, 'api'>): boolean =>
  api === 'gateway-api' || api === 'ambient';

/** The namespace of the gateway's pods. */
export const podsOwner = (request: Pick<EgressRequest, 'api' | 'namespace' | 'gateway' | 'taker'>): string =>
  request.api === 'ambient' ? waypointOf(request).namespace : request.gateway.namespace;

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
