import { window } from 'vscode';
import { decide } from './preview';
import { carryOut } from './review';
import type { Server } from './server';
import { standpoint } from './standpoint';
import { askAll, type Question } from './steps';

const title = 'Migrate Manifests from an Older Istio';

/** Shows what brings all manifests of the folder to today's form, and does it. */
export async function migrate(server: Server): Promise<void> {
  const plan = () => server.plan('istioEgress.server.migrate', standpoint(window.activeTextEditor));
  const result = await plan();
  if ('problem' in result) {
    await window.showInformationMessage(result.problem);
    return;
  }
  const subject = 'Manifests from an older Istio';
  const decided: Question<undefined> = (place) =>
    decide({ subject: () => subject, refusal: () => title, plan, origins: () => [], waysOut: async () => [] }, place);
  if (await askAll(title, () => [decided], undefined)) await carryOut(server, subject, plan);
}
