import type { EgressAnswers } from '../../../server/src/generate/request';

/** A row of the table of ways out: what is asked for, and the kinds that it takes in an empty workspace. */
export interface Row {
  readonly title: string;
  readonly answers: Partial<EgressAnswers>;
  readonly kinds: string;
  /** What is in the workspace already, in every state. */
  readonly beside?: string;
  /** The releases of Istio that can have it; all of them by default. */
  readonly since?: number;
}

const istio = (
  title: string,
  answers: Partial<EgressAnswers>,
  kinds = 'ServiceEntry Gateway DestinationRule VirtualService',
): Row => ({ title, answers: { api: 'istio', ...answers }, kinds });
const gatewayApi = (title: string, answers: Partial<EgressAnswers>, kinds: string): Row => ({
  title: `${title}, Gateway API`,
  answers: { api: 'gateway-api', ...answers },
  kinds,
});
const ambient = (title: string, answers: Partial<EgressAnswers>, kinds: string, since = 24): Row => ({
  title: `${title}, ambient`,
  answers: { api: 'ambient', ...answers },
  kinds,
  since,
});
const sidecar = (title: string, answers: Partial<EgressAnswers>, kinds: string, since?: number): Row => ({
  title: `${title}, sidecar alone`,
  answers: { api: 'sidecar', ...answers },
  kinds,
  ...(since === undefined ? {} : { since }),
});

const originating = 'ServiceEntry Gateway DestinationRule DestinationRule VirtualService';
const addresses = ['203.0.113.7'];
const database = { applications: ['tcp:5432'], addresses };
const mutual = { outside: 'mtls', credential: 'partner-certificate' };

/** Every way out that can be had. */
export const rows: readonly Row[] = [
  istio('HTTP', { applications: ['http'] }),
  istio('HTTP by plaintext', { applications: ['http'], hop: 'plaintext' }, 'ServiceEntry Gateway VirtualService'),
  istio('HTTP to TLS', { applications: ['http'], outside: 'tls' }, originating),
  istio('HTTP to TLS on another port', { applications: ['http'], outside: 'tls', port: '8443' }, originating),
  istio('HTTP to mutual TLS', { applications: ['http'], ...mutual }, originating),
  istio('HTTPS', { applications: ['https'] }, 'ServiceEntry Gateway VirtualService'),
  istio('HTTPS wrapped', { applications: ['https'], hop: 'mtls' }),
  istio('HTTP to TLS, and HTTPS', { applications: ['http', 'https'], outside: 'tls' }, originating),
  istio('HTTP and HTTPS', { applications: ['http', 'https'] }),
  istio('HTTP on two ports', { applications: ['http', 'http:8080'] }),
  istio('gRPC', { applications: ['grpc'] }),
  istio('gRPC to TLS', { applications: ['grpc'], outside: 'tls' }, originating),
  istio('TCP', { ...database }),
  istio('TCP by plaintext', { ...database, hop: 'plaintext' }, 'ServiceEntry Gateway VirtualService'),
  istio('TCP to TLS', { ...database, outside: 'tls' }, originating),
  istio('TCP to mutual TLS', { ...database, ...mutual }, originating),
  {
    ...istio(
      'HTTP to a Service',
      { hosts: ['reviews.books.svc.cluster.local'], applications: ['http:9080'] },
      'Gateway DestinationRule VirtualService',
    ),
    beside: `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: books }
spec: { selector: { app: reviews }, ports: [ { name: http, port: 9080 } ] }
`,
  },
  istio(
    'HTTPS to all names of a domain',
    { hosts: ['*.example.com', 'www.example.com'], applications: ['https'] },
    'ServiceEntry Gateway VirtualService',
  ),
  istio(
    'two hosts',
    { hosts: ['api.example.com', 'api.example.org'], applications: ['http'], outside: 'tls' },
    'ServiceEntry ServiceEntry Gateway DestinationRule DestinationRule DestinationRule VirtualService VirtualService',
  ),
  gatewayApi('HTTP', { applications: ['http'] }, 'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute'),
  gatewayApi(
    'HTTP to TLS',
    { applications: ['http'], outside: 'tls' },
    'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi(
    'HTTP to mutual TLS',
    { applications: ['http'], ...mutual },
    'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
  ),
  gatewayApi('HTTPS', { applications: ['https'] }, 'ServiceEntry Gateway TLSRoute TLSRoute'),
  ambient('HTTP', { applications: ['http'] }, 'Gateway ServiceEntry'),
  ambient('HTTPS', { applications: ['https'] }, 'Gateway ServiceEntry'),
  ambient('HTTP to TLS', { applications: ['http'], outside: 'tls' }, 'Gateway ServiceEntry DestinationRule'),
  ambient('TCP', { ...database }, 'Gateway ServiceEntry'),
  ambient(
    'HTTP to all names of a domain',
    { hosts: ['*.example.com'], applications: ['http'] },
    'Gateway ServiceEntry',
    28,
  ),
  sidecar('HTTP', { applications: ['http'] }, 'ServiceEntry'),
  sidecar('HTTPS', { applications: ['https'] }, 'ServiceEntry'),
  sidecar('HTTP to TLS', { applications: ['http'], outside: 'tls' }, 'ServiceEntry DestinationRule'),
  sidecar('HTTPS to all names of a domain', { hosts: ['*.example.com'], applications: ['https'] }, 'ServiceEntry', 30),
];
