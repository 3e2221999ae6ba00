import { type QuickPickItem, window, workspace } from 'vscode';
import { hostProblem } from '../../server/src/generate/host';
import type { Server } from './server';
import { type Answer, ask, choose } from './steps';

interface Option extends QuickPickItem {
  readonly value: string;
}

const title = 'Generate Egress Gateway for Host';

const applications: readonly Option[] = [
  {
    label: 'HTTP',
    detail: 'The application sends plain HTTP; sidecar and gateway see the request.',
    value: 'http',
  },
  {
    label: 'HTTPS',
    detail: 'The application encrypts; the gateway passes TLS through by its SNI.',
    value: 'https',
  },
];

const outsides: readonly Option[] = [
  {
    label: 'The gateway originates TLS',
    detail: 'HTTP up to the gateway, inside Istio’s mutual TLS; HTTPS from there to the host.',
    value: 'tls',
  },
  { label: 'Plain HTTP', detail: 'What leaves the gateway is not encrypted.', value: 'same' },
];

/** Asks what is needed, lets the server write the manifests, and shows them as a new document. */
export async function generateEgressGateway(server: Server): Promise<void> {
  const request = await questions();
  if (!request) return;
  const result = await server.execute<GenerateResult>('istioEgress.server.generate', request);
  if (!result) return;
  if ('problem' in result) {
    await window.showErrorMessage(result.problem);
    return;
  }
  const document = await workspace.openTextDocument({ language: 'yaml', content: result.text });
  await window.showTextDocument(document);
}

type GenerateResult = { readonly text: string } | { readonly problem: string };

interface Request {
  host: string;
  application: string;
  outside: string;
}

/** The questions in their order, with a way back; `undefined` if the user gave up. */
async function questions(): Promise<Request | undefined> {
  const request: Request = { host: selectedHost(), application: 'http', outside: 'tls' };
  for (let step = 1; step <= lastStep(request); ) {
    const answer = await question(step, request);
    if (answer === undefined) return undefined;
    step += answer === 'back' ? -1 : 1;
  }
  return request;
}

const lastStep = ({ application }: Request): number => (application === 'https' ? 2 : 3);

async function question(step: number, request: Request): Promise<Answer<unknown>> {
  const place = { title, step, totalSteps: 3 };
  if (step === 1) {
    const answer = await ask({
      ...place,
      prompt: 'Which host shall leave the mesh through the egress gateway?',
      placeholder: 'api.example.com, or a URL',
      value: request.host,
      problem: hostProblem,
    });
    if (answer && answer !== 'back') request.host = answer.value;
    return answer;
  }
  if (step === 2) {
    const answer = await choose({ ...place, placeholder: 'What does the application speak?', items: applications });
    if (answer && answer !== 'back') {
      request.application = answer.value.value;
      if (request.application === 'https') request.outside = 'same';
    }
    return answer;
  }
  const answer = await choose({ ...place, placeholder: 'What leaves the gateway?', items: outsides });
  if (answer && answer !== 'back') request.outside = answer.value.value;
  return answer;
}

/** A host name that is selected in the editor. */
function selectedHost(): string {
  const editor = window.activeTextEditor;
  const text = editor ? editor.document.getText(editor.selection).trim() : '';
  return /^[a-z0-9.-]+\.[a-z]{2,}$|^https?:\/\/\S+$/i.test(text) ? text : '';
}
