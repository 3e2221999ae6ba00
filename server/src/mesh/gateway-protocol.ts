import type { Server } from '../model/gateway';
import { listenerClass, type Protocol, parseProtocol } from '../model/protocol';

/**
 * What a gateway does with the connections of a server: reads HTTP, in plaintext or out of TLS that it ends; passes TLS on
 * by its SNI, as a VirtualService says or by the name of the cluster in it; or forwards bytes, out of TLS or as they come.
 */
export type ServerKind = 'http' | 'https' | 'passthrough' | 'auto-passthrough' | 'tls-tcp' | 'tcp';

/** What protocol and TLS mode make of a server. */
export function serverKind({ port, tls }: Server): ServerKind {
  // 3.5.1 pkg/config/gateway/gateway.go IsHTTPServer, IsPassThroughServer, IsHTTPSServerWithTLSTermination
  const protocol = serverProtocol({ port });
  if (isHttp(protocol)) return 'http';
  // also HTTPS and TLS, which Istio's webhook refuses without `tls`
  if (!tls) return 'tcp';
  const mode = tls.mode?.value ?? 'PASSTHROUGH';
  if (mode === 'PASSTHROUGH') return 'passthrough';
  if (mode === 'AUTO_PASSTHROUGH') return 'auto-passthrough';
  return protocol === 'HTTPS' ? 'https' : 'tls-tcp';
}

/** What a server reads of a VirtualService that is bound to it; `undefined` for nothing. */
export function sectionOf(server: Server): 'http' | 'tls' | 'tcp' | undefined {
  // 3.5.1 pilot/pkg/networking/core/gateway.go buildGatewayTCPBasedFilterChains, createGatewayTCPFilterChainOpts
  switch (serverKind(server)) {
    case 'http':
    case 'https':
      return 'http';
    case 'passthrough':
      return 'tls';
    case 'auto-passthrough':
      return undefined;
    default:
      return 'tcp';
  }
}

/** The protocol of a server's port. */
export const serverProtocol = ({ port }: Pick<Server, 'port'>): Protocol => parseProtocol(port?.protocol?.value ?? '');

/** HTTP in plaintext, of any version. */
export const isHttp = (protocol: Protocol): boolean => listenerClass(protocol) === 'http';
