import type { QuickPickItem } from 'vscode';
import type { GatewayChoice } from '../../server/src/generate/gateway-choices';
import { portNumber, readHost } from '../../server/src/generate/host';
import type { KnownOfEgress } from '../../server/src/generate/known';
import { isEncryptedOnly, isTcp } from './generate-matters';
import type { Answers, Session } from './generate-session';
import { askForHosts } from './hosts';
import { ask, choose, type Place, type Question } from './steps';

export interface Option extends QuickPickItem {
  /** What the choice of it says. */
  readonly says: Partial<Answers>;
}

const applications: readonly Option[] = [
  {
    label: 'HTTP',
    detail: 'The application sends plain HTTP; sidecar and gateway see the request.',
    says: { applications: ['http'] },
  },
  {
    label: 'HTTPS',
    detail: 'The application encrypts; the gateway passes TLS through by its SNI.',
    says: { applications: ['https'] },
  },
  {
    label: 'HTTP and HTTPS',
    detail: 'Some requests are plain, some are encrypted by the application.',
    says: { applications: ['http', 'https'] },
  },
  {
    label: 'gRPC',
    detail: 'Without TLS of its own, so that sidecar and gateway see the calls.',
    says: { applications: ['grpc'] },
  },
  {
    label: 'TCP',
    detail: 'A database or another protocol, on a port of its own.',
    says: { applications: ['tcp'] },
  },
];

const outsides: readonly Option[] = [
  {
    label: 'TLS',
    detail: 'The last proxy begins TLS with the host; the application does not notice.',
    says: { outside: 'tls' },
  },
  { label: 'The same', detail: 'What the application sends, as it is.', says: { outside: 'same' } },
  {
    label: 'Mutual TLS',
    detail: 'TLS in which the proxy shows the host a certificate, from a Secret.',
    says: { outside: 'mtls' },
  },
];

/** The questions that cannot be answered from the folder, in their order. */
export function questionsAfter({ answers }: Session): readonly Question<Session>[] {
  return [
    askHosts,
    askApplication,
    ...portQuestions(answers),
    ...(isEncryptedOnly(answers) ? [] : [askOutside, ...credentialQuestions(answers)]),
    askGateway,
  ];
}

/** What TCP makes necessary. */
export const portQuestions = (answers: Answers): readonly Question<Session>[] =>
  needsPort(answers) ? [askTcpPort] : [];

/** What mutual TLS makes necessary. */
export const credentialQuestions = ({ outside }: Answers): readonly Question<Session>[] =>
  outside === 'mtls' ? [askCredential] : [];

export const askHosts: Question<Session> = (place, { answers }) =>
  askForHosts(place, 'Which hosts shall leave the mesh this way? Names, URLs or a curl command.', answers);

export const askApplication: Question<Session> = async (place, { answers }) => {
  const usual = usualApplication(answers);
  const items = usual
    ? applications.toSorted((a, b) => Number(b.label === usual) - Number(a.label === usual))
    : applications;
  const answer = await chooseOption(place, answers, 'What does the application speak?', items);
  // what was said of another protocol does not hold for this one
  if (answer && answer !== 'back') Object.assign(answers, { hop: undefined, outside: undefined, port: undefined });
  return answer;
};

/** What a URL, or its port, says already. */
function usualApplication({ hosts }: Answers): string | undefined {
  const [first] = hosts.map(readHost);
  if (!first || 'problem' in first) return undefined;
  if (first.scheme === 'https' || first.port === 443) return 'HTTPS';
  return first.scheme === undefined && databasePorts.has(first.port ?? 0) ? 'TCP' : undefined;
}

const databasePorts: ReadonlySet<number> = new Set([1433, 1521, 3306, 5432, 5672, 6379, 9042, 9092, 27017]);

const needsPort = (answers: Answers): boolean =>
  isTcp(answers) && !answers.hosts.map(readHost).every((it) => !('problem' in it) && it.port !== undefined);

const askTcpPort: Question<Session> = async (place, { answers }) => {
  const answer = await ask({
    ...place,
    prompt: 'Which port does the application dial?',
    placeholder: '5432',
    value: answers.applications?.[0]?.split(':')[1] ?? '',
    problem: portProblem,
  });
  if (answer && answer !== 'back') answers.applications = [`tcp:${answer.value}`];
  return answer;
};

export const portProblem = (text: string): string | undefined =>
  portNumber(text.trim()) === undefined ? 'A port is a number from 1 to 65535.' : undefined;

export const askOutside: Question<Session> = (place, { answers }) => {
  const [tls, same, mutual] = outsides as [Option, Option, Option];
  const items = isTcp(answers) ? [same, tls, mutual] : [tls, same, mutual];
  return chooseOption(place, answers, 'What leaves the mesh?', items);
};

export const askCredential: Question<Session> = async (place, { answers }) => {
  const answer = await ask({
    ...place,
    prompt: 'Which Secret has the certificate that the host asks for? It stands beside the proxy that shows it.',
    placeholder: 'client-credential',
    value: answers.credential ?? '',
    problem: (text) =>
      /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(text.trim()) ? undefined : 'That is no name of a Secret.',
  });
  if (answer && answer !== 'back') answers.credential = answer.value;
  return answer;
};

export const askGateway: Question<Session> = (place, { answers, known }) =>
  chooseOption(place, answers, 'Through which gateway?', known.gateways.map(gatewayOption));

/** A gateway, as it is offered. */
export function gatewayOption({ api, gateway, file }: GatewayChoice): Option {
  const description = file ?? (api === 'istio' ? 'as the settings say' : undefined);
  const [label, detail] = gatewayTexts[gateway ? 'there' : 'new'][api];
  return {
    label: gateway ?? label,
    ...(gateway && description ? { description } : {}),
    detail,
    says: { api, gateway },
  };
}

type Texts = Readonly<Record<GatewayChoice['api'], readonly [label: string, detail: string]>>;

const gatewayTexts: Readonly<Record<'there' | 'new', Texts>> = {
  there: {
    istio: ['', 'An egress gateway that is installed, by Istio’s Gateway and VirtualService.'],
    'gateway-api': ['', 'A Gateway of the Gateway API; it gets a listener and routes.'],
    ambient: ['', 'A waypoint.'],
    sidecar: ['', ''],
  },
  new: {
    istio: ['An egress gateway', 'By Istio’s Gateway and VirtualService.'],
    'gateway-api': ['A new Gateway', 'Of the Gateway API; Istio makes the gateway’s pods of it.'],
    ambient: ['A waypoint', 'For pods in ambient mode; Istio makes its pods.'],
    sidecar: ['No gateway', 'Sidecars know the host and send straight to it.'],
  },
};

/** Every option that some question offers. */
export const allOptions = (known: KnownOfEgress): readonly Option[] => [
  ...known.gateways.map(gatewayOption),
  ...applications,
  ...outsides,
];

/** One of the options; what the answers say so far is where the choice begins. */
async function chooseOption(place: Place, answers: Answers, placeholder: string, items: readonly Option[]) {
  const active = items.find(({ says }) =>
    Object.entries(says).every(([key, it]) => isSame(answers[key as keyof Answers], it)),
  );
  const answer = await choose({ ...place, placeholder, items, active });
  if (answer && answer !== 'back' && answer.value !== active) Object.assign(answers, answer.value.says);
  return answer;
}

/** Whether both say the same, apart from ports. */
const isSame = (a: unknown, b: unknown): boolean => withoutPorts(a) === withoutPorts(b);

const withoutPorts = (answer: unknown): string =>
  Array.isArray(answer) ? answer.map((it) => String(it).split(':')[0]).join() : String(answer);
