import { parseClusterName } from '../envoy/config';
import { hostLabel, isWildcard } from '../model/host';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import { isOfKind, type MeshObject } from '../workspace/mesh';
import { isPlaced, type PlacedEvidence } from './failure';

/** Where a proxy sends to: a port of a host, perhaps of a subset. */
export interface Peer {
  readonly host: string;
  readonly port: number;
  /** Empty for none. */
  readonly subset: string;
}

/** The proxy whose TLS settings are asked for: the one that sends outside, or to the gateway that takes it amiss. */
export const senderOf = ({ cause, hop, passed }: Failure): Hop | undefined => (isAtServer(cause) ? passed.at(-1) : hop);

/** Whether it is the server of a gateway that does not understand what comes, and not the host outside. */
function isAtServer(cause: Failure['cause']): boolean {
  switch (cause.reason) {
    case 'tls-error':
      return !isOfKind(cause.missing?.object, 'DestinationRule');
    case 'protocol-error':
      return cause.at === undefined;
    case 'no-filter-chain':
    case 'no-listener':
      return true;
    case 'mtls-error':
      return 'mode' in cause.at;
    default:
      return false;
  }
}

/** Whether plaintext comes where a server ends TLS. */
export const isPlaintext = (cause: Failure['cause']): boolean =>
  (cause.reason === 'tls-error' && !cause.missing) || (cause.reason === 'no-filter-chain' && cause.sni === undefined);

/** What a proxy sends to; `undefined` where several share the requests. */
export function peerOf({ branches }: Hop): Peer | undefined {
  const [only, ...others] = branches;
  return only && others.length === 0 ? parseClusterName(only.cluster) : undefined;
}

/** The `tls` of the DestinationRule by which a proxy speaks TLS, or turns it off; `undefined` where none says anything. */
export const tlsSettings = ({ because }: Hop): PlacedEvidence | undefined =>
  because.filter(isPlaced).find(
    (it) =>
      // T1, D10, D11 for all, for a port, for a subset
      ['T1', 'D10', 'D11'].includes(it.fact) &&
      it.object.resource.kind === 'DestinationRule' &&
      it.path.at(-1) === 'tls',
  );

/** The DestinationRule that a proxy applies to what it sends to. */
export const appliedRule = ({ because }: Hop): MeshObject<'DestinationRule'> | undefined =>
  because
    .filter(isPlaced)
    .filter((it) => it.fact === 'D1' || it.fact === 'D8')
    .map(({ object }) => object)
    .find((it) => isOfKind(it, 'DestinationRule'));

/** The mode of the TLS that a proxy puts around what it sends; `undefined` for none. */
export const modeOf = ({ branches }: Hop): string | undefined => branches.find((it) => it.tls)?.tls?.mode;

/** `the sidecar` or `the gateway`. */
export const proxyLabel = ({ proxy }: Hop): string => `the ${proxy.type}`;

/** A host that can be written into an SNI; `undefined` for a wildcard. */
export const nameOf = (host: string): string | undefined => (isWildcard(host) ? undefined : hostLabel(host));
