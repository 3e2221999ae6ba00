/** What is in no manifest may be there all the same; only where the manifests plainly would have it, it is not. */
const absent = 'an object that is in no manifest is taken to be there';

const certificates = 'what a certificate says is not read';

/**
 * The calls for which the tracer says something else than Istio's simulation, as `case#index`, and the cases for whose objects it reports
 * another status, as `case#status`, with the reason.
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
  ...all('gw-backend-kinds', [3, 'status'], absent),
  ...all('gw-btp-ca', [1, 'status'], absent),
  ...all('gw-btp-ca-gateway', [3, 'status'], absent),
  ...all('gw-btp-ancestors', ['status'], 'nothing is said of the Gateways on the way to what a policy is for'),
  ...all('gw-class-remote', ['status'], 'Istio was run without ambient, and so knew no waypoints'),
  ...all('gw-class-unknown', [1, 'status'], absent),
  ...all('gw-client-certificate', ['status'], absent),
  ...all('gw-frontend', [8, 9, 'status'], certificates),
  ...all('gw-hosts-case', ['status'], 'the API server refuses a host in capitals'),
  ...all('gw-listener-certificates', ['status'], certificates),
  ...all('gw-listener-frontend', ['status'], absent),
  ...all('gw-listener-tls-options', [0], 'that the application has a certificate is assumed'),
  ...all('gw-mixed-errors', [1], absent),
  ...all('gw-parent-missing', ['status'], absent),
  ...all('gw-ports', [1, 2], 'Envoy has listeners of its own on those ports'),
  ...all('gw-registry-only', [1, 'status'], absent),
  ...all('gw-revision', ['status'], 'which revision of Istio the labels mean is in no manifest'),
  ...all('gw-set-no-port', ['status'], 'a listener without a port is said to be so in the status of the listener'),
  ...all('gw-versions-gone', [0, 'status'], 'an object of a version that no cluster serves is read as if it did'),
};

function all(name: string, parts: readonly (number | 'status')[], reason: string): Record<string, string> {
  return Object.fromEntries(parts.map((it) => [`${name}#${it}`, reason]));
}
