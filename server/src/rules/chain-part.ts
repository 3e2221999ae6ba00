import type { DocumentEdit } from '../generate/edit';
import type { Kind } from '../model/kinds';
import type { Span } from '../text/span';
import type { MeshObject } from '../workspace/mesh';

/** One of the things that must be there for a way out. */
export interface Part {
  readonly kind: Kind;
  readonly namespace: string;
  /** To say that it is missing; the ways of one chain share what has the same. */
  readonly label: string;
  readonly isThere: boolean;
  /** No rule says of it, where nothing else is missing, that it is. */
  readonly isUnsaid?: true;
  /** What is there and is to have it. */
  readonly mends?: MeshObject;
  /** What writes it. */
  edits(): readonly (DocumentEdit | undefined)[];
}

/** A way of one host, with all that it takes in the order in which requests meet it. */
export interface ChainWay {
  /** Resolved. */
  readonly outside: string;
  readonly parts: readonly Part[];
  /** Whether requests leave from the sidecars. */
  readonly isPast: boolean;
  /** Whether they get nowhere, or nobody knows where. */
  readonly isLost: boolean;
}

/** The ways of an object through an egress gateway. */
export interface ChainWays {
  readonly ways: readonly ChainWay[];
  /** Where to speak of them. */
  readonly span: Span;
  /** What the gateway's Service is called. */
  readonly gateway: string;
}
