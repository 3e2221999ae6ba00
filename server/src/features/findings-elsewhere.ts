import type { Document } from '../model/document';
import type { DocumentFinding } from './findings';

/** Findings that the check of one document made in others. */
export class FindingsElsewhere {
  /** By the document that they are in, and by the one that they were made with. */
  readonly #in = new Map<Document, Map<Document, DocumentFinding[]>>();
  readonly #madeWith = new Map<Document, Set<Document>>();
  readonly #hidden = new Set<Document>();
  readonly #changed = new Set<Document>();

  /** Those that are in a document, whichever they were made with. */
  in(document: Document): DocumentFinding[] {
    return [...(this.#in.get(document) ?? [])].flatMap(([owner, findings]) =>
      this.#hidden.has(owner) ? [] : findings,
    );
  }

  /** Those that were made with a document. */
  add(owner: Document, findings: readonly DocumentFinding[]): void {
    for (const finding of findings) {
      const { document } = finding;
      const known = this.#in.get(document) ?? new Map<Document, DocumentFinding[]>();
      this.#in.set(document, known.set(owner, [...(known.get(owner) ?? []), finding]));
      this.#madeWith.set(owner, (this.#madeWith.get(owner) ?? new Set()).add(document));
      this.#changed.add(document);
    }
  }

  /** Leaves out those that were made with a document, until it is known whether they still hold. */
  hide(owner: Document): void {
    if (!this.#madeWith.has(owner)) return;
    this.#hidden.add(owner);
    this.#note(owner);
  }

  /** They hold. */
  show(owner: Document): void {
    if (this.#hidden.delete(owner)) this.#note(owner);
  }

  /** Takes back all that were made with a document. */
  drop(owner: Document): void {
    this.#hidden.delete(owner);
    for (const document of this.#madeWith.get(owner) ?? []) {
      const known = this.#in.get(document);
      known?.delete(owner);
      if (known?.size === 0) this.#in.delete(document);
      this.#changed.add(document);
    }
    this.#madeWith.delete(owner);
  }

  /** The documents of which some were added or taken back since the last time this was asked. */
  takeChanged(): Document[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #note(owner: Document): void {
    for (const it of this.#madeWith.get(owner) ?? []) this.#changed.add(it);
  }
}
