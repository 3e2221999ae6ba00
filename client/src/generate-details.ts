import type { QuickPickItem } from 'vscode';
import { isLabel } from '../../server/src/generate/host';
import type { EgressAnswers } from '../../server/src/generate/request';
import type { Settled } from '../../server/src/lsp/generate';
import { istioVersions } from '../../server/src/workspace/settings';
import { followedBy, noted, text, texts } from './generate-inputs';
import { isEncryptedOnly, matters } from './generate-matters';
import {
  askApplication,
  askCredential,
  askGateway,
  askHosts,
  askOutside,
  credentialQuestions,
  gatewayOption,
  portProblem,
  portQuestions,
} from './generate-questions';
import type { Session } from './generate-session';
import { type Row, separator } from './preview';
import { choose, type Question } from './steps';

/** Something that may be changed before the changes are applied. */
interface Detail {
  readonly label: string;
  /** What holds now; `settled` is what follows where nobody has said, and is not known where nothing can be planned. */
  readonly value: (session: Session, settled: Settled | undefined) => string;
  /** The answer that it is about. */
  readonly about?: keyof EgressAnswers;
  readonly change: Question<Session>;
}

/** What was asked. */
const asked: readonly Detail[] = [
  { label: 'Hosts', value: ({ answers }) => answers.hosts.join(', '), change: askHosts },
  {
    label: 'The application speaks',
    value: ({ answers }) => (answers.applications ?? []).map((it) => it.replace(/^[a-z]+/, spoken)).join(' and '),
    change: followedBy(askApplication, portQuestions),
  },
  {
    label: 'What leaves the mesh',
    value: ({ answers }, settled) => outsideWords[answers.outside ?? settled?.outside ?? 'same'] ?? '',
    about: 'outside',
    change: followedBy(askOutside, credentialQuestions),
  },
  {
    label: 'Gateway',
    value: ({ answers, known }) => {
      const chosen = known.gateways.find((it) => it.api === answers.api && it.gateway === answers.gateway);
      return chosen ? gatewayOption(chosen).label : '';
    },
    change: askGateway,
  },
];

const spoken = (name: string): string => (name === 'grpc' ? 'gRPC' : name.toUpperCase());

const outsideWords: Readonly<Record<string, string>> = { tls: 'TLS', same: 'the same', mtls: 'mutual TLS' };

/** What was not asked. */
const details: readonly Detail[] = [
  {
    label: 'Namespace of new objects',
    value: ({ answers }, settled) => answers.namespace || settled?.namespace || 'none is written',
    change: text(
      'namespace',
      'In which namespace shall new objects be? Left empty, none is written.',
      namespaceProblem,
    ),
  },
  {
    label: 'Namespaces of the applications',
    value: ({ answers }) => list(answers.clients) || 'that of new objects',
    change: texts('clients', 'In which namespaces are the applications?', namespaceProblem),
  },
  {
    label: 'From sidecar to gateway',
    value: ({ answers }, settled) => hopWords[answers.hop ?? settled?.hop ?? ''] ?? '',
    about: 'hop',
    change: async (place, { answers }) => {
      const hops = isEncryptedOnly(answers) ? ['passthrough', 'mtls'] : ['mtls', 'plaintext'];
      const items = hops.map((hop) => ({ label: hopWords[hop] ?? hop, hop }));
      const active = items.find((it) => it.hop === answers.hop);
      return noted(
        await choose({ ...place, placeholder: 'How do sidecars send to the gateway?', items, active }),
        ({ hop }) => Object.assign(answers, { hop }),
      );
    },
  },
  {
    label: 'Port of the host',
    value: ({ answers }, settled) => answers.port ?? String(settled?.outsidePort ?? ''),
    about: 'port',
    change: text('port', 'On which port does the host expect TLS?', portProblem),
  },
  {
    label: 'Secret with the certificate',
    value: ({ answers }) => answers.credential ?? '',
    about: 'credential',
    change: askCredential,
  },
  {
    label: 'Names in the host’s certificate',
    value: ({ answers }) => list(answers.sans) || 'its own name',
    about: 'sans',
    change: texts('sans', 'Which names must the certificate of the host have? Left empty, its own.'),
  },
  {
    label: 'Addresses of the host',
    value: ({ answers }) => list(answers.addresses) || 'none is written',
    about: 'addresses',
    change: texts('addresses', 'Which IPs or CIDR ranges does the host have?'),
  },
  toggle('networkPolicy', 'NetworkPolicy for the clients'),
  toggle('authorization', 'AuthorizationPolicy for the gateway'),
  toggle('sidecar', 'Import into Sidecars'),
  toggle('registryOnly', 'REGISTRY_ONLY for the clients'),
  {
    label: 'Exported to',
    value: ({ answers }) => list(answers.exportTo) || 'all namespaces',
    change: texts('exportTo', 'Which namespaces see the new objects? Left empty, all.', (it) =>
      ['.', '*'].includes(it) ? undefined : namespaceProblem(it),
    ),
  },
  {
    label: 'Istio’s version',
    value: ({ answers, known }) => {
      if (answers.istioVersion) return answers.istioVersion;
      const { istioVersion: found } = known;
      return found ? `${found.release}, as ${found.file ?? 'the settings'} says` : 'the newest';
    },
    change: async (place, { answers }) => {
      const items = istioVersions.toReversed().map((label) => ({ label }));
      const active = items.find((it) => it.label === answers.istioVersion);
      return noted(await choose({ ...place, placeholder: 'Which Istio reads the objects?', items, active }), (it) => {
        answers.istioVersion = it.label;
      });
    },
  },
  {
    label: 'New objects go to',
    // what is no file takes them itself
    value: ({ uri }, settled) =>
      settled && uri?.startsWith('file:') ? `${settled.file}${settled.insertsHere ? ', at its end' : ''}` : '',
    change: async (place, session) => {
      const items: (QuickPickItem & { here: boolean })[] = [
        { label: 'A new file', detail: 'Beside the active one.', here: false },
        { label: 'The active file', detail: 'At its end.', here: true },
      ];
      const active = items.find((it) => it.here === session.insertHere);
      return noted(
        await choose({ ...place, placeholder: 'Where shall new objects go that belong to no file?', items, active }),
        ({ here }) => {
          session.insertHere = here;
        },
      );
    },
  },
];

const hopWords: Readonly<Record<string, string>> = {
  mtls: 'Istio’s mutual TLS',
  plaintext: 'plain text',
  passthrough: 'the application’s own TLS',
};

const list = (values: readonly string[] | undefined): string => (values ?? []).join(', ');

function namespaceProblem(text: string): string | undefined {
  return text === '' || isLabel(text) ? undefined : `${text} is not the name of a namespace.`;
}

/** What is there or is not: choosing it is changing it. */
function toggle(key: 'networkPolicy' | 'authorization' | 'sidecar' | 'registryOnly', label: string): Detail {
  return {
    label,
    value: ({ answers }) => (answers[key] ? 'yes' : 'no'),
    about: key,
    change: async (_, { answers }) => {
      answers[key] = !answers[key];
      return { value: undefined };
    },
  };
}

/** What the changes of a plan follow from, each to be changed. */
export function originsOf(session: Session, settled: Settled | undefined): Row[] {
  const rows = (group: readonly Detail[]): Row[] =>
    group
      .filter(({ about }) => about === undefined || matters(about, session.answers))
      .map(
        ({ label, value, change }): Row => ({
          label,
          description: value(session, settled),
          act: (place) => change(place, session),
        }),
      )
      // what has no value follows from a plan that cannot be had
      .filter((it) => it.description !== '');
  return [
    separator('what you said'),
    ...rows(asked),
    separator('what follows, unless you say otherwise'),
    ...rows(details),
  ];
}
