import { policyFor } from '../envoy/clusters/traffic-policy';
import { tlsValue } from '../generate/tls-settings';
import type { ClientTls } from '../model/destination-rule';
import { hostLabel } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import type { MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { isPlaced, type PlacedEvidence } from './failure';
import { isPlaintext, modeOf, type Peer, peerOf, senderOf } from './hop-tls';
import { label } from './places';

type DestinationRule = MeshObject<'DestinationRule'>;

/** TLS that a DestinationRule says, and that a proxy leaves out because it does not apply that one, or not that part of it. */
export interface LostTls {
  readonly rule: DestinationRule;
  /** Why it is not applied. */
  readonly evidence: PlacedEvidence;
  /** Its settings, to be written elsewhere. */
  readonly tls: Value;
  readonly sender: Hop;
  readonly peer: Peer;
  /** `DestinationRule shop/payments begins TLS (SIMPLE) with api.payments.example`, to begin a message with. */
  readonly text: string;
  /** What happens without it, as the end of a message. */
  readonly consequence: string;
}

/**
 * The TLS whose absence makes a request fail, and which a DestinationRule has that was passed over for one of these facts;
 * `undefined` where the request fails for another reason, or no DestinationRule would mend it.
 */
export function lostTls(failure: Failure, ...facts: readonly string[]): LostTls | undefined {
  const sender = senderOf(failure);
  const peer = sender && peerOf(sender);
  const modes = wantedModes(failure, sender);
  if (!sender || !peer || modes.length === 0) return undefined;
  for (const evidence of sender.passedOver.filter(isPlaced)) {
    const { object } = evidence;
    if (!facts.includes(evidence.fact) || object.resource.kind !== 'DestinationRule' || object.writtenAt) continue;
    const rule = object as DestinationRule;
    const settings = isHidden(evidence) ? hiddenTls(rule, peer) : settingsOf(rule, peer);
    const mode = settings?.mode?.value ?? '';
    if (!settings || !modes.includes(mode)) continue;
    const { proxy } = sender;
    const to = hostLabel(peer.host);
    return {
      rule,
      evidence,
      tls: tlsValue(settings),
      sender,
      peer,
      text: `${label(rule)} begins TLS (${mode}) with ${to}`,
      consequence: `the ${proxy.type} in namespace ${namespaceLabel(proxy.namespace)} sends plaintext to port ${peer.port} of ${to}, which expects TLS`,
    };
  }
  return undefined;
}

/** Whether a request fails because no proxy puts TLS around it. */
export const lacksTls = (failure: Failure): boolean => wantedModes(failure, senderOf(failure)).length > 0;

/** The modes of TLS that would help; none where it is not TLS that is missing. */
function wantedModes({ cause }: Failure, sender: Hop | undefined): readonly string[] {
  if (!sender || modeOf(sender)) return [];
  if (isPlaintext(cause)) return ['ISTIO_MUTUAL', 'SIMPLE', 'MUTUAL'];
  if (cause.reason === 'plaintext-to-tls') return ['SIMPLE', 'MUTUAL'];
  return cause.reason === 'mtls-error' && 'mode' in cause.at && cause.at.mode === 'ISTIO_MUTUAL'
    ? ['ISTIO_MUTUAL']
    : [];
}

/** Whether other settings of the same DestinationRule hide the TLS. */
// D10, D11 what a port says of itself replaces all that is said for the host, or for the subset
const isHidden = ({ fact }: PlacedEvidence): boolean => fact === 'D10' || fact === 'D11';

/** What a DestinationRule says for the host, or for a subset, as a whole. */
function hiddenTls({ resource: { spec } }: DestinationRule, { subset }: Peer): ClientTls | undefined {
  const own = spec.subsets.find((it) => it.name?.value === subset);
  return own?.trafficPolicy?.tls ?? spec.trafficPolicy?.tls;
}

/** What a DestinationRule alone says for a port and a subset. */
export function settingsOf(object: DestinationRule, { port, subset }: Peer): ClientTls | undefined {
  const { spec } = object.resource;
  const part = <T>(value: T) => ({ value, object, path: [] });
  const own = spec.subsets.find((it) => it.name?.value === subset);
  const number = { value: port, span: { start: 0, end: 0 } };
  return policyFor(
    { trafficPolicy: spec.trafficPolicy && part(spec.trafficPolicy) },
    { number, targetPort: port },
    own && part(own),
  ).tls?.value;
}
