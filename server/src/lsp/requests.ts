import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Position,
  type TextDocumentIdentifier,
} from 'vscode-languageserver/node';
import { complete } from '../features/completion/complete';
import { definition } from '../features/definition';
import { fixesOf } from '../features/findings';
import { hover } from '../features/hover';
import { ignoreHere } from '../features/ignore-here';
import { safeFixes } from '../features/safe-fixes';
import { snippetsAt } from '../features/snippets';
import { documentSymbols } from '../features/symbols';
import { overlaps } from '../text/span';
import { carryOut } from './commands';
import { fixAll, Ranges } from './convert';
import type { Editor } from './editor';
import type { Folder } from './folder';
import { rulePage } from './pages';
import { refactors, resolved, resolvesActions } from './refactors';

/** A cursor, as the core has it. */
interface Cursor {
  readonly folder: Folder;
  readonly path: string;
  readonly offset: number;
  readonly ranges: Ranges;
}

/** Answers the requests; one that fails is logged and answered with nothing. */
export function registerRequests(
  connection: Connection,
  folderOf: (uri: string) => Folder,
  editor: () => Editor,
): void {
  const guard =
    <P, R>(name: string, answer: (params: P) => R) =>
    (params: P): R | null => {
      const start = performance.now();
      try {
        return answer(params);
      } catch (error) {
        connection.console.error(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
        return null;
      } finally {
        const took = performance.now() - start;
        if (took > 50) connection.console.info(`${name} took ${took.toFixed(0)} ms`);
      }
    };
  const at = ({ textDocument, position }: { textDocument: TextDocumentIdentifier; position: Position }): Cursor => {
    const folder = folderOf(textDocument.uri);
    const path = folder.pathOf(textDocument.uri);
    const ranges = new Ranges(folder);
    return { folder, path, offset: ranges.lines(path).offset(position), ranges };
  };

  connection.onCompletion(
    guard('Completion', (params) => {
      const { folder, path, offset, ranges } = at(params);
      const { suggestCommand, snippets } = editor();
      const items = [
        ...complete(folder.workspace, path, offset),
        ...(snippets ? snippetsAt(folder.workspace, path, offset) : []),
      ];
      // whoever types `hosts:` and a space is about to press Enter, not to choose
      const unasked = params.context?.triggerCharacter === ' ';
      const shown = unasked ? items.filter((it) => !it.insert.includes('\n')) : items;
      return shown.map((it) => ranges.completionItem(path, it, suggestCommand));
    }),
  );
  connection.onHover(
    guard('Hover', (params) => {
      const { folder, path, offset, ranges } = at(params);
      const found = hover(folder.workspace, path, offset);
      return found
        ? { contents: { kind: 'markdown' as const, value: found.markdown }, range: ranges.rangeIn(path, found.span) }
        : null;
    }),
  );
  connection.onDefinition(
    guard('Definition', (params) => {
      const { folder, path, offset, ranges } = at(params);
      return definition(folder.workspace, path, offset).map((it) => ranges.location(it));
    }),
  );
  connection.onDocumentSymbol(
    guard('Symbols', ({ textDocument }) => {
      const folder = folderOf(textDocument.uri);
      const path = folder.pathOf(textDocument.uri);
      const ranges = new Ranges(folder);
      return documentSymbols(folder.workspace, path).map((it) => ranges.symbol(path, it));
    }),
  );
  connection.onCodeAction(
    guard('Code actions', ({ textDocument, range, context: { only } }): CodeAction[] => {
      const folder = folderOf(textDocument.uri);
      const path = folder.pathOf(textDocument.uri);
      const ranges = new Ranges(folder);
      const isAsked = (kind: string): boolean => only?.some((it) => kind === it || kind.startsWith(`${it}.`)) ?? false;
      if (isAsked(fixAll)) return ranges.fixAll(safeFixes(folder.workspace, folder.findings.of(path)));
      const lines = ranges.lines(path);
      const wanted = { start: lines.offset(range.start), end: lines.offset(range.end) };
      // without a second question each of them would have to be made now
      const wantsRefactors = only ? isAsked(CodeActionKind.RefactorRewrite) : resolvesActions(editor());
      const changes = wantsRefactors ? refactors(folder, textDocument.uri, wanted.start, editor()) : [];
      if (only && !isAsked(CodeActionKind.QuickFix)) return changes;
      const found = folder.findings.of(path).filter((it) => overlaps(folder.workspace.locate(it).span, wanted));
      const fixes = found.flatMap((finding) => {
        const diagnostic = ranges.diagnostic(finding, rulePage);
        const own = fixesOf(finding).map((it, order) => ranges.codeAction(it, diagnostic, order === 0));
        return [...own, ...ignoreHere(finding).map((it) => ranges.codeAction(it, diagnostic, false))];
      });
      return [...fixes, ...changes];
    }),
  );
  connection.onCodeActionResolve(
    (action) => guard('Action', (it: CodeAction) => resolved(it, folderOf, editor(), connection))(action) ?? action,
  );
  connection.onExecuteCommand(
    guard('Command', ({ command, arguments: given }) =>
      carryOut(command, given?.[0] ?? {}, folderOf, editor().capabilities),
    ),
  );
}
