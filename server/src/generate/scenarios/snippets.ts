import { Workspace } from '../../workspace/workspace';
import { renderObjects } from '../egress';
import { egressDraft } from '../plan';
import { type EgressAnswers, egressRequests } from '../request';
import { type Scenario, scenarios } from '.';
import { withTabStops } from './tab-stops';

/** A scenario as a snippet of editors: the grammar of VS Code and of the language server protocol, which is the same. */
export interface Snippet extends Pick<Scenario, 'prefix' | 'title' | 'description'> {
  readonly body: string;
}

/** The manifests of a scenario, in an empty workspace. */
export function scenarioText(of: Scenario['of']): string {
  return 'objects' in of ? renderObjects(of.objects) : generatedText(of.answers);
}

function generatedText(answers: EgressAnswers): string {
  const workspace = new Workspace();
  const { requests = [] } = egressRequests(answers, workspace);
  const { changes } = egressDraft(requests, workspace, { path: 'egress.yaml' });
  return changes.map((it) => it.after).join('---\n');
}

let made: readonly Snippet[] | undefined;

/** The snippets of all scenarios; made when they are first asked for, and kept. */
export function snippets(): readonly Snippet[] {
  made ??= scenarios.map(({ prefix, title, description, of }) => ({
    prefix,
    title,
    description,
    body: withTabStops(scenarioText(of)),
  }));
  return made;
}
