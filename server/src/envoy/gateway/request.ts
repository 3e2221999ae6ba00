import type { ServerHost } from '../../mesh/gateway-hosts';
import { hostsMatch } from '../../model/host';

/** What of a request decides which part of a gateway's configuration it needs. */
export interface GatewayRequest {
  /** The `Host` of HTTP, lower case. */
  readonly host: string;
  /** Of the TLS that the gateway sees; `undefined` for none, and for plaintext. */
  readonly sni?: string | undefined;
}

/** Whether hosts of a server have to do with the request. */
export const concerns = (hosts: readonly ServerHost[], { host, sni }: GatewayRequest): boolean =>
  hosts.some((it) => hostsMatch(it.host.toLowerCase(), host) || (sni !== undefined && hostsMatch(it.host, sni)));
