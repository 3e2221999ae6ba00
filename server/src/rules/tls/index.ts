import type { Rule } from '../rule';
import { clientServerTlsMismatch } from './client-server-tls-mismatch';
import { destinationRuleTlsOnHttpOrPassthroughServer } from './destination-rule-tls-on-http-or-passthrough-server';
import { doubleTls } from './double-tls';
import { httpToTlsPort } from './http-to-tls-port';
import { istioMutualServerWithoutDestinationRule } from './istio-mutual-server-without-destination-rule';
import { istioMutualSniNotInServerHosts } from './istio-mutual-sni-not-in-server-hosts';
import { istioMutualToExternal } from './istio-mutual-to-external';
import { sidecarCredentialNamePlaintext } from './sidecar-credential-name-plaintext';

/** TLS on the way: who speaks it, who ends it, and what is in it. Rules for requests that go wrong: the particular first. */
export const tlsRules: readonly Rule[] = [
  sidecarCredentialNamePlaintext,
  doubleTls,
  destinationRuleTlsOnHttpOrPassthroughServer,
  istioMutualToExternal,
  istioMutualSniNotInServerHosts,
  istioMutualServerWithoutDestinationRule,
  clientServerTlsMismatch,
  httpToTlsPort,
];
