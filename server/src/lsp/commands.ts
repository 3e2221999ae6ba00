import type { ClientCapabilities, Position } from 'vscode-languageserver/node';
import { addHostsTo, egressGateways } from '../features/egress-gateways';
import { migrate } from '../features/migrate';
import { hostsWithNeighbours, neighboursFor, runNeighbour } from '../features/neighbours-here';
import { readHost } from '../generate/host';
import { knownOfEgress } from '../generate/known';
import { LineIndex } from '../text/line-index';
import type { Folder } from './folder';
import { type GenerateParams, generate } from './generate';
import { placeOf } from './place';
import { reshaped } from './planned';

/** Where a command is asked for. */
export interface Asked {
  /** The active document; may be absent. */
  readonly uri?: string;
  readonly position?: Position;
}

/** What is selected by somebody who is about to ask for an egress route. */
export interface AskParams extends Asked {
  readonly selected?: string;
}

/** Which of the neighbours of a host is wanted. */
export interface NeighbourParams extends Asked {
  readonly host: string;
  readonly id: string;
}

/** Which hosts a Gateway, as `namespace/name`, is to lead out as well. */
export interface AddHostsParams extends Asked {
  readonly gateway: string;
  readonly hosts: readonly string[];
}

interface Context {
  readonly folder: Folder;
  /** Of the document that was active, as the folder calls it. */
  readonly path: string;
  readonly offset: number;
  readonly client: ClientCapabilities;
}

type Run<P> = (context: Context, params: P) => unknown;

/** What is asked for, without its type: the protocol has none for it. */
const taking = <P>(run: Run<P>): Run<object> => run as Run<object>;

/** What other editors may ask for by `workspace/executeCommand`, each with one object; the palette's commands rest on them. */
const commands: Readonly<Record<string, Run<object>>> = {
  'istioEgress.server.generate': taking<GenerateParams>(({ folder, client }, params) =>
    generate(folder, params, client),
  ),
  'istioEgress.server.knownOfEgress': taking<AskParams>(({ folder, path, offset }, { selected = '' }) =>
    knownOfEgress(folder.workspace, { path, offset, selected }),
  ),
  'istioEgress.server.hosts': ({ folder: { workspace }, path, offset }) => hostsWithNeighbours(workspace, path, offset),
  'istioEgress.server.neighbours': taking<NeighbourParams>(({ folder: { workspace }, path }, { host }) =>
    neighboursFor(workspace, path, host),
  ),
  'istioEgress.server.neighbour': taking<NeighbourParams>(({ folder, path, client }, params) =>
    reshaped(folder, runNeighbour(folder.workspace, path, params), client),
  ),
  'istioEgress.server.gateways': ({ folder: { workspace }, path, offset }) => egressGateways(workspace, path, offset),
  'istioEgress.server.addHosts': taking<AddHostsParams>(({ folder, path, client }, params) => {
    const [first] = params.hosts.map(readHost);
    const place = first && 'host' in first ? placeOf(folder, params, first.host) : undefined;
    return reshaped(folder, addHostsTo(folder.workspace, path, params, place?.path), client);
  }),
  'istioEgress.server.migrate': ({ folder, client }) =>
    reshaped(folder, migrate(folder.workspace, folder.findings, [...folder.workspace.paths()]), client),
};

export const serverCommands: readonly string[] = Object.keys(commands);

/** Carries out a command; nothing comes of one that is not known. */
export function carryOut(
  command: string,
  params: Asked,
  folderOf: (uri: string) => Folder,
  client: ClientCapabilities,
): unknown {
  const { uri = 'untitled:', position } = params;
  const folder = folderOf(uri);
  const path = folder.pathOf(uri);
  const offset = position ? new LineIndex(folder.workspace.text(path)).offset(position) : 0;
  return commands[command]?.({ folder, path, offset, client }, params) ?? null;
}
