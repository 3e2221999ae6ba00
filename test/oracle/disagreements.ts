/**
 * The calls for which the tracer says something else than Istio's simulation, as `case#index`, with the reason.
 * docs/fidelity.md says more of each.
 */
export const disagreements: Readonly<Record<string, string>> = {
  ...all('hosts-partial-wildcard-tls', [0, 1], 'Envoy refuses a listener with such a server name'),
  ...all('merge-bind', [0, 1], 'the address of a pod is in no manifest'),
  ...all('mesh-proxy-listen-port', [0], 'a client that dials its own sidecar'),
  ...all('se-workload-selector', [0], 'of two endpoints only one understands the mesh’s TLS'),
  ...all('server-https-mutual', [3], 'that the application has a certificate is assumed'),
  ...all('server-mode-matrix', [14], 'that the application has a certificate is assumed'),
  ...all('server-tls-mutual', [3], 'that the application has a certificate is assumed'),
};

function all(name: string, calls: readonly number[], reason: string): Record<string, string> {
  return Object.fromEntries(calls.map((it) => [`${name}#${it}`, reason]));
}
