import { parseClusterName } from '../../envoy/config';
import { fix, insertInto, replace } from '../../generate/edit';
import { ruleForGateway } from '../../generate/network-policy';
import { type NetworkPolicy, takesPort } from '../../mesh/network-policies';
import { serviceName } from '../../model/host';
import { namespaceLabel } from '../../model/namespace';
import { governs, type NetworkPolicyPort } from '../../model/network-policy';
import type { Trace } from '../../trace/answer';
import { type CutOff, cutOffs } from '../../trace/cut-off';
import type { Mesh } from '../../workspace/mesh';
import { gatewayService } from '../example-chain';
import { type GovernedWay, governedWays } from '../gateway-ways';
import { atPath, label, nameSpan } from '../places';
import { defineRule, type Finding } from '../rule';

type CutOffGateway = Extract<CutOff, { readonly from: 'gateway' }>;

export const networkPolicyBlocksGatewayPort = defineRule({
  id: 'network-policy-blocks-gateway-port',
  severity: 'error',
  summary: 'NetworkPolicies do not let connections through to the port on which the gateway’s pods listen.',
  rationale:
    'By the time a NetworkPolicy is asked, the address and port of a Service have been replaced by those of a pod. What it has to let through is the `targetPort` (8443 or 8080 in Istio’s own installations), not the port that the Service shows.',
  reference: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  on: ['NetworkPolicy'],

  *check(object, mesh) {
    if (object.document.partial) return;
    const said = new Set<number>();
    for (const way of governedWays(mesh, object)) {
      const { port } = way.gateway;
      const found = said.has(port)
        ? undefined
        : way.isOfGateway === 'yes'
          ? atGateway(object, mesh, way)
          : atClients(object, mesh, way);
      if (!found) continue;
      said.add(port);
      yield found;
    }
  },

  examples: [
    {
      title: 'the port of the Service instead of that of the pods',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } } ]
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
    ports:
    - port: 15012
    - port: 443
#           ^^^ Port 443 is that of the Service; the pods of istio-system/istio-egressgateway listen on port 8443, which nothing lets pods of shop reach: requests for api.payments.example are dropped.
${gatewayService}
`,
      fixed: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress:
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } } ]
  - to: [ { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } } } ]
    ports:
    - port: 15012
    - port: 8443
`,
    },
    {
      title: 'a policy of the gateway’s own pods',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egressgateway, namespace: istio-system }
spec:
  podSelector: { matchLabels: { istio: egressgateway } }
  ingress:
  - from: [ { namespaceSelector: {} } ]
    ports:
    - port: 443
#           ^^^ Port 443 is that of the Service; the pods of istio-system/istio-egressgateway listen on port 8443, to which nothing lets a connection through: requests for api.payments.example are dropped.
${gatewayService}
`,
      fixed: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egressgateway, namespace: istio-system }
spec:
  podSelector: { matchLabels: { istio: egressgateway } }
  ingress:
  - from: [ { namespaceSelector: {} } ]
    ports:
    - port: 8443
`,
    },
    {
      title: 'a policy that lets everything in the cluster through',
      source: `
#- network.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [ Egress ]
  egress: [ { to: [ { namespaceSelector: {} } ] } ]
${gatewayService}
`,
    },
  ],
});

/** What the policies of the clients keep from them. */
function atClients(
  object: NetworkPolicy,
  mesh: Mesh,
  { host, client, traced, outside }: GovernedWay,
): Finding | undefined {
  const cutOff = cutOffs(mesh, client, traced, outside).find((it) => it.from === 'gateway');
  if (cutOff?.from !== 'gateway') return undefined;
  const { workload, port, servicePort } = cutOff;
  const related = ledBy(mesh, traced, cutOff);
  const policies = cutOff.places.map((it) => it.object as NetworkPolicy);
  const portsOf = ({ resource }: NetworkPolicy) => resource.spec.egress.flatMap((it) => it.ports);
  const mistaken = policies.find((it) => portNamed(portsOf(it), servicePort, port));
  if (object !== (mistaken ?? policies[0])) return undefined;
  const where = namespaceLabel(object.namespace);
  if (mistaken)
    return mistakenPort(object, portNamed(portsOf(object), servicePort, port), port, {
      workload,
      end: `which nothing lets pods of ${where} reach: requests for ${host} are dropped.`,
      related,
    });
  const { namespace, labels } = traced.hops.find((it) => it.proxy.workload === workload)?.proxy ?? client;
  const { egress } = object.resource.spec;
  const rule = ruleForGateway(namespace === object.namespace ? undefined : namespace, Object.fromEntries(labels), port);
  return {
    span: nameSpan(object),
    // a policy that refuses everything stands beside others that say what is let through
    ...(policies.every((it) => it.resource.spec.egress.length === 0) ? { severity: 'hint' } : {}),
    message: `No NetworkPolicy lets pods of ${where} reach those of ${workload} on port ${port}: requests for ${host} are dropped.`,
    related,
    fixes: () =>
      fix(`Let pods reach ${workload}`, [
        egress.length > 0
          ? insertInto(object, ['spec', 'egress', egress.length], rule)
          : insertInto(object, ['spec', 'egress'], [rule]),
      ]),
  };
}

/** What makes requests come to that port of those pods: the rule that sends to their Service, and the Service. */
function ledBy(mesh: Mesh, { hops }: Trace, { port, servicePort }: CutOffGateway): NonNullable<Finding['related']> {
  const [first] = hops;
  const cluster = first?.branches.map((it) => parseClusterName(it.cluster)).find((it) => it?.port === servicePort);
  const { namespace, name } = serviceName(cluster?.host ?? '') ?? {};
  const services = namespace && name ? mesh.find('Service', namespace, name) : [];
  return [
    ...(first?.route
      ? [atPath(first.route.object, first.route.path, `${label(first.route.object)} sends there.`)]
      : []),
    ...services.map((it) =>
      atPath(it, ['spec', 'ports'], `${label(it)} leads port ${servicePort} to port ${port} of the pods.`),
    ),
  ];
}

/** What the policies of the gateway's own pods keep from them. */
function atGateway(object: NetworkPolicy, mesh: Mesh, { host, gateway }: GovernedWay): Finding | undefined {
  const { proxy, port, servicePort } = gateway;
  if (proxy.assumed || !governs(object.resource.spec, 'Ingress')) return undefined;
  const own = mesh
    .inNamespace('NetworkPolicy', object.namespace)
    .filter(({ resource }) => governs(resource.spec, 'Ingress'));
  const rules = own.flatMap(({ resource }) => resource.spec.ingress);
  // P7
  if (rules.some((it) => it.ports.length === 0 || it.ports.some((one) => takesPort(one, port) !== 'no')))
    return undefined;
  const mistaken = portNamed(
    object.resource.spec.ingress.flatMap((it) => it.ports),
    servicePort,
    port,
  );
  return mistakenPort(object, mistaken, port, {
    workload: proxy.workload ?? 'the gateway',
    end: `to which nothing lets a connection through: requests for ${host} are dropped.`,
  });
}

const portNamed = (
  ports: readonly NetworkPolicyPort[],
  servicePort: number,
  port: number,
): NetworkPolicyPort['port'] =>
  servicePort === port ? undefined : ports.find((it) => it.port?.value === String(servicePort))?.port;

const mistakenPort = (
  object: NetworkPolicy,
  written: NetworkPolicyPort['port'],
  port: number,
  { workload, end, related = [] }: Pick<Finding, 'related'> & { readonly workload: string; readonly end: string },
): Finding | undefined =>
  written && {
    span: written.span,
    message: `Port ${written.value} is that of the Service; the pods of ${workload} listen on port ${port}, ${end}`,
    related,
    fixes: () => fix(`Let through to port ${port} of the pods`, [replace(object, written.span, port)]),
  };
