import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Range,
  SymbolKind,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import type { Completion } from '../features/completion/completion';
import type { DocumentFinding } from '../features/findings';
import type * as features from '../features/symbols';
import type { DocumentEdit, Fix } from '../generate/edit';
import { LineIndex } from '../text/line-index';
import type { Span } from '../text/span';
import type { Severity } from '../workspace/settings';
import type { Location } from '../workspace/workspace';
import type { Folder } from './folder';

/*
 * The only file that knows both vocabularies: spans and places of the core, ranges and URIs of the protocol.
 */

export const source = 'istio-egress';

/** The kind of the action that mends a file when it is saved, where the user wants that. */
export const fixAll = `${CodeActionKind.SourceFixAll}.istioEgress`;

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  field: CompletionItemKind.Field,
  enum: CompletionItemKind.EnumMember,
  kind: CompletionItemKind.Class,
  gateway: CompletionItemKind.Reference,
  host: CompletionItemKind.Reference,
  subset: CompletionItemKind.Reference,
  port: CompletionItemKind.Value,
  label: CompletionItemKind.Value,
  namespace: CompletionItemKind.Module,
  object: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
};

const symbolKinds: Readonly<Record<features.SymbolKind, SymbolKind>> = {
  object: SymbolKind.Object,
  reference: SymbolKind.Variable,
  host: SymbolKind.String,
  server: SymbolKind.Interface,
  route: SymbolKind.Event,
  subset: SymbolKind.Key,
  port: SymbolKind.Number,
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

  completionItem(path: string, completion: Completion, suggestCommand: string | undefined): CompletionItem {
    const { label, detail, documentation, insert, snippet, beside, sort, continues } = completion;
    return {
      label,
      kind: completionKinds[completion.kind],
      ...(detail === undefined ? {} : { detail }),
      ...(documentation ? { documentation: { kind: MarkupKind.Markdown, value: documentation } } : {}),
      textEdit: { range: this.rangeIn(path, completion.replace), newText: insert },
      ...(beside.length > 0 && {
        additionalTextEdits: beside.map(({ span, newText }) => ({ range: this.rangeIn(path, span), newText })),
      }),
      insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      // the text brings its own indentation
      insertTextMode: InsertTextMode.asIs,
      sortText: String(sort).padStart(4, '0') + label,
      ...(continues && suggestCommand ? { command: { title: 'Suggest', command: suggestCommand } } : {}),
    };
  }

  symbol(path: string, symbol: features.DocumentSymbol): DocumentSymbol {
    const { name, detail, kind, span, selection, children } = symbol;
    return {
      name,
      ...(detail ? { detail } : {}),
      kind: symbolKinds[kind],
      range: this.rangeIn(path, span),
      selectionRange: this.rangeIn(path, selection),
      children: children.map((it) => this.symbol(path, it)),
    };
  }

  codeAction(fix: Fix, diagnostic: Diagnostic, preferred: boolean): CodeAction {
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: preferred,
      edit: { documentChanges: this.#documentEdits(fix.edits) },
    };
  }

  /** One action for all of them; none where there is nothing to mend. */
  fixAll(fixes: readonly Fix[]): CodeAction[] {
    const edits = fixes.flatMap((it) => it.edits);
    if (edits.length === 0) return [];
    const title = 'Fix all that Istio Egress can mend safely';
    return [{ title, kind: fixAll, edit: { documentChanges: this.#documentEdits(edits) } }];
  }

  #documentEdits(fixed: readonly DocumentEdit[]): TextDocumentEdit[] {
    const { workspace } = this.#folder;
    const edits = new Map<string, TextDocumentEdit>();
    for (const edit of fixed) {
      const { uri, range } = this.location(workspace.locate(edit));
      const known = edits.get(uri) ?? { textDocument: { uri, version: this.#folder.versionOf(uri) }, edits: [] };
      known.edits.push({ range, newText: edit.newText });
      edits.set(uri, known);
    }
    return [...edits.values()];
  }
}
