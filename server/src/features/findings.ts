import type { Fix } from '../generate/edit';
import type { Document } from '../model/document';
import { documentRules, ignoreRules, objectRulesOf } from '../rules';
import { type Ignore, ignoresIn } from '../rules/ignores';
import type { Finding, Rule } from '../rules/rule';
import type { Memo } from '../workspace/memo';
import type { MeshObject } from '../workspace/mesh';
import { type Severity, severities } from '../workspace/settings';
import type { Workspace } from '../workspace/workspace';
import { failureFindings } from './failure-findings';
import { FindingsElsewhere } from './findings-elsewhere';
import { ignoreFindings, mayBeSilenced, unsilenced } from './silence';

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
 * What the rules find, remembered for each document until something that they looked at changes. Requests to a host are
 * checked with the documents that speak of it, and what is to be mended may be in any other.
 */
export class Findings {
  readonly #workspace: Workspace;
  readonly #memo: Memo<readonly DocumentFinding[]>;
  readonly #elsewhere = new FindingsElsewhere();
  readonly #onFailure: FailureListener;
  #runs = 0;

  constructor(workspace: Workspace, onFailure: FailureListener = () => {}) {
    this.#workspace = workspace;
    this.#onFailure = onFailure;
    this.#memo = workspace.memo((document) => this.#check(document), {
      onDoubt: (document) => this.#elsewhere.hide(document),
      onDrop: (document) => this.#elsewhere.drop(document),
    });
  }

  /** How many documents have been checked so far; tests count the work of an edit by it. */
  get runs(): number {
    return this.#runs;
  }

  /** Those of a file in its order: all that its own documents say, and what those say that have been checked. */
  of(path: string): DocumentFinding[] {
    return this.#workspace.documents(path).flatMap((document) => {
      const own = this.#own(document);
      const others = this.#elsewhere.in(document);
      const all = others.length === 0 ? own : distinct([...own, ...others]);
      if (!mayBeSilenced(document)) return all;
      const ignores = ignoresIn(document);
      return distinct([...unsilenced(document, ignores, all), ...this.#ignoredInVain(document, ignores, all)]);
    });
  }

  /** Checks every file, so that nothing is missing from what `of` gives; is told of each. */
  settle(onFile: (path: string) => void = () => {}): void {
    for (const path of this.#workspace.paths()) {
      onFile(path);
      for (const it of this.#workspace.documents(path)) this.#own(it);
    }
  }

  /** The files whose findings may have changed since the last time this was asked. */
  takeStale(): Set<string> {
    const paths = [...this.#memo.takeDoubted(), ...this.#elsewhere.takeChanged()].map(
      (document) => this.#workspace.locate({ document, span: { start: 0, end: 0 } }).path,
    );
    return new Set(paths.filter((it) => it !== ''));
  }

  /** Those that a document has itself; what it says of others is known as well then. */
  #own(document: Document): readonly DocumentFinding[] {
    const own = this.#memo.of(document);
    this.#elsewhere.show(document);
    return own;
  }

  #check(document: Document): readonly DocumentFinding[] {
    this.#elsewhere.drop(document);
    if (document.resources.length === 0 && document.errors.length === 0) return [];
    this.#runs++;
    const found: DocumentFinding[] = [];
    const add = (rule: Rule, finding: Finding, object: MeshObject | undefined, where = document): void => {
      const severity = this.#severity(rule, finding);
      if (severity) found.push({ ...finding, rule, severity, document: where, object });
    };
    for (const rule of documentRules)
      this.#guard(rule, () => {
        for (const it of rule.check(document)) add(rule, it, undefined);
      });
    // what is left of a document that is not valid YAML says little about what is meant
    const isReadable = document.errors.length === 0 || document.partial;
    for (const { mesh, objects } of isReadable ? this.#workspace.meshesOf(document) : [])
      for (const object of objects) {
        for (const rule of objectRulesOf(object.resource.kind))
          this.#guard(rule, () => {
            for (const it of rule.check(object, mesh)) add(rule, it, object);
          });
        const guard = (rule: Rule, check: () => void): void => this.#guard(rule, check);
        for (const it of failureFindings(mesh, object, guard)) add(it.rule, it.finding, it.object, it.object.document);
      }
    this.#elsewhere.add(
      document,
      found.filter((it) => it.document !== document),
    );
    // an object of a kustomize base is checked once for each mesh that has it
    return distinct(found.filter((it) => it.document === document));
  }

  /** What there is to say of the comments that silence rules. */
  #ignoredInVain(document: Document, ignores: readonly Ignore[], found: readonly DocumentFinding[]): DocumentFinding[] {
    const findings: DocumentFinding[] = [];
    const isOff = (id: string): boolean => this.#workspace.settings.rules[id] === 'off';
    for (const rule of ignoreRules)
      this.#guard(rule, () => {
        for (const it of ignoreFindings(rule, document, ignores, found, isOff)) {
          const severity = this.#severity(rule, it);
          if (severity) findings.push({ ...it, rule, severity, document, object: undefined });
        }
      });
    return findings;
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

/** Each once, in the order of their document. */
function distinct(findings: readonly DocumentFinding[]): DocumentFinding[] {
  const found = new Map<string, DocumentFinding>();
  for (const it of findings) {
    const key = `${it.rule.id} ${it.span.start} ${it.message}`;
    if (!found.has(key)) found.set(key, it);
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** The fixes of a finding, best first; an empty list where it has none. */
export const fixesOf = (finding: Finding): readonly Fix[] => finding.fixes?.() ?? [];
