import { commands, type Disposable } from 'vscode';
import type { Made } from '../../server/src/lsp/refactors';
import { addHostToGateway } from './add-host';
import { changeEgress } from './change';
import { generateEgressGateway } from './generate';
import { migrate } from './migrate';
import { tellMade } from './review';
import type { Server } from './server';

/** What the palette offers, by the ids of package.json, and at the end what only the server's code actions ask for. */
const table: Readonly<Record<string, (server: Server, argument: never) => unknown>> = {
  'istioEgress.generateEgressGateway': generateEgressGateway,
  'istioEgress.changeEgress': changeEgress,
  'istioEgress.addHostToGateway': (server, gateway?: string) => addHostToGateway(server, gateway),
  'istioEgress.migrate': migrate,
  'istioEgress.restartServer': (server) => server.restart(),
  'istioEgress.showLog': (server) => server.log.show(),
  'istioEgress.tellMade': (_, made: Made) => tellMade(made),
};

export const registerCommands = (server: Server): Disposable[] =>
  Object.entries(table).map(([id, run]) => commands.registerCommand(id, (it) => run(server, it as never)));
