import { namespaceLabel } from '../../model/namespace';
import type { Verdict, Wire } from '../../trace/answer';
import type { ReportedWay } from '../../trace/report';
import type { ReportedClient } from '../../trace/report-clients';
import type { WayLeg } from '../../trace/way';
import type { BypassData, LegData, WayData } from '../egress-data';
import { protocolLabels } from './trace-words';

/** Whose requests go that way: `every pod`, `namespace shop`, `every other pod`. */
export function whoLabel({ clients, isOfEverybodyElse }: ReportedWay, all: readonly ReportedWay[]): string {
  if (isOfEverybodyElse) return all.length === 1 ? 'every pod' : 'every other pod';
  const isElsewhere = (namespace: string): boolean =>
    all.some((way) => way.clients !== clients && way.clients.some((it) => it.namespace === namespace));
  const namespaces = new Map<string, Set<string>>();
  for (const client of clients) {
    const pods = isElsewhere(client.namespace) ? podsLabel(client) : '';
    namespaces.set(pods, (namespaces.get(pods) ?? new Set()).add(namespaceLabel(client.namespace)));
  }
  return enumeration(
    [...namespaces].map(([pods, some]) => {
      const within = `${some.size === 1 ? 'namespace' : 'namespaces'} ${enumeration([...some])}`;
      return pods ? `${pods} in ${within}` : within;
    }),
  );
}

/** Some pods of a namespace whose others go another way. */
const podsLabel = ({ tellingLabels }: ReportedClient): string =>
  [...tellingLabels].map(([key, value]) => `${key}=${value}`).join(',') || 'others';

/** `a`, `a and b`, `a, b and c`. */
const enumeration = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;

const layerLabels: Readonly<Record<Wire['layers'][number], string>> = {
  application: "the application's own TLS",
  SIMPLE: 'TLS',
  MUTUAL: 'TLS with a client certificate',
  ISTIO_MUTUAL: "the mesh's mutual TLS",
  HBONE: "the mesh's tunnel",
};

/** What a sniffer sees on a leg. */
export function legLabel({ wire: { protocol, layers } }: WayLeg): string {
  if (layers.length === 0) return protocol === 'tcp' ? 'untouched TCP' : `${protocolLabels[protocol]} in plain text`;
  const [inner, ...outer] = layers;
  const isOwn = inner === 'application';
  return [
    isOwn ? layerLabels.application : `${protocolLabels[protocol]} in ${inner ? layerLabels[inner] : ''}`,
    ...outer.map((it) => `inside ${layerLabels[it]}`),
  ].join(' ');
}

/** How requests that arrive are encrypted: `HTTP in plain text to the gateway, then HTTP in TLS to the host`. */
export function encryptionLabel({ legs, split, verdict }: Pick<WayData, 'legs' | 'split' | 'verdict'>): string {
  const [first] = legs;
  if (!first || verdict === 'failed' || verdict === 'blocked') return '';
  const same = legs.length > 1 && legs.every((it) => it.text === first.text);
  const whole = same
    ? `${first.text}, ${first.wire.layers.length > 0 ? 'end to end' : 'all the way'}`
    : legs.map((it) => `${it.text} to the ${it.to}`).join(', then ');
  return split ? `${whole} (the worst of several destinations)` : whole;
}

/** The wire of the legs that end at the host, or before it. */
export const wireOfLegs = (legs: readonly LegData[], end: 'gateway' | 'host'): string =>
  legs
    .filter((it) => (it.to === 'host') === (end === 'host'))
    .map((it) => it.text)
    .join('; ');

/** Where the requests go. */
export function wayLabel({ verdict, cause, response, gateways }: WayData): string {
  const gateway = gatewaysLabel(gateways);
  const why = cause ? `: ${cause.text}` : '';
  switch (verdict) {
    case 'gateway':
      return `through ${gateway}`;
    case 'direct':
      return gateway ? `partly directly, partly through ${gateway}` : 'directly';
    case 'passthrough':
      return 'directly, let through by a proxy that does not know the host';
    case 'mesh':
      return gateway ? `into the mesh by ${gateway}` : 'into the mesh';
    case 'answered':
      return `answered by ${gateway || 'the proxy'} with ${response?.status ?? 'a response of its own'}`;
    case 'blocked':
      return gateway ? `blocked at ${gateway}${why}` : `blocked${why}`;
    case 'failed':
      return gateway ? `failing at ${gateway}${why}` : `failing${why}`;
    case 'unknown':
      return `not to be told from these manifests${why}`;
  }
}

/** Whether pods can leave otherwise, and by what: `closed`, `open: no NetworkPolicy, ALLOW_ANY`, or nothing. */
export function bypassLabel({ bypass }: Pick<WayData, 'bypass'>): string {
  if (!bypass) return '';
  return bypass.answer === 'closed' ? 'closed' : `${bypass.answer}: ${holesOf(bypass).join(', ')}`;
}

/** The holes in few words; none where the network has none, whatever the mesh lets out. */
export const holesOf = ({ answer, holes }: BypassData): string[] =>
  answer === 'closed' ? [] : [...new Set(holes.map((it) => it.label))];

/** What a NetworkPolicy keeps from the pods. */
export const cutOffsLabel = ({ cutOff }: Pick<WayData, 'cutOff'>): string =>
  cutOff.length === 0 ? '' : `cut off: ${enumeration(cutOff.map((it) => it.label))}`;

/** The names of the gateways. */
export const gatewaysLabel = (gateways: WayData['gateways']): string =>
  enumeration(gateways.map(({ type, workload, namespace }) => workload ?? `a ${type} in namespace ${namespace}`));

/** In the order of a summary. */
export const verdictSummaries: readonly (readonly [Verdict, string])[] = [
  ['gateway', 'through a gateway'],
  ['direct', 'direct'],
  ['passthrough', 'let through as unknown'],
  ['mesh', 'inside the mesh'],
  ['answered', 'answered by a proxy'],
  ['blocked', 'blocked'],
  ['failed', 'failing'],
  ['unknown', 'unknown'],
];
