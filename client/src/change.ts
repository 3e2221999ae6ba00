import { commands, window } from 'vscode';
import type { LedHost, NeighbourHere } from '../../server/src/features/neighbours-here';
import type { NeighbourParams } from '../../server/src/lsp/commands';
import type { PlanResult } from '../../server/src/lsp/planned';
import { decide, type Row } from './preview';
import { carryOut } from './review';
import type { Server } from './server';
import { standpoint } from './standpoint';
import { askAll, choose, type Question } from './steps';

interface Session {
  readonly server: Server;
  readonly uri: { readonly uri?: string };
  readonly hosts: readonly LedHost[];
  host: string;
  neighbour: NeighbourHere | undefined;
}

/** Asks for a host and for what is to become of its ways out, shows what changes, and changes it. */
export async function changeEgress(server: Server): Promise<void> {
  const at = standpoint(window.activeTextEditor);
  const hosts = (await server.execute<LedHost[]>('istioEgress.server.hosts', at)) ?? [];
  const [first] = hosts;
  if (!first) return offerGenerator('No manifest here leads a host out in a way that could be changed.');
  const uri = at.uri === undefined ? {} : { uri: at.uri };
  const session: Session = { server, uri, hosts, host: first.host, neighbour: undefined };
  const questions = [askHost, askNeighbour, decided];
  if (await askAll('Change or Remove Egress of Host', () => questions, session))
    await carryOut(server, session.host, () => planned(session));
}

/** Says why there is nothing to do, and offers to begin. */
export async function offerGenerator(reason: string): Promise<void> {
  const generate = 'Generate Egress Gateway for Host';
  if ((await window.showInformationMessage(reason, generate)) === generate)
    await commands.executeCommand('istioEgress.generateEgressGateway');
}

const askHost: Question<Session> = async (place, session) => {
  const items = session.hosts.map(({ host, ways }) => ({ label: host, description: ways }));
  const active = items.find((it) => it.label === session.host);
  const answer = await choose({ ...place, placeholder: 'Which host?', items, active });
  if (answer && answer !== 'back') session.host = answer.value.label;
  return answer;
};

const askNeighbour: Question<Session> = async (place, session) => {
  const neighbours = await neighboursOf(session);
  const items = neighbours.map((it) => ({ label: it.title, neighbour: it }));
  const active = items.find((it) => it.neighbour.id === session.neighbour?.id);
  const placeholder = `What shall become of the egress of ${session.host}?`;
  const answer = await choose({ ...place, placeholder, items, active });
  if (answer && answer !== 'back') session.neighbour = answer.value.neighbour;
  return answer;
};

const decided: Question<Session> = (place, session) =>
  decide(
    {
      subject: () => `${session.host}: ${session.neighbour?.title ?? ''}`,
      refusal: () => `This cannot be done to ${session.host}`,
      plan: () => planned(session),
      origins: () => [],
      waysOut: () => waysOut(session),
    },
    place,
  );

/** What else can be done to the host. */
async function waysOut(session: Session): Promise<Row[]> {
  const rows: Row[] = [];
  for (const neighbour of await neighboursOf(session)) {
    const result = await planned({ ...session, neighbour });
    if (!('problem' in result))
      rows.push({ label: neighbour.title, act: async () => ({ value: Object.assign(session, { neighbour }) }) });
  }
  return rows;
}

const neighboursOf = async ({ server, uri, host }: Session): Promise<readonly NeighbourHere[]> =>
  (await server.execute<NeighbourHere[]>('istioEgress.server.neighbours', { ...uri, host })) ?? [];

function planned({ server, uri, host, neighbour }: Session): Promise<PlanResult> {
  const params: NeighbourParams = { ...uri, host, id: neighbour?.id ?? '' };
  return server.plan('istioEgress.server.neighbour', params);
}
