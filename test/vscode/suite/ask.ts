import * as vscode from 'vscode';
import { until } from '../runtime/until';

export async function completionsAt(uri: vscode.Uri, position: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

export async function hoverAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

export async function definitionsAt(uri: vscode.Uri, position: vscode.Position): Promise<vscode.Location[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    position,
  );
  return found.map((each) =>
    'targetUri' in each ? new vscode.Location(each.targetUri, each.targetSelectionRange ?? each.targetRange) : each,
  );
}

export function quickFix(uri: vscode.Uri, range: vscode.Range, title: RegExp): Promise<vscode.CodeAction> {
  return actionTitled(uri, range, vscode.CodeActionKind.QuickFix, title);
}

export function refactoring(uri: vscode.Uri, range: vscode.Range, title: RegExp): Promise<vscode.CodeAction> {
  return actionTitled(uri, range, vscode.CodeActionKind.RefactorRewrite, title);
}

export function refactorings(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return actions(uri, range, vscode.CodeActionKind.RefactorRewrite);
}

function actionTitled(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  title: RegExp,
): Promise<vscode.CodeAction> {
  return until(async () => (await actions(uri, range, kind)).find((action) => title.test(action.title)), {
    what: `an action ${title} is offered`,
  });
}

async function actions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  try {
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      kind.value,
      100, // resolve, so that an action whose edit comes late has it
    );
  } catch (error) {
    // VS Code gives up such a request whenever any extension registers a provider meanwhile, that is, while it starts.
    if (/Cancell?ed/.test(String(error))) return [];
    throw error;
  }
}

export async function applyFix(action: vscode.CodeAction): Promise<void> {
  if (action.edit) await vscode.workspace.applyEdit(action.edit);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}
