import type { Rule } from '../rule';
import { autoPassthroughForExternal } from './auto-passthrough-for-external';
import { clientServerTlsMismatch } from './client-server-tls-mismatch';
import { credentialSecretMissingCa } from './credential-secret-missing-ca';
import { credentialSecretNamespace } from './credential-secret-namespace';
import { destinationRuleTlsOnHttpOrPassthroughServer } from './destination-rule-tls-on-http-or-passthrough-server';
import { doubleTls } from './double-tls';
import { gatewayServerSectionMismatch } from './gateway-server-section-mismatch';
import { grpcOverHttp1 } from './grpc-over-http1';
import { httpToTlsPort } from './http-to-tls-port';
import { httpsRedirectOnEgress } from './https-redirect-on-egress';
import { istioMutualServerWithoutDestinationRule } from './istio-mutual-server-without-destination-rule';
import { istioMutualSniNotInServerHosts } from './istio-mutual-sni-not-in-server-hosts';
import { istioMutualToExternal } from './istio-mutual-to-external';
import { originationOnOtherPort } from './origination-on-other-port';
import { originationWithoutSniTcp } from './origination-without-sni-tcp';
import { passthroughSniWiderThanServer } from './passthrough-sni-wider-than-server';
import { routeSectionPortMismatch } from './route-section-port-mismatch';
import { serverForwardsToOneHost } from './server-forwards-to-one-host';
import { serverPortProtocolConflict } from './server-port-protocol-conflict';
import { sidecarCredentialNamePlaintext } from './sidecar-credential-name-plaintext';
import { sniPartialWildcard } from './sni-partial-wildcard';
import { terminatingTlsServerNeedsTcp } from './terminating-tls-server-needs-tcp';
import { tlsInsecureSkipVerify } from './tls-insecure-skip-verify';
import { tlsNoSan } from './tls-no-san';
import { tlsNotVerified } from './tls-not-verified';
import { tlsServerDuplicateHostDropped } from './tls-server-duplicate-host-dropped';

/** TLS on the way: who speaks it, who ends it, and what is in it. Rules for requests that go wrong: the particular first. */
export const tlsRules: readonly Rule[] = [
  credentialSecretNamespace,
  credentialSecretMissingCa,
  serverPortProtocolConflict,
  sniPartialWildcard,
  autoPassthroughForExternal,
  terminatingTlsServerNeedsTcp,
  gatewayServerSectionMismatch,
  httpsRedirectOnEgress,
  sidecarCredentialNamePlaintext,
  doubleTls,
  destinationRuleTlsOnHttpOrPassthroughServer,
  istioMutualToExternal,
  istioMutualSniNotInServerHosts,
  istioMutualServerWithoutDestinationRule,
  clientServerTlsMismatch,
  httpToTlsPort,
  tlsInsecureSkipVerify,
  tlsNoSan,
  tlsNotVerified,
  originationWithoutSniTcp,
  originationOnOtherPort,
  routeSectionPortMismatch,
  serverForwardsToOneHost,
  grpcOverHttp1,
  tlsServerDuplicateHostDropped,
  passthroughSniWiderThanServer,
];
