import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import { problemLine, readSettingsFile, ruleIds } from '../disk';
import { readSettings } from '../workspace/settings';
import type { Folder } from './folder';

/**
 * Gives a folder the editor's settings, over which those of its `.istio-egress.yaml` win; whether that changed any.
 */
export async function applySettings(
  connection: Connection,
  client: ClientCapabilities,
  folder: Folder,
  initial: unknown,
  onProblem: (message: string) => void,
): Promise<boolean> {
  const fromEditor = client.workspace?.configuration
    ? await connection.workspace.getConfiguration({ scopeUri: pathToFileURL(folder.root).href, section: 'istioEgress' })
    : initial;
  const fromFile = readSettingsFile(folder.root);
  for (const problem of fromFile.problems) {
    onProblem(problemLine(problem));
    connection.window.showWarningMessage(`Istio Egress: ${problemLine(problem)}`);
  }
  const own = Object.fromEntries(Object.entries(fromEditor ?? {}).filter(([key]) => key !== 'trace'));
  const { settings, problems } = readSettings({ ...own, ...fromFile.values }, ruleIds);
  for (const { message } of problems) onProblem(`The settings of Istio Egress: ${message}.`);
  if (isDeepStrictEqual(settings, folder.workspace.settings)) return false;
  folder.workspace.configure(settings);
  return true;
}
