import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import { readSettingsFile } from '../disk';
import { rules } from '../rules';
import { readSettings } from '../workspace/settings';
import type { Folder } from './folder';

const ruleIds = rules.map((it) => it.id);

/** Gives a folder the editor's settings, over which those of its `.istio-egress.yaml` win. */
export async function applySettings(
  connection: Connection,
  client: ClientCapabilities,
  folder: Folder,
  initial: unknown,
  onProblem: (message: string) => void,
): Promise<void> {
  const fromEditor = client.workspace?.configuration
    ? await connection.workspace.getConfiguration({ scopeUri: pathToFileURL(folder.root).href, section: 'istioEgress' })
    : initial;
  const fromFile = readSettingsFile(folder.root);
  for (const problem of fromFile.problems) {
    onProblem(problem.message);
    connection.window.showWarningMessage(`Istio Egress: ${problem.message}`);
  }
  const own = Object.fromEntries(Object.entries(fromEditor ?? {}).filter(([key]) => key !== 'trace'));
  const { settings, problems } = readSettings({ ...own, ...fromFile.values }, ruleIds);
  for (const { message } of problems) onProblem(`The settings of Istio Egress: ${message}.`);
  folder.workspace.configure(settings);
}
