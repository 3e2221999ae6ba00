import type { Fix } from '../generate/edit';
import type { Document } from '../model/document';
import { rules } from '../rules';
import type { Finding, Rule } from '../rules/rule';
import type { Memo } from '../workspace/memo';
import type { MeshObject } from '../workspace/mesh';
import { type Severity, severities } from '../workspace/settings';
import type { Workspace } from '../workspace/workspace';

/** A finding with the rule that made it and the severity that the settings give it. */
export interface DocumentFinding extends Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly document: Document;
  /** The object that was checked; none for a finding about the document itself. */
  readonly object: MeshObject | undefined;
}

/** Is told of a rule that failed; the others still run. */
export type FailureListener = (rule: Rule, error: unknown) => void;

/**
 * What the rules find, remembered for each document until something that they looked at changes.
 */
export class Findings {
  readonly #workspace: Workspace;
  readonly #memo: Memo<readonly DocumentFinding[]>;
  readonly #onFailure: FailureListener;
  #runs = 0;

  constructor(workspace: Workspace, onFailure: FailureListener = () => {}) {
    this.#workspace = workspace;
    this.#onFailure = onFailure;
    this.#memo = workspace.memo((document) => this.#check(document));
  }

  /** How many documents have been checked so far; tests count the work of an edit by it. */
  get runs(): number {
    return this.#runs;
  }

  /** In the order of the file. */
  of(path: string): DocumentFinding[] {
    return this.#workspace.documents(path).flatMap((it) => this.#memo.of(it));
  }

  ofDocument(document: Document): readonly DocumentFinding[] {
    return this.#memo.of(document);
  }

  /** The files whose findings may have changed since the last time this was asked. */
  takeStale(): Set<string> {
    const paths = this.#memo
      .takeDropped()
      .map((document) => this.#workspace.locate({ document, span: { start: 0, end: 0 } }).path);
    return new Set(paths.filter((it) => it !== ''));
  }

  #check(document: Document): readonly DocumentFinding[] {
    if (document.resources.length === 0 && document.errors.length === 0) return [];
    this.#runs++;
    const found = new Map<string, DocumentFinding>();
    const add = (rule: Rule, finding: Finding, object: MeshObject | undefined): void => {
      const severity = this.#severity(rule, finding);
      const key = `${rule.id} ${finding.span.start} ${finding.message}`;
      // an object of a kustomize base is checked once for each mesh that has it
      if (severity && !found.has(key)) found.set(key, { ...finding, rule, severity, document, object });
    };
    for (const rule of rules)
      if (rule.on === 'document')
        this.#guard(rule, () => {
          for (const it of rule.check(document)) add(rule, it, undefined);
        });
    // what is left of a document that is not valid YAML says little about what is meant
    if (document.errors.length > 0 && !document.partial) return [...found.values()];
    for (const { mesh, objects } of this.#workspace.meshesOf(document))
      for (const object of objects)
        for (const rule of rules) {
          if (rule.on === 'document' || !rule.on.includes(object.resource.kind)) continue;
          this.#guard(rule, () => {
            for (const it of rule.check(object, mesh)) add(rule, it, object);
          });
        }
    return [...found.values()].sort((a, b) => a.span.start - b.span.start);
  }

  #severity(rule: Rule, finding: Finding): Severity | undefined {
    const chosen = this.#workspace.settings.rules[rule.id];
    if (chosen === 'off') return undefined;
    return severities.find((it) => it === chosen) ?? finding.severity ?? rule.severity;
  }

  #guard(rule: Rule, check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#onFailure(rule, error);
    }
  }
}

/** The fixes of a finding, best first; an empty list where it has none. */
export const fixesOf = (finding: Finding): readonly Fix[] => finding.fixes?.() ?? [];
