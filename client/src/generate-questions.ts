import type { QuickPickItem } from 'vscode';
import { hostProblem } from '../../server/src/generate/host';
import type { EgressAnswers } from '../../server/src/generate/request';
import { type Answer, ask, choose, type Place } from './steps';

/** What is known before anything is asked. */
export interface Asked {
  /** That somebody probably means; may be empty. */
  readonly host: string;
  /** The API that the folder's gateways are written in; the first to be offered. */
  readonly usualApi: () => Promise<string | undefined>;
}

interface Answers {
  host: string;
  application: string;
  outside: string;
  api: string | undefined;
  networkPolicy: boolean;
}

interface Option extends QuickPickItem {
  /** What the choice of it says. */
  readonly says: Partial<Answers>;
}

const applications: readonly Option[] = [
  {
    label: 'HTTP',
    detail: 'The application sends plain HTTP; sidecar and gateway see the request.',
    says: { application: 'http' },
  },
  {
    label: 'HTTPS',
    detail: 'The application encrypts; the gateway passes TLS through by its SNI.',
    says: { application: 'https', outside: 'same' },
  },
];

const outsides: readonly Option[] = [
  {
    label: 'The gateway originates TLS',
    detail: 'HTTP up to the gateway, inside Istio’s mutual TLS; HTTPS from there to the host.',
    says: { outside: 'tls' },
  },
  { label: 'Plain HTTP', detail: 'What leaves the gateway is not encrypted.', says: { outside: 'same' } },
];

const apis: readonly Option[] = [
  {
    label: 'Istio APIs',
    detail: 'Gateway and VirtualService, for an egress gateway that is there.',
    says: { api: 'istio' },
  },
  {
    label: 'Gateway API',
    detail: 'Kubernetes’ Gateway and routes; Istio makes an egress gateway of them.',
    says: { api: 'gateway-api' },
  },
];

const policies: readonly Option[] = [
  {
    label: 'No NetworkPolicy',
    detail: 'A pod that goes around its sidecar also goes around the gateway.',
    says: { networkPolicy: false },
  },
  {
    label: 'NetworkPolicy too',
    detail: 'The pods of the namespace reach DNS, istiod and the gateway, and nothing else.',
    says: { networkPolicy: true },
  },
];

const title = 'Generate Egress Gateway for Host';

/** The questions in their order, with a way back; `undefined` if the user gave up. */
export async function questions({ host, usualApi }: Asked): Promise<EgressAnswers | undefined> {
  const answers: Answers = { host, application: 'http', outside: 'tls', api: undefined, networkPolicy: false };
  for (let step = 1; ; ) {
    const asked = questionsAfter(answers, usualApi);
    const question = asked[step - 1];
    if (!question) return { ...answers, hosts: [answers.host], applications: [answers.application] };
    const answer = await question({ title, step, totalSteps: asked.length }, answers);
    if (answer === undefined) return undefined;
    step += answer === 'back' ? -1 : 1;
  }
}

/** Asks one question, and writes down what is answered. */
type Question = (place: Place, answers: Answers) => Promise<Answer<unknown>>;

const questionsAfter = ({ application }: Answers, usualApi: Asked['usualApi']): readonly Question[] => [
  askHost,
  oneOf('What does the application speak?', applications),
  ...(application === 'https' ? [] : [oneOf('What leaves the gateway?', outsides)]),
  async (place, answers) => {
    const usual = await usualApi();
    const usualFirst = apis.toSorted((a, b) => Number(b.says.api === usual) - Number(a.says.api === usual));
    return oneOf('In which API?', usualFirst)(place, answers);
  },
  oneOf('What keeps pods from going around the gateway?', policies),
];

const askHost: Question = async (place, answers) => {
  const answer = await ask({
    ...place,
    prompt: 'Which host shall leave the mesh through the egress gateway?',
    placeholder: 'api.example.com, or a URL',
    value: answers.host,
    problem: hostProblem,
  });
  if (answer && answer !== 'back') answers.host = answer.value;
  return answer;
};

const oneOf =
  (placeholder: string, items: readonly Option[]): Question =>
  async (place, answers) => {
    const answer = await choose({ ...place, placeholder, items });
    if (answer && answer !== 'back') Object.assign(answers, answer.value.says);
    return answer;
  };
