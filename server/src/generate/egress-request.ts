import type { Release } from '../schema/releases';
import { egressName } from './egress-name';
import type { ObjectName, ServerValue } from './objects';

/** Which objects say the way out: those of Istio alone, those of Kubernetes' Gateway API, a waypoint's, or the sidecar's. */
export const apis = ['istio', 'gateway-api', 'ambient', 'sidecar'] as const;
export type EgressApi = (typeof apis)[number];

/** What applications speak, before a proxy of the mesh does anything to it. */
export const applications = ['http', 'grpc', 'https', 'tcp'] as const;
export type Application = (typeof applications)[number];

/** What a generated egress route is for: one host, one protocol, one port. Several are merged into one another. */
export interface EgressRequest {
  /** A name, or a wildcard such as `*.example.com`. */
  readonly host: string;
  /** Of a wildcard, the one server that answers for all its names; else not there. */
  readonly server?: string;
  readonly application: Application;
  /** The port that the application dials. */
  readonly port: number;
  /** IPs and CIDR ranges that the application dials, where no name tells the host. */
  readonly addresses?: readonly string[];
  /** What leaves the last proxy: the same, TLS that it originates, or TLS in which it shows a certificate. */
  readonly outside: 'same' | 'tls' | 'mtls';
  /** The port of the host, where it is not that of the application, or of TLS. */
  readonly outsidePort?: number;
  /** For mutual TLS outside: the Secret, beside the pods that use it. */
  readonly credential?: string;
  /** The names that the host's certificate must have, where they are not the host's own. */
  readonly sans?: readonly string[];
  /** The sidecar to the gateway: as it is, or inside Istio's mutual TLS. */
  readonly hop: 'plaintext' | 'mtls' | 'passthrough';
  /** The port of the gateway's Service, and of its server, that sidecars send to, where it is not the usual one. */
  readonly hopPort?: number;
  /** The gateway's Service is known, and does not have the hop's port. */
  readonly lacksPort?: boolean;
  readonly api: EgressApi;
  /** Of the new objects; empty for none. */
  readonly namespace: string;
  /** Where the applications are; by default in the namespace of the objects. */
  readonly clients?: readonly string[];
  /** The namespaces that see the objects; by default all. */
  readonly exportTo?: readonly string[];
  /** The Service of a gateway that is there; with the Gateway API the Gateway itself, of which Istio makes one. */
  readonly gateway: ObjectName;
  /** Nobody has named the gateway: what leaves by another one already is as good. */
  readonly isAnyGateway?: boolean;
  /** Labels of the gateway's pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** The Gateway that takes the host; by default one of the name and namespace of the other objects. */
  readonly taker?: ObjectName;
  /** The ServiceEntry that makes the host known, beside the other objects; by default one of their name. */
  readonly entry?: string;
  /** Of the server's port, or the listener; made from protocol and number where it is not given. */
  readonly serverName?: string;
  /** The subset of the gateway's Service that begins the hop's TLS; made from the host where it is not given. */
  readonly subset?: string;
  /** The subset of the gateway's Service that leaves the hop as it is, where what is sent to the port gets TLS otherwise. */
  readonly bareSubset?: string;
  /** Of the host: what begins TLS with it, or leaves it, where another way to the same port does otherwise. */
  readonly outsideSubset?: string;
  /** What a NetworkPolicy for the clients must know; without it there is none. */
  readonly enclosure?: Enclosure;
  /** Whether only the clients' namespaces may have the gateway reach the host. */
  readonly authorization?: boolean;
  /** Whether the clients' sidecars import the host, and know nothing else outside. */
  readonly sidecar?: boolean;
  readonly registryOnly?: boolean;
  /** The release of Istio that shall read the objects; the newest by default. */
  readonly release?: Release;
  /** Of the new objects; made from the host where it is not given. */
  readonly name?: string;
}

/** Whom clients must still reach that may dial nobody but the gateway. */
export interface Enclosure {
  /** Where the gateway's pods listen for what is sent to the hop's port of their Service. */
  readonly podPort: number;
  /** The namespace of istiod. */
  readonly controlPlane: string;
}

/** The namespaces of the applications; `['']` where nobody says. */
export const clientNamespaces = ({
  clients,
  namespace,
}: Pick<EgressRequest, 'clients' | 'namespace'>): readonly string[] => clients ?? [namespace];

export const objectName = ({ name, host, namespace }: EgressRequest): ObjectName => ({
  name: name ?? egressName(host),
  namespace,
});

/** What the ServiceEntry of the host is called. */
export const entryName = (request: EgressRequest): string => request.entry ?? objectName(request).name;

/** What proxies of the mesh read, and may route, as HTTP. */
export const isHttp = ({ application }: Pick<EgressRequest, 'application'>): boolean =>
  application === 'http' || application === 'grpc';

/** The port of the gateway's Service, and of its server, that sidecars send to. */
export const hopPort = ({
  application,
  hopPort,
  port,
}: Pick<EgressRequest, 'application' | 'port'> & { readonly hopPort?: number | undefined }): number =>
  hopPort ?? (application === 'https' ? 443 : application === 'tcp' ? port : 80);

/** What a Service calls that port: by the protocol that sidecars shall speak there. */
export const hopPortName = (request: Pick<EgressRequest, 'application' | 'port' | 'hopPort'>): string =>
  `${request.application === 'https' ? 'tls' : request.application}-${hopPort(request)}`;

/** The port of the host that the gateway dials. */
export const outsidePort = ({ outside, outsidePort, port, application }: EgressRequest): number =>
  outsidePort ?? (outside === 'same' || application === 'tcp' ? port : 443);

/** The host that the gateway connects to. */
export const dialledHost = ({ host, server }: EgressRequest): string => server ?? host;

/** The name that tells one upstream from another in the hop's TLS; a wildcard's cannot be one of it. */
export const hopName = dialledHost;

/** What the gateway listens for. */
export function gatewayServer(request: EgressRequest): ServerValue {
  const number = hopPort(request);
  const isUsual = number === hopPort({ ...request, hopPort: undefined }) && request.application !== 'tcp';
  const server = (protocol: string, tls?: string): ServerValue => ({
    port: { number, name: request.serverName ?? protocol.toLowerCase() + (isUsual ? '' : `-${number}`), protocol },
    tls,
  });
  const mutual = request.hop === 'mtls' ? 'ISTIO_MUTUAL' : undefined;
  if (request.application === 'https') return server('TLS', mutual ?? 'PASSTHROUGH');
  if (request.application === 'tcp') return mutual ? server('TLS', mutual) : server('TCP');
  if (mutual) return server('HTTPS', mutual);
  return server(request.application === 'grpc' ? 'GRPC' : 'HTTP');
}
