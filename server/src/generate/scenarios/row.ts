import type { EgressAnswers } from '../request';
import { marks } from './tab-stops';

/** A way out of one API: the end of its prefix, of its title, what it is, and what the generator is asked for. */
export type Row = readonly [prefix: string, title: string, description: string, answers: Partial<EgressAnswers>];

/** What rows have in common. */
export const http = { applications: ['http'] };
export const https = { applications: ['https'] };
export const both = { applications: ['http', 'https'] };
export const grpc = { applications: ['grpc'] };
export const database = { applications: [`tcp:${marks.port}`], addresses: [marks.address] };
export const tls = { outside: 'tls' };
export const mutual = { outside: 'mtls', credential: marks.credential };
export const plaintext = { hop: 'plaintext' };
export const wrapped = { hop: 'mtls' };
export const domain = `*.${marks.domain}`;
