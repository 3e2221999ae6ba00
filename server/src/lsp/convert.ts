import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import type { DocumentFinding } from '../features/findings';
import type { Fix } from '../generate/edit';
import { LineIndex } from '../text/line-index';
import type { Span } from '../text/span';
import type { Severity } from '../workspace/settings';
import type { Location } from '../workspace/workspace';
import type { Folder } from './folder';

/*
 * The only file that knows both vocabularies: spans and places of the core, ranges and URIs of the protocol.
 */

export const source = 'istio-egress';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Turns locations of one answer into ranges; each file's lines are counted once. */
export class Ranges {
  readonly #folder: Folder;
  readonly #lines = new Map<string, LineIndex>();

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  lines(path: string): LineIndex {
    const known = this.#lines.get(path);
    if (known) return known;
    const lines = new LineIndex(this.#folder.workspace.text(path));
    this.#lines.set(path, lines);
    return lines;
  }

  range({ path, span }: Location): Range {
    const lines = this.lines(path);
    return { start: lines.position(span.start), end: lines.position(span.end) };
  }

  rangeIn(path: string, span: Span): Range {
    return this.range({ path, span });
  }

  location(location: Location): { uri: string; range: Range } {
    return { uri: this.#folder.uriOf(location.path), range: this.range(location) };
  }

  diagnostic(finding: DocumentFinding, pageOf: (ruleId: string) => string): Diagnostic {
    const { workspace } = this.#folder;
    return {
      range: this.range(workspace.locate(finding)),
      severity: severities[finding.severity],
      source,
      code: finding.rule.id,
      codeDescription: { href: pageOf(finding.rule.id) },
      message: finding.message,
      relatedInformation: (finding.related ?? []).map((it) => ({
        location: this.location(workspace.locate(it)),
        message: it.message,
      })),
    };
  }

  codeAction(fix: Fix, diagnostic: Diagnostic, preferred: boolean): CodeAction {
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: preferred,
      edit: { documentChanges: this.#documentEdits(fix) },
    };
  }

  #documentEdits(fix: Fix): TextDocumentEdit[] {
    const { workspace } = this.#folder;
    const edits = new Map<string, TextDocumentEdit>();
    for (const edit of fix.edits) {
      const { uri, range } = this.location(workspace.locate(edit));
      const known = edits.get(uri) ?? { textDocument: { uri, version: this.#folder.versionOf(uri) }, edits: [] };
      known.edits.push({ range, newText: edit.newText });
      edits.set(uri, known);
    }
    return [...edits.values()];
  }
}
