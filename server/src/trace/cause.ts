import type { Origin, ServerTls, UpstreamTls } from '../envoy/config';
import type { Evidence } from '../mesh/evidence';
import type { Proxy } from '../mesh/proxy';

/**
 * Why a request goes wrong, as data with the places involved, what to mend first in front. Rules and commands put it into
 * words (cause-text.ts has a sentence for each); nothing else finds it out. The reasons are those that the contract of
 * `istio-egress trace` names.
 */
export type Cause = Failure & { readonly places: readonly Origin[] };

export type Reason = Cause['reason'];

/** A cause without its places. */
export type Failure =
  | { readonly reason: 'no-listener'; readonly proxy: Proxy['type']; readonly port: number }
  /** `sni` of the TLS that comes; `undefined` for plaintext and for TLS without one. */
  | { readonly reason: 'no-filter-chain'; readonly sni: string | undefined }
  | { readonly reason: 'multiple-filter-chains' }
  | { readonly reason: 'no-virtual-host'; readonly host: string }
  | { readonly reason: 'no-route'; readonly host: string }
  /** `destination` is absent where the rule names none; `why` says what is missing of it. */
  | {
      readonly reason: 'no-cluster';
      readonly destination: { readonly host: string; readonly port: number; readonly subset: string } | undefined;
      readonly why: Evidence | undefined;
    }
  /** With a subset where only that is empty. */
  | {
      readonly reason: 'no-endpoints';
      readonly proxy: Proxy['type'];
      readonly host: string;
      readonly subset: string | undefined;
    }
  /** The certificate that is missing; absent where plaintext comes instead of TLS. */
  | { readonly reason: 'tls-error'; readonly missing: Evidence | undefined }
  /** `at` is the host outside, or the mode in which a gateway ends TLS; `gets` whose TLS comes. */
  | {
      readonly reason: 'mtls-error';
      readonly at: { readonly host: string } | { readonly mode: ServerTls['mode'] };
      readonly gets: 'application' | UpstreamTls['mode'];
    }
  /** `at` is the port of a host outside that gets TLS; without it the proxy itself does not understand what comes. */
  | { readonly reason: 'protocol-error'; readonly at?: { readonly host: string; readonly port: number } }
  | { readonly reason: 'tls-redirect' }
  | { readonly reason: 'double-tls'; readonly proxy: Proxy['type']; readonly host: string }
  | { readonly reason: 'plaintext-to-tls'; readonly host: string; readonly port: number }
  | { readonly reason: 'loop' }
  | { readonly reason: 'registry-only'; readonly host: string; readonly port: number }
  /** The policy that refuses. */
  | { readonly reason: 'denied'; readonly by: Evidence | undefined };

/** The places of evidence, for a cause. */
export const placesOf = (evidence: readonly Evidence[]): Origin[] =>
  evidence.flatMap(({ object, path }) => (object ? [{ object, path: path ?? [] }] : []));
