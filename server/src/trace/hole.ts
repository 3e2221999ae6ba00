import type { Origin } from '../envoy/config';
import type { CaptureField } from '../mesh/mesh-config';

/**
 * What lets requests to a host past its egress gateway, as data with the places that say so. `hole-text.ts` has the words
 * for each.
 */
export type Hole = Opening & {
  /** Whether it is one for sure; else it hangs on what the manifests don't say. */
  readonly isSure: boolean;
  readonly places: readonly Origin[];
};

/** A hole without its places. */
export type Opening = NetworkOpening | MeshOpening;

/** What the network lets out, also of pods that go around their proxy. */
type NetworkOpening =
  | { readonly kind: 'no-network-policy' }
  /** Policies that are not known to hold, or not all that they say. */
  | { readonly kind: 'network-policy-unknown'; readonly why: 'selection' | 'template' | 'other-kind' }
  /** `to` is a range of addresses; absent for everywhere. */
  | { readonly kind: 'network-policy-lets-out'; readonly to: string | undefined }
  /** Pods with the network of their machine, for which no NetworkPolicy holds. */
  | { readonly kind: 'host-network' };

/** What the mesh lets out of its own accord, or does not get to see, of pods that do nothing out of the ordinary. */
type MeshOpening =
  /** A rule, or a ServiceEntry without one, sends straight to the host. */
  | { readonly kind: 'sent-directly' }
  /** `mode` is that of the sidecars; absent for a ztunnel, which has none. */
  | { readonly kind: 'unknown-let-through'; readonly mode: string | undefined }
  /** Another ServiceEntry on that port, which sends to whatever address is dialled. */
  | { readonly kind: 'any-address' }
  | { readonly kind: 'no-sidecar' }
  /** What keeps the connections from the sidecar. */
  | { readonly kind: 'not-captured'; readonly by: Exclude<CaptureField, 'includeOutboundPorts'> | 'interceptionMode' };

/** Which of the two lets it past. */
export const levelOf = ({ kind }: Opening): 'mesh' | 'network' => levels[kind];

/** Those that differ in nothing but their places, as one with the places of all. */
export function merged<T extends { readonly places: readonly Origin[] }>(all: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const it of all) {
    const key = sameness(it);
    const known = found.get(key);
    found.set(key, known ? { ...known, places: distinct([...known.places, ...it.places]) } : it);
  }
  return [...found.values()];
}

/** Those of the network first, and such as are alike as one. */
export const inOrder = (holes: readonly Hole[]): Hole[] =>
  merged(holes).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));

/** The same text for those that differ in nothing but their places. */
export const sameness = (it: { readonly places: readonly Origin[] }): string =>
  JSON.stringify({ ...it, places: undefined });

/** Each place once. */
export function distinct(origins: readonly Origin[]): Origin[] {
  const seen = new Map<Origin['object'], Set<string>>();
  return origins.filter(({ object, path }) => {
    const paths = seen.get(object) ?? new Set();
    seen.set(object, paths);
    return paths.size < paths.add(path.join('.')).size;
  });
}

/** Whether only some pods make it, whom its places name: they need not be told apart from others for that. */
export const isOfPods = ({ kind }: Opening): boolean =>
  kind === 'host-network' || kind === 'no-sidecar' || kind === 'not-captured';

const levels: Readonly<Record<Opening['kind'], 'mesh' | 'network'>> = {
  'no-network-policy': 'network',
  'network-policy-unknown': 'network',
  'network-policy-lets-out': 'network',
  'host-network': 'network',
  'sent-directly': 'mesh',
  'unknown-let-through': 'mesh',
  'any-address': 'mesh',
  'no-sidecar': 'mesh',
  'not-captured': 'mesh',
};

const order = Object.keys(levels);
