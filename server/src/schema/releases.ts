import type { Path } from '../yaml/tree';

/** A release of Istio, by the second number of its version: 22 is Istio 1.22. */
export type Release = number;

/** The releases that the program knows, and may be set to. */
export const oldestRelease: Release = 18;
export const newestRelease: Release = 32;

/** `1.22` */
export const releaseText = (release: Release): string => `1.${release}`;

/** A part of the API that not every release has. */
export interface Part {
  readonly kinds: readonly string[];
  /** The names of the last fields on the way to it, without the places in lists. */
  readonly field: string;
  /** The value that is meant; absent where it is the field itself. */
  readonly value?: string;
  readonly since: Release;
  /** More than that it is there. */
  readonly note?: string;
  /** What becomes of it before, where that is not what becomes of all that an API server does not know. */
  readonly before?: string;
  /** Where Istio says so. */
  readonly source: string;
}

/** A version of a kind, with the first release that reads it. */
export interface Served {
  readonly kinds: readonly string[];
  readonly apiVersion: string;
  readonly since: Release;
  readonly source: string;
}

const crds = (release: Release): string => `manifests/charts/base: crd-all.gen.yaml of 1.${release}.0`;
const part = (since: Release, kinds: string, field: string, value?: string, note?: string): Part => ({
  kinds: kinds.split(' '),
  field,
  ...(value && { value }),
  since,
  ...(note && { note }),
  source: crds(since),
});

/** What has come into the API since the oldest release, as the CRDs of each release have it. */
export const parts: readonly Part[] = [
  part(19, 'Gateway Sidecar', 'tls.mode', 'OPTIONAL_MUTUAL'),
  part(19, 'VirtualService', 'http.mirrors'),
  part(19, 'VirtualService', 'rewrite.uriRegexRewrite'),
  part(20, 'Sidecar', 'spec.inboundConnectionPool'),
  part(20, 'Sidecar', 'ingress.connectionPool'),
  part(20, 'AuthorizationPolicy RequestAuthentication', 'spec.targetRef'),
  part(21, 'DestinationRule', 'trafficPolicy.proxyProtocol'),
  part(21, 'DestinationRule Sidecar', 'http.maxConcurrentStreams'),
  part(21, 'DestinationRule Sidecar', 'tcp.idleTimeout'),
  part(21, 'RequestAuthentication', 'jwtRules.fromCookies'),
  part(22, 'DestinationRule Gateway Sidecar', 'tls.caCrl'),
  part(22, 'EnvoyFilter AuthorizationPolicy RequestAuthentication', 'spec.targetRefs'),
  part(22, 'RequestAuthentication', 'jwtRules.timeout'),
  part(23, 'VirtualService', 'corsPolicy.unmatchedPreflights'),
  part(24, 'DestinationRule', 'loadBalancer.warmup'),
  part(25, 'EnvoyFilter', 'vhost.domainName'),
  part(25, 'AuthorizationPolicy', 'source.serviceAccounts'),
  part(25, 'AuthorizationPolicy', 'source.notServiceAccounts'),
  part(26, 'Gateway Sidecar', 'tls.credentialNames'),
  part(26, 'Gateway Sidecar', 'tls.tlsCertificates'),
  part(26, 'VirtualService', 'retries.backoff'),
  part(26, 'VirtualService', 'retries.retryIgnorePreviousHosts'),
  part(27, 'DestinationRule', 'trafficPolicy.retryBudget'),
  part(28, 'DestinationRule', 'httpCookie.attributes'),
  part(28, 'Gateway Sidecar', 'tls.caCertCredentialName'),
  // releasenotes/notes/se-wildcard-host.yaml, se-wildcard-tls-host.yaml, se-wildcard-host-sidecar.yaml
  part(28, 'ServiceEntry', 'spec.resolution', 'DYNAMIC_DNS', 'Sidecars have it since 1.30; before, only waypoints do.'),
  part(28, 'RequestAuthentication', 'jwtRules.spaceDelimitedClaims'),
  part(29, 'EnvoyFilter', 'match.context', 'WAYPOINT'),
  part(29, 'EnvoyFilter', 'match.waypoint'),
  part(30, 'AuthorizationPolicy', 'source.trustDomains'),
  part(30, 'AuthorizationPolicy', 'source.notTrustDomains'),
  part(31, 'DestinationRule Sidecar', 'http.http2KeepAlive'),
  part(31, 'DestinationRule', 'loadBalancer.zoneAwareLbSetting'),
  part(31, 'DestinationRule', 'outlierDetection.outlierDetectionHttpErrorCodes'),
  part(31, 'DestinationRule', 'retryBudget.budgetInterval'),
  part(31, 'EnvoyFilter', 'patch.operation', 'MERGE_AND_REPLACE_LIST'),
  part(31, 'Gateway Sidecar', 'tls.insecureSkipVerify'),
  part(31, 'VirtualService', 'redirect.prefixRewrite'),
  part(32, 'DestinationRule', 'loadBalancer.backendUtilization'),
  part(32, 'EnvoyFilter', 'filterChain.transportSocket'),
  part(32, 'Gateway Sidecar', 'tls.ecdhCurves'),
  part(32, 'RequestAuthentication', 'jwtRules.presence'),
];

const metadata = 'pkg/config/schema/metadata.yaml';

/** The versions of kinds that older releases don't have or don't read. */
export const served: readonly Served[] = [
  {
    kinds: [
      'DestinationRule',
      'Gateway',
      'ServiceEntry',
      'Sidecar',
      'VirtualService',
      'WorkloadEntry',
      'WorkloadGroup',
    ],
    apiVersion: 'networking.istio.io/v1',
    since: 22,
    source: crds(22),
  },
  { kinds: ['PeerAuthentication'], apiVersion: 'security.istio.io/v1', since: 22, source: crds(22) },
  { kinds: ['Telemetry'], apiVersion: 'telemetry.istio.io/v1', since: 22, source: crds(22) },
  { kinds: ['TrafficExtension'], apiVersion: 'extensions.istio.io/v1alpha1', since: 30, source: crds(30) },
  { kinds: ['GRPCRoute'], apiVersion: 'gateway.networking.k8s.io/v1', since: 22, source: metadata },
  {
    kinds: ['BackendTLSPolicy'],
    apiVersion: 'gateway.networking.k8s.io/v1',
    since: 28,
    source: 'releasenotes/notes/gtw-140.yaml',
  },
  { kinds: ['TCPRoute'], apiVersion: 'gateway.networking.k8s.io/v1', since: 31, source: metadata },
  {
    kinds: ['TLSRoute'],
    apiVersion: 'gateway.networking.k8s.io/v1',
    since: 30,
    source: 'releasenotes/notes/tls-protocol-gateway-no-alpha-gate.yaml',
  },
];

/** What Istio does differently since a release. */
export const behaviours = {
  /** ExternalName Services are other names of what they lead to, and have no listeners. */
  aliases: { since: 21, source: 'pilot/pkg/features/pilot.go ENABLE_EXTERNAL_NAME_ALIAS' },
  /** The certificate of a server outside is verified, and asked for by its name, also where no rule says how. */
  verifies: { since: 21, source: 'pilot/pkg/features/pilot.go VERIFY_CERTIFICATE_AT_CLIENT' },
  /** The proxy has no filters any more that carry the SNI of an application. */
  withoutSniFilters: { since: 20, source: 'releasenotes/notes/envoy-filter-removal.yaml' },
  /** A listener of the Gateway API ends the mesh's own TLS. */
  meshTlsListeners: { since: 22, source: 'pilot/pkg/config/kube/gateway/conversion.go buildTLS: istio/istio#49637' },
  /** No cluster has the CRD of IstioOperator any more. */
  withoutOperatorCrd: { since: 21, source: 'releasenotes/notes/drop-iop.yaml' },
} as const satisfies Record<string, { readonly since: Release; readonly source: string }>;

/** What has come into the Gateway API as Istio reads it. */
const gatewayApiParts: readonly Part[] = [
  {
    kinds: ['Gateway'],
    field: 'tls.options.gateway.istio.io/tls-terminate-mode',
    value: 'ISTIO_MUTUAL',
    ...behaviours.meshTlsListeners,
    // without certificateRefs the CRDs of Gateway API 1.0 refuse it, those of 1.1 do not: kubernetes-sigs/gateway-api#2721
    before: 'which ends TLS with a certificate, and the cluster refuses a listener that names none',
  },
];

/** What Istio makes of a field that is left out, where it once made something else. */
export const defaults: readonly (Omit<Part, 'value'> & { readonly note: string })[] = [
  {
    kinds: ['DestinationRule'],
    field: 'tls.caCertificates',
    ...behaviours.verifies,
    note: `Where nothing names a CA, Istio ${releaseText(behaviours.verifies.since)} and later verify the server with the authorities of the system; before, nothing was verified.`,
  },
  {
    kinds: ['DestinationRule'],
    field: 'tls.sni',
    since: 21,
    note: 'Where it is left out, Istio 1.21 and later take it from the host of an HTTP request; before, none was sent.',
    source: 'pilot/pkg/features/pilot.go ENABLE_AUTO_SNI',
  },
];

const named = (path: Path): string => path.filter((it) => typeof it === 'string').join('.');

const isAt = (path: string, field: string): boolean => path === field || path.endsWith(`.${field}`);

/** The parts of a kind that not every release has; none for APIs that Istio does not read. */
export const partsOf = (apiVersion: string, kind: string): readonly Part[] =>
  partsIn(apiVersion).filter((it) => it.kinds.includes(kind));

const partsIn = (apiVersion: string): readonly Part[] =>
  /istio\.io\/[^/]*$/.test(apiVersion) ? parts : apiVersion.startsWith(gatewayApi) ? gatewayApiParts : [];

const gatewayApi = 'gateway.networking.k8s.io/';

/** What is known of a field, at a path from the object's root; `undefined` for those that every release has. */
export const partAt = (apiVersion: string, kind: string, path: Path, value?: string): Part | undefined =>
  partsOf(apiVersion, kind).find((it) => it.value === value && isAt(named(path), it.field));

/** What becomes of a field that is left out, at a path from the object's root; `undefined` where it has always been that. */
export const defaultAt = (apiVersion: string, kind: string, path: Path) =>
  /istio\.io\/[^/]*$/.test(apiVersion)
    ? defaults.find((it) => it.kinds.includes(kind) && isAt(named(path), it.field))
    : undefined;

/** What is known of a version of a kind; `undefined` for those that every release has. */
export const servedSince = (apiVersion: string, kind: string): Served | undefined =>
  served.find((it) => it.apiVersion === apiVersion && it.kinds.includes(kind));
