import { window } from 'vscode';
import type { EgressGateway } from '../../server/src/features/egress-gateways';
import type { AddHostsParams } from '../../server/src/lsp/commands';
import { offerGenerator } from './change';
import { askForHosts } from './hosts';
import { decide } from './preview';
import { carryOut } from './review';
import type { Server } from './server';
import { standpoint } from './standpoint';
import { askAll, choose, type Question } from './steps';

interface Session {
  readonly gateways: readonly EgressGateway[];
  gateway: string;
  hosts: readonly string[];
}

/** Asks for hosts, and for a Gateway where none is given, shows what changes, and leads the hosts out through it. */
export async function addHostToGateway(server: Server, given?: string): Promise<void> {
  const at = standpoint(window.activeTextEditor);
  const gateways = (await server.execute<EgressGateway[]>('istioEgress.server.gateways', at)) ?? [];
  const first = gateways.find((it) => given === undefined || it.gateway === given);
  if (!first) return offerGenerator('No manifest here has a Gateway of Istio that leads hosts out.');
  const session: Session = { gateways, gateway: first.gateway, hosts: [] };
  const plan = () => {
    const params: AddHostsParams = { ...at, gateway: session.gateway, hosts: session.hosts };
    return server.plan('istioEgress.server.addHosts', params);
  };
  const subject = () => session.hosts.join(', ');
  const refusal = () => `${session.gateway} cannot take ${subject()}`;
  const decided: Question<Session> = (place) =>
    decide({ subject, refusal, plan, origins: () => [], waysOut: async () => [] }, place);
  const questions = [...(given === undefined ? [askGateway] : []), askHosts, decided];
  if (await askAll('Add Host to Egress Gateway', () => questions, session)) await carryOut(server, subject(), plan);
}

const askGateway: Question<Session> = async (place, session) => {
  const items = session.gateways.map(({ gateway, file, hosts }) => ({
    label: gateway,
    description: file,
    detail: hosts.join(', '),
  }));
  const active = items.find((it) => it.label === session.gateway);
  const answer = await choose({ ...place, placeholder: 'Which Gateway shall take the host?', items, active });
  if (answer && answer !== 'back') session.gateway = answer.value.label;
  return answer;
};

const askHosts: Question<Session> = (place, session) =>
  askForHosts(place, `Which hosts shall leave through ${session.gateway}, as its first one does?`, session);
