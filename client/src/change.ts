import { type QuickPickItem, window } from 'vscode';
import type { Server } from './server';

type Result = { readonly edit: unknown; readonly notes: readonly string[] } | { readonly problem: string };

interface Choice extends QuickPickItem {
  readonly id: string;
}

/** Asks for a host and for what is to become of its ways out, and has the server do it. */
export async function changeEgress(server: Server): Promise<void> {
  const uri = activeUri();
  const hosts = await server.execute<string[]>('istioEgress.server.hosts', null, uri);
  const host = await choose(hosts ?? [], 'Host', 'No manifest speaks of a host outside whose egress could be changed.');
  if (host === undefined) return;
  const choices = server
    .execute<{ id: string; title: string }[]>('istioEgress.server.neighbours', host, uri)
    .then((all) => (all ?? []).map(({ id, title }): Choice => ({ id, label: title })));
  const choice = await window.showQuickPick(choices, { title: `Egress of ${host}` });
  if (choice) await apply(server, await server.execute('istioEgress.server.neighbour', { id: choice.id, host }, uri));
}

/** Asks for a Gateway and for a host, and has the server lead the host out through it. */
export async function addHostToGateway(server: Server): Promise<void> {
  const uri = activeUri();
  const gateways = await server.execute<string[]>('istioEgress.server.gateways', null, uri);
  const gateway = await choose(gateways ?? [], 'Gateway', 'No manifest has a Gateway of Istio.');
  if (gateway === undefined) return;
  const host = await window.showInputBox({ title: `Add Host to ${gateway}`, placeHolder: 'api.example.com' });
  if (host) await apply(server, await server.execute('istioEgress.server.addHost', { gateway, host }, uri));
}

/** Has the server bring all manifests of the folder to today's form. */
export const migrate = async (server: Server): Promise<void> =>
  apply(server, await server.execute('istioEgress.server.migrate', null, activeUri()));

const activeUri = (): string | undefined => window.activeTextEditor?.document.uri.toString();

async function choose(items: readonly string[], title: string, none: string): Promise<string | undefined> {
  if (items.length > 0) return window.showQuickPick(items, { title });
  await window.showInformationMessage(none);
  return undefined;
}

async function apply(server: Server, result: Result | undefined): Promise<void> {
  if (!result) return;
  if ('problem' in result) {
    await window.showWarningMessage(result.problem);
    return;
  }
  if ((await server.apply(result.edit)) && result.notes.length > 0)
    await window.showInformationMessage(result.notes.join(' '));
}
