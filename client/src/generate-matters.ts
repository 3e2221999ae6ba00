import type { EgressAnswers } from '../../server/src/generate/request';

type IsMeant = (answers: EgressAnswers) => boolean;

/** Whether the applications do all encryption themselves. */
export const isEncryptedOnly: IsMeant = ({ applications = [] }) =>
  applications.length > 0 && applications.every((it) => it.startsWith('https'));

export const isTcp: IsMeant = ({ applications = [] }) => applications.some((it) => it.startsWith('tcp'));

/** Whether a proxy begins TLS with the host. */
const begins: IsMeant = (answers) => !isEncryptedOnly(answers) && ['tls', 'mtls'].includes(answers.outside ?? '');

const hasHop: IsMeant = ({ api }) => api === 'istio' || api === 'gateway-api';

const hasSidecars: IsMeant = ({ api }) => api !== 'ambient';

const hasGateway: IsMeant = ({ api }) => api !== 'sidecar';

/** When answers mean something; those that are not here always do. */
const table: Readonly<Partial<Record<keyof EgressAnswers, IsMeant>>> = {
  outside: (answers) => !isEncryptedOnly(answers),
  credential: (answers) => begins(answers) && answers.outside === 'mtls',
  port: begins,
  sans: begins,
  addresses: isTcp,
  hop: hasHop,
  networkPolicy: hasGateway,
  authorization: hasGateway,
  sidecar: hasSidecars,
  registryOnly: hasSidecars,
};

/** Whether an answer means something beside the others. */
export const matters = (key: keyof EgressAnswers, answers: EgressAnswers): boolean => table[key]?.(answers) ?? true;
