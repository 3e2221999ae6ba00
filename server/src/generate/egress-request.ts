import { egressName } from './egress-name';
import type { ObjectName, ServerValue } from './objects';

/** Which objects say the way out: Istio's own alone, or with them those of Kubernetes' Gateway API. */
export const apis = ['istio', 'gateway-api'] as const;
export type EgressApi = (typeof apis)[number];

/** What a generated egress route is for. */
export interface EgressRequest {
  readonly host: string;
  /** What the application speaks; who asks for an egress route has no word for TCP yet. */
  readonly application: 'http' | 'https' | 'tcp';
  /** The port that the application dials. */
  readonly port: number;
  /** What leaves the gateway: the same, or TLS that the gateway originates. */
  readonly outside: 'same' | 'tls';
  /** The sidecar to the gateway: as it is, or inside Istio's mutual TLS. */
  readonly hop: 'plaintext' | 'mtls' | 'passthrough';
  readonly api: EgressApi;
  /** Of the new objects; empty for none. */
  readonly namespace: string;
  /** The Service of a gateway that is there; with the Gateway API the Gateway itself, of which Istio makes one. */
  readonly gateway: ObjectName;
  /** The port of the gateway's Service, and of its server, that sidecars send to, where that is not the usual one. */
  readonly gatewayPort?: number;
  /** Labels of the gateway's pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** What a NetworkPolicy for the clients must know; without it there is none. */
  readonly enclosure?: Enclosure;
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

export const objectName = ({ name, host, namespace }: EgressRequest): ObjectName => ({
  name: name ?? egressName(host),
  namespace,
});

/** The port of the gateway's Service, and of its server, that sidecars send to. */
export const hopPort = ({ application, gatewayPort }: Pick<EgressRequest, 'application' | 'gatewayPort'>): number =>
  gatewayPort ?? (application === 'http' ? 80 : 443);

/** The port of the host that the gateway dials. */
export const outsidePort = ({ outside, port }: EgressRequest): number => (outside === 'tls' ? 443 : port);

/** What the gateway listens for. */
export function gatewayServer(request: EgressRequest): ServerValue {
  const number = hopPort(request);
  const mutual = request.hop === 'mtls';
  if (request.application === 'https')
    return { port: { number, name: 'tls', protocol: 'TLS' }, tls: mutual ? 'ISTIO_MUTUAL' : 'PASSTHROUGH' };
  if (request.application === 'tcp')
    return mutual
      ? { port: { number, name: 'tls', protocol: 'TLS' }, tls: 'ISTIO_MUTUAL' }
      : { port: { number, name: 'tcp', protocol: 'TCP' }, tls: undefined };
  return mutual
    ? { port: { number, name: 'https', protocol: 'HTTPS' }, tls: 'ISTIO_MUTUAL' }
    : { port: { number, name: 'http', protocol: 'HTTP' }, tls: undefined };
}
