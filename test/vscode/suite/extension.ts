import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface ContributedCommand {
  readonly command: string;
  readonly title: string;
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('istio-egress.istio-egress');
  assert.ok(found, 'the extension is not installed');
  return found;
}

export function contributedCommands(): readonly ContributedCommand[] {
  const manifest = extension().packageJSON as { contributes?: { commands?: readonly ContributedCommand[] } };
  return manifest.contributes?.commands ?? [];
}

/** The command by the words that the palette shows. */
export function commandTitled(title: string): string {
  const found = contributedCommands().find((command) => command.title === title);
  assert.ok(found, `package.json contributes no command ${title}`);
  return found.command;
}
