import type { KnownOfEgress } from '../../server/src/generate/known';
import type { EgressAnswers } from '../../server/src/generate/request';
import type { GenerateParams, GenerateResult } from '../../server/src/lsp/generate';
import type { Server } from './server';

export type Answers = { -readonly [K in keyof EgressAnswers]: EgressAnswers[K] };
export type Planned = Exclude<GenerateResult, { readonly problem: string }>;

/** What somebody has said so far, and what the server makes of it. */
export interface Session {
  readonly known: KnownOfEgress;
  readonly answers: Answers;
  /** The document that new objects may be put into. */
  readonly uri: string | undefined;
  /** Whether they are; left to the server where nobody says. */
  insertHere: boolean | undefined;
  readonly plan: (other?: Partial<Answers>) => Promise<GenerateResult>;
}

/** Begins with what is known. */
export function newSession(server: Server, known: KnownOfEgress, uri: string | undefined): Session {
  const { namespace, hosts } = known;
  const answers: Answers = { hosts, ...(namespace ? { namespace } : {}) };
  const session: Session = {
    known,
    answers,
    uri,
    insertHere: undefined,
    plan: async (other = {}) => {
      const { insertHere } = session;
      const params: GenerateParams = {
        answers: coherent({ ...answers, ...other }),
        ...(uri === undefined ? {} : { uri }),
        ...(insertHere === undefined ? {} : { insertHere }),
      };
      const result = await server.execute<GenerateResult>('istioEgress.server.generate', params);
      return result ?? { problem: 'The server could not plan this; its log says why.' };
    },
  };
  return session;
}

/** Without what answers say that others have made pointless. */
function coherent(answers: Answers): Answers {
  const { outside, credential, port, sans, ...rest } = answers;
  if (isEncryptedOnly(answers)) return rest;
  const begins = outside === 'tls' || outside === 'mtls';
  return {
    ...rest,
    outside,
    ...(begins ? { port, sans } : {}),
    ...(outside === 'mtls' ? { credential } : {}),
  };
}

/** Whether the applications do all encryption themselves. */
export const isEncryptedOnly = ({ applications = [] }: Answers): boolean =>
  applications.length > 0 && applications.every((it) => it.startsWith('https'));

export const isTcp = ({ applications = [] }: Answers): boolean => applications.some((it) => it.startsWith('tcp'));
