import type { MergedDestinationRule, Part } from '../../mesh/destination-rule-merge';
import type { Evidence } from '../../mesh/evidence';
import { noAuthority } from '../../mesh/gateway-api/backend-authority';
import { missingSecret } from '../../mesh/gateway-credentials';
import type { Scope } from '../../mesh/scope';
import type { ClientTls } from '../../model/destination-rule';
import type { UpstreamTls } from '../config';

/** The TLS that a proxy opens, and why it may open none although it is told to. */
export interface Origination {
  readonly tls: UpstreamTls | undefined;
  readonly because: readonly Evidence[];
}

/** What the TLS depends on beside the DestinationRule. */
export interface Peer {
  /** The name that the mesh's own TLS gives where nobody says another; absent for a host that the request decides. */
  readonly defaultSni: string | undefined;
  /** Who may answer, where a DestinationRule doesn't say. */
  readonly identities: readonly string[];
  /** Known from a ServiceEntry. */
  readonly isEntry: boolean;
}

/** What a proxy makes of the TLS settings of a DestinationRule. */
export function originate(
  { mesh, proxy }: Pick<Scope, 'mesh' | 'proxy'>,
  { value, object, path }: Part<ClientTls>,
  rule: MergedDestinationRule,
  peer: Peer,
): Origination {
  const evidence = (fact: string, text: string, ...key: string[]): Evidence => ({
    fact,
    text,
    object,
    path: [...path, ...key],
  });
  const { mode, credentialName } = value;
  const sni = value.sni?.value || undefined;
  const sans = value.subjectAltNames.map((it) => it.value);
  switch (mode?.value) {
    case 'ISTIO_MUTUAL':
      return {
        tls: meshTls(sni, sans, peer),
        because:
          sni || !peer.defaultSni ? [] : [evidence('T7', `Without an sni the mesh’s TLS asks for ${peer.defaultSni}.`)],
      };
    case 'SIMPLE':
    case 'MUTUAL': {
      const isShared = credentialName?.value.startsWith('configmap://');
      // T3 pilot/pkg/networking/core/cluster_tls.go buildUpstreamClusterTLSContext
      if (credentialName?.value && !isShared && proxy.type === 'sidecar' && !rule.selector)
        return {
          tls: undefined,
          because: [
            evidence(
              'T3',
              'A sidecar may not read this credential, so it leaves TLS out and sends plaintext; a workloadSelector would allow it.',
              'credentialName',
            ),
          ],
        };
      const hasFiles = value.clientCertificate?.value && value.privateKey?.value;
      // T4 cluster_tls.go constructUpstreamTLS: the error leaves the cluster without TLS
      if (mode.value === 'MUTUAL' && !credentialName?.value && !hasFiles)
        return {
          tls: undefined,
          because: [
            evidence(
              'T4',
              'Mode MUTUAL without a certificate and its key is not set up, so plaintext is sent.',
              'mode',
            ),
          ],
        };
      // Y3 pilot/pkg/config/kube/gateway/backend_policies.go getBackendTLSCredentialName
      const hasNoAuthority = credentialName?.value === noAuthority;
      // 3.5.2 pilot/pkg/xds/sds.go filterAuthorizedResources: a DestinationRule's Secrets, too, are those beside the pod
      const secret = !hasNoAuthority && !isShared && credentialName?.value;
      const lacking = secret ? missingSecret(mesh, proxy, secret) : undefined;
      const missing = hasNoAuthority
        ? evidence(
            'Y3',
            'The policy names no CA certificate that Istio can use, so no certificate of the server is good enough.',
            'credentialName',
          )
        : lacking === undefined
          ? undefined
          : evidence('3.5.2', lacking, 'credentialName');
      // T5 cluster_tls.go setAutoSniAndAutoSanValidation
      return {
        tls: { mode: mode.value, sni, sans: expectedNames(value, sans, peer), ...(missing && { missing }) },
        because: sni
          ? []
          : [evidence('T5', 'Without an sni it asks for the host of each HTTP request, and for none else.')],
      };
    }
    default:
      // T1 api: networking/v1alpha3/destination_rule.proto: DISABLE is what no mode means
      return { tls: undefined, because: [] };
  }
}

/** The mesh's own TLS. */
export const meshTls = (sni: string | undefined, sans: readonly string[], peer: Peer): UpstreamTls => ({
  // T7 pilot/pkg/networking/core/cluster_tls.go buildUpstreamTLSSettings
  mode: 'ISTIO_MUTUAL',
  sni: sni ?? peer.defaultSni,
  sans: sans.length > 0 ? sans : peer.identities,
});

/** Which names the certificate must have; none where nobody looks, or where it is the one that was asked for. */
function expectedNames(
  { insecureSkipVerify }: ClientTls,
  sans: readonly string[],
  { isEntry, identities }: Peer,
): readonly string[] {
  // T2 cluster_tls.go constructUpstreamTLS
  if (insecureSkipVerify?.value) return [];
  // T6 constructUpstreamTLS
  return sans.length === 0 && isEntry ? identities : sans;
}

/** The name by which the mesh's own TLS asks for a cluster. */
export const defaultSni = (port: number, subset: string, host: string): string =>
  // 3.4 pilot/pkg/model/service.go BuildDNSSrvSubsetKey
  `outbound_.${port}_.${subset}_.${host}`;
