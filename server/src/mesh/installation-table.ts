/** A port of a Service, and the port of the pods that it leads to. */
export interface PortPair {
  readonly port: number;
  readonly targetPort: number;
}

/** A chart that `istioctl` installs once for each gateway of a component. */
export interface OperatorChart {
  /** The name of its gateway where none is given. */
  readonly name: 'istio-egressgateway' | 'istio-ingressgateway';
  readonly component: 'egressGateways' | 'ingressGateways';
  /** What every gateway has, whatever it is called. */
  readonly labels: readonly (readonly [string, string])[];
  ports(profile: string | undefined): readonly PortPair[];
}

const pair = (port: number, targetPort = port): PortPair => ({ port, targetPort });

const webPorts: readonly PortPair[] = [pair(80, 8080), pair(443, 8443)];

// 3.14 manifests/charts/gateways/istio-egress, manifests/charts/gateways/istio-ingress: values.yaml, templates/deployment.yaml
export const operatorCharts: readonly OperatorChart[] = [
  {
    name: 'istio-egressgateway',
    component: 'egressGateways',
    labels: [
      ['app', 'istio-egressgateway'],
      ['istio', 'egressgateway'],
      ['app.kubernetes.io/name', 'istio-egressgateway'],
      ['operator.istio.io/component', 'EgressGateways'],
    ],
    ports: () => webPorts,
  },
  {
    name: 'istio-ingressgateway',
    component: 'ingressGateways',
    labels: [
      ['app', 'istio-ingressgateway'],
      ['istio', 'ingressgateway'],
      ['app.kubernetes.io/name', 'istio-ingressgateway'],
      ['operator.istio.io/component', 'IngressGateways'],
    ],
    // manifests/helm-profiles/demo.yaml
    ports: (profile) => [pair(15021), ...webPorts, ...(profile === 'demo' ? [pair(31400), pair(15443)] : [])],
  },
];

/** Those that a profile installs where the manifest lists none; a profile that is a file of its own is not known. */
export function gatewaysOfProfile(profile = 'default'): readonly OperatorChart['name'][] {
  // 3.14 manifests/profiles
  switch (profile) {
    case 'demo':
      return ['istio-egressgateway', 'istio-ingressgateway'];
    case 'default':
    case 'openshift':
    case 'preview':
    case 'stable':
      return ['istio-ingressgateway'];
    default:
      return [];
  }
}

/** Istio's Helm chart `gateway`, which is installed once for each gateway. */
export const gatewayChart = {
  // 3.14 manifests/charts/gateway/values.yaml
  ports: [pair(15021), pair(80), pair(443)] as readonly PortPair[],
  /** The labels of the pods of a gateway of that name, where the values say no others. */
  labels: (name: string): readonly (readonly [string, string])[] => [
    // 3.14 manifests/charts/gateway/templates/_helpers.tpl, templates/deployment.yaml
    ['app', name],
    ['istio', name.replace(/^istio-/, '')],
    ['app.kubernetes.io/name', name],
    ['istio.io/dataplane-mode', 'none'],
  ],
};
