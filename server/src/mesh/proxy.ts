/** An Envoy that Istio programs, or the ztunnel of a node: what it is and where it runs decides its configuration. */
export interface Proxy {
  readonly type: 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  /** Labels of the pod. */
  readonly labels: ReadonlyMap<string, string>;
  /** `namespace/name` of what makes the pod, as far as it is known. */
  readonly workload: string | undefined;
  /** Not in the workspace, but taken from the names that the manifests use. */
  readonly assumed: boolean;
  /** Without the right to bind ports below 1024; only gateways that Istio's own operator installs are. */
  readonly unprivileged: boolean;
}

/** The sidecar of a pod with these labels. */
export const sidecarProxy = (namespace: string, labels: ReadonlyMap<string, string>): Proxy => ({
  type: 'sidecar',
  namespace,
  labels,
  workload: undefined,
  assumed: false,
  unprivileged: false,
});

/** The ztunnel through which the traffic of a pod with these labels goes in ambient mode. */
export const ztunnelProxy = (namespace: string, labels: ReadonlyMap<string, string>): Proxy => ({
  ...sidecarProxy(namespace, labels),
  type: 'ztunnel',
});

/**
 * The ports at every address of its pod where Envoy listens from the start, and what for: what Istio would put there as
 * well, Envoy leaves out. Istio's source: the static listeners of tools/packaging/common/envoy_bootstrap.json.
 */
export const portsOfEnvoy: ReadonlyMap<number, string> = new Map([
  [15021, 'answers whether it is ready'],
  [15090, 'gives its metrics'],
]);

/** The same of sidecars, which have two listeners of Istio's besides. */
export const portsOfSidecars: ReadonlyMap<number, string> = new Map([
  ...portsOfEnvoy,
  [15001, 'takes all that leaves its pod'],
  [15006, 'takes all that comes to its pod'],
]);
