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
