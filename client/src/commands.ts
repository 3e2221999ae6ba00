import { commands, type Disposable } from 'vscode';
import { addHostToGateway, changeEgress, migrate } from './change';
import { generateEgressGateway } from './generate';
import type { Server } from './server';

/** What the palette offers, by the ids of package.json. */
const table: Readonly<Record<string, (server: Server) => unknown>> = {
  'istioEgress.generateEgressGateway': generateEgressGateway,
  'istioEgress.changeEgress': changeEgress,
  'istioEgress.addHostToGateway': addHostToGateway,
  'istioEgress.migrate': migrate,
  'istioEgress.restartServer': (server) => server.restart(),
  'istioEgress.showLog': (server) => server.log.show(),
};

export const registerCommands = (server: Server): Disposable[] =>
  Object.entries(table).map(([id, run]) => commands.registerCommand(id, () => run(server)));
