import { applications, type EgressRequest } from './egress-request';
import { type HostInput, portNumber } from './host';
import type { EgressAnswers } from './request';

/** What one application sends, and what is to become of it on its way. */
export type Applied = Pick<EgressRequest, 'application' | 'port' | 'outside' | 'hop'> & {
  readonly outsidePort?: number;
};

type Result = { readonly traffic: readonly Applied[] } | { readonly problem: string };

/** What the applications speak with a host, on which ports, and how it goes on from there. */
export function applicationsOf(answers: EgressAnswers, target: HostInput): Result {
  const named = answers.applications ?? [];
  const traffic: Applied[] = [];
  for (const answer of named.length > 0 ? named : [undefined]) {
    const dialled = dialledBy(answer, target);
    if ('problem' in dialled) return dialled;
    const applied = appliedTo(dialled, answers, target, named.length > 1);
    if ('problem' in applied) return applied;
    if (traffic.some((it) => it.port === applied.port))
      return { problem: `Two applications cannot speak differently on port ${applied.port} of one host.` };
    traffic.push(applied);
  }
  return { traffic };
}

const outsides = ['same', 'tls', 'mtls'] as const;
const hops = ['plaintext', 'mtls', 'passthrough'] as const;
const usualPorts = { http: 80, grpc: 80, https: 443, tcp: undefined } as const;

type Dialled = Pick<Applied, 'application' | 'port'>;

/** What the application speaks, and the port that it dials. */
function dialledBy(answer: string | undefined, target: HostInput): Dialled | { readonly problem: string } {
  const [name, portText] = answer?.split(':') ?? [];
  const usual = target.scheme ?? (target.port === usualPorts.https ? 'https' : 'http');
  const application = name === undefined ? usual : applications.find((it) => it === name);
  if (!application) return { problem: `What the application speaks is one of ${applications.join(', ')}.` };
  const said = portText === undefined ? undefined : portNumber(portText);
  if (portText !== undefined && said === undefined)
    return { problem: `${portText || 'An empty text'} is not a port: it is a number from 1 to 65535.` };
  if (application === 'https' && target.scheme === 'http')
    return { problem: 'The URL begins with http, but the application shall speak https: say which it is.' };
  // the port of an https URL is the outside one where the gateway is to do the TLS
  const dialled = application === (target.scheme ?? application) ? target.port : undefined;
  if (said !== undefined && dialled !== undefined && said !== dialled)
    return { problem: `The host says port ${dialled}, but the application shall dial ${said}: say which it is.` };
  if (name === undefined && !target.scheme && dialled !== undefined && dialled !== 80 && dialled !== 443)
    return { problem: `Say what the application speaks on port ${dialled}: ${applications.join(', ')}.` };
  const port = said ?? dialled ?? usualPorts[application];
  return port === undefined
    ? { problem: 'TCP has no usual port: say the port that the application dials, such as tcp:5432.' }
    : { application, port };
}

/** How what an application says goes on; what is meant for the others does not bind it. */
function appliedTo(
  dialled: Dialled,
  answers: EgressAnswers,
  target: HostInput,
  isOneOfSeveral: boolean,
): Applied | { readonly problem: string } {
  const { application } = dialled;
  const isEncrypted = application === 'https';
  const isForOthers = isOneOfSeveral && isEncrypted;
  const originates = !isEncrypted && application !== 'tcp' && target.scheme === 'https';
  const outside = oneOf(isForOthers ? undefined : answers.outside, outsides, originates ? 'tls' : 'same');
  const isHopForOthers = isOneOfSeveral && answers.hop === (isEncrypted ? 'plaintext' : 'passthrough');
  // whoever passes TLS through does not know whose it is
  const isPassed = isEncrypted && !answers.authorization;
  const hop = oneOf(isHopForOthers ? undefined : answers.hop, hops, isPassed ? 'passthrough' : 'mtls');
  if (!outside) return { problem: `What leaves the gateway is one of ${outsides.join(', ')}.` };
  if (!hop) return { problem: `The hop to the gateway is one of ${hops.join(', ')}.` };
  const written = outside === 'same' ? undefined : answers.port;
  const outsidePort = written === undefined ? portOf(originates, target) : portNumber(written);
  if (written !== undefined && outsidePort === undefined)
    return { problem: `${written} is not a port: it is a number from 1 to 65535.` };
  return { ...dialled, outside, hop, ...(outsidePort === undefined || outside === 'same' ? {} : { outsidePort }) };
}

/** The port of an https URL, where it is not the usual one. */
const portOf = (originates: boolean, { port }: HostInput): number | undefined =>
  originates && port !== usualPorts.https ? port : undefined;

function oneOf<T extends string>(given: string | undefined, values: readonly T[], usual: T): T | undefined {
  return given === undefined ? usual : values.find((it) => it === given);
}
