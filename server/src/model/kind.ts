import type { Located } from '../text/span';
import type { Reader } from '../yaml/read';
import type { WrittenLabels } from './labels';
import type { Mention, Name } from './name';
import type { ListenerClass } from './protocol';

/** Name and namespace that an object has in one mesh. */
export interface Identity {
  readonly name: string;
  /** Empty where it is not known, see namespace.ts. */
  readonly namespace: string;
}

/** What an object says of itself beside its spec. */
export interface Metadata {
  readonly name: Located<string> | undefined;
  readonly annotations: WrittenLabels;
}

/** All that the core knows about one kind of object. Adding a kind is adding a file and a line in kinds.ts. */
export interface KindDefinition<N extends string = string, S = unknown> {
  readonly name: N;
  /** The API group; empty for Kubernetes' core group. */
  readonly groups: readonly string[];
  /** What `kind:` may say, where that is not just the name. */
  readonly kinds?: readonly string[];
  /** Objects of this kind belong to no namespace. */
  readonly clusterWide?: true;
  /** Read for what it says of the mesh, but not a kind of this project: mistakes of its YAML are not reported. */
  readonly aside?: true;
  /** Where the fields are that `spec` reads: below `spec:`, or the object itself. */
  readonly at?: 'object';
  readonly spec: Reader<S | undefined>;
  /** The name that others use for an object of this kind, defined by its `metadata.name`. */
  definedName?(identity: Identity): Name;
  /** Every place below the spec where an object of this kind defines or uses a name. */
  mentions(spec: S, identity: Identity, metadata: Metadata): Iterable<Mention>;
  /** What clients dial to reach what the object stands for, where Istio makes listeners of it. */
  dialled?(spec: S, identity: Identity): Iterable<Dialled>;
}

/**
 * A port with the class of listener that sidecars have for it, an IP or CIDR range, or all that comes to a Gateway or a
 * ListenerSet.
 */
export type Dialled =
  | { readonly port: number; readonly listener: ListenerClass }
  | { readonly address: string }
  | { readonly parent: Identity };

export const defineKind = <const N extends string, S>(kind: KindDefinition<N, S>): KindDefinition<N, S> => kind;
