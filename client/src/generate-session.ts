import type { KnownOfEgress } from '../../server/src/generate/known';
import type { EgressAnswers } from '../../server/src/generate/request';
import type { GenerateParams, GenerateResult } from '../../server/src/lsp/generate';
import { matters } from './generate-matters';
import type { Server } from './server';

export type Answers = { -readonly [K in keyof EgressAnswers]: EgressAnswers[K] };
export type PlannedEgress = Exclude<GenerateResult, { readonly problem: string }>;

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
      return server.plan<PlannedEgress>('istioEgress.server.generate', params);
    },
  };
  return session;
}

/** Without what answers say that others have made pointless. */
const coherent = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([key]) => matters(key as keyof Answers, answers))) as Answers;
