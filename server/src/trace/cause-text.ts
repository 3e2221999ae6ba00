import { hostLabel } from '../model/host';
import type { Cause } from './cause';

/** A cause in one sentence, for somebody who has never seen Envoy. */
export function causeText(cause: Cause): string {
  switch (cause.reason) {
    case 'no-listener':
      return `The ${cause.proxy} does not listen on port ${cause.port}, so the connection is refused.`;
    case 'no-filter-chain':
      return cause.sni === undefined
        ? 'Nothing on the port takes a connection of this kind.'
        : `Nothing on the port takes TLS connections with the SNI ${cause.sni}.`;
    case 'multiple-filter-chains':
      return 'Several chains of the listener match the connection, so Envoy refuses them.';
    case 'no-virtual-host':
      return `The proxy has no routes for ${cause.host} here and answers 404.`;
    case 'no-route':
      return `No rule for ${cause.host} takes this request.`;
    case 'no-cluster': {
      const { destination, why } = cause;
      if (!destination) return 'The rule names no destination that gets any requests.';
      return why?.text ?? `The proxy knows no ${hostLabel(destination.host)} with port ${destination.port}.`;
    }
    case 'no-endpoints': {
      const { proxy, host, subset } = cause;
      const nothing = subset === undefined ? 'Nothing' : `No pod with the labels of subset ${subset}`;
      return `${nothing} is behind ${hostLabel(host)} for the ${proxy}, so it answers 503.`;
    }
    case 'tls-error':
      return cause.missing?.text ?? 'The proxy expects TLS here, and the request comes in plaintext.';
    case 'mtls-error':
      return mutualTlsText(cause);
    case 'protocol-error':
      return cause.at
        ? `TLS is sent to port ${cause.at.port} of ${cause.at.host}, which expects plaintext HTTP.`
        : 'The proxy expects HTTP here, and gets other bytes.';
    case 'tls-redirect':
      return 'The server answers plaintext requests with a redirect to https.';
    case 'double-tls':
      return `The application already speaks TLS, and the ${cause.proxy} wraps it in TLS once more.`;
    case 'plaintext-to-tls':
      return `Plaintext HTTP is sent to port ${cause.port} of ${cause.host}, which expects TLS.`;
    case 'loop':
      return 'The gateway sends the request to itself again.';
    case 'registry-only':
      return `${cause.host} is not known to the mesh on port ${cause.port}, and only known hosts may be reached.`;
    case 'denied':
      return cause.by?.text ?? 'A policy refuses the request.';
  }
}

function mutualTlsText({ at, gets }: Extract<Cause, { reason: 'mtls-error' }>): string {
  if ('host' in at) return `${at.host} is outside the mesh and cannot speak the mesh's own TLS.`;
  if (at.mode === 'ISTIO_MUTUAL')
    return 'The gateway expects the TLS of the mesh, with a certificate of Istio, and gets another.';
  if (gets === 'SIMPLE') return 'The gateway asks for a client certificate, and the sidecar has none.';
  return `The gateway ends TLS in mode ${at.mode}, and the client's sidecar speaks the TLS of the mesh.`;
}
