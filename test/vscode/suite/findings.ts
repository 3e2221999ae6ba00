import * as vscode from 'vscode';
import { until } from '../runtime/until';
import { sample } from './sample';

/** The rules that our diagnostics of a file name, without those that only inform. */
export function rulesIn(path: string): string[] {
  return diagnosticsIn(path).filter(isSerious).map(ruleOf);
}

export function diagnosticsIn(path: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(sample(path)).filter(isOurs);
}

/** The files in which any rule is broken that does more than inform. */
export function filesWithFindings(): string[] {
  return vscode.languages
    .getDiagnostics()
    .filter(([, diagnostics]) => diagnostics.some((each) => isOurs(each) && isSerious(each)))
    .map(([uri]) => uri.toString());
}

function isOurs({ source }: vscode.Diagnostic): boolean {
  return source === 'istio-egress';
}

function isSerious({ severity }: vscode.Diagnostic): boolean {
  return severity <= vscode.DiagnosticSeverity.Warning;
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function findingOf(rule: string, path: string): Promise<vscode.Diagnostic> {
  return until(() => diagnosticsIn(path).find((diagnostic) => ruleOf(diagnostic) === rule), {
    what: `${rule} is reported in ${path}`,
  });
}

export async function findingGone(rule: string, path: string): Promise<void> {
  await until(() => !diagnosticsIn(path).some((diagnostic) => ruleOf(diagnostic) === rule), {
    what: `${rule} is no longer reported in ${path}`,
  });
}
