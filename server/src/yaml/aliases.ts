import type { Span } from '../text/span';
import type { Node } from './tree';

/** More nodes than aliases add to any manifest; where they multiply beyond it (the "billion laughs") they are not followed. */
const maximumMultiplied = 200_000;
const maximumDepth = 200;

/** Keeps what anchors name while a document is read, and says when it grows out of all bounds. */
export class Aliases {
  /** Why the rest of the document is not worth reading. */
  limit: string | undefined;
  #count = 0;
  #multiplied = 0;
  readonly #anchors = new Map<string, { readonly node: Node | undefined; readonly size: number }>();

  /** To be called for each node; gives the number of nodes so far, to be handed to {@link define}. */
  enter(depth: number): number {
    if (depth > maximumDepth) this.limit ??= 'The document is nested too deeply to be checked.';
    return ++this.#count;
  }

  /** `entered` is what {@link enter} gave for the node. */
  define(anchor: string, node: Node | undefined, entered: number): void {
    this.#anchors.set(anchor, { node, size: this.#count - entered });
  }

  /** What an alias stands for; a scalar is placed where the alias is written. */
  follow(anchor: string, span: Span): Node | undefined {
    const target = this.#anchors.get(anchor);
    if (!target) return undefined;
    this.#count += target.size;
    this.#multiplied += target.size;
    if (this.#multiplied > maximumMultiplied)
      this.limit ??= 'The document is too large once its aliases are followed; it is not checked.';
    return target.node?.kind === 'scalar' ? { ...target.node, span } : target.node;
  }
}
