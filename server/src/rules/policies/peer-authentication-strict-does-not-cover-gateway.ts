import { gatewaysSelecting } from '../../mesh/gateway-pods';
import { podNamespaces } from '../../mesh/gateways';
import { plainLabels } from '../../model/labels';
import { agree } from '../../model/namespace';
import { passthroughChain, passthroughFile, wrappedPassthrough } from '../example-chain';
import { hopServerAt } from '../hop-server';
import { speakMutualTls } from '../mutual-hop';
import { at, label, nameSpan } from '../places';
import { defineRule } from '../rule';

export const peerAuthenticationStrictDoesNotCoverGateway = defineRule({
  id: 'peer-authentication-strict-does-not-cover-gateway',
  severity: 'information',
  summary: 'A PeerAuthentication asks for mutual TLS at a gateway, whose servers it has no say in.',
  rationale:
    'PeerAuthentication is for what comes to a sidecar. What a gateway takes is said by the servers of its Gateways alone: for mutual TLS of the mesh they need `tls.mode: ISTIO_MUTUAL`, and the clients a DestinationRule that speaks it.',
  reference: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
  on: ['PeerAuthentication'],

  *check(object, mesh) {
    const { selector, mtls } = object.resource.spec;
    const labels = plainLabels(selector?.matchLabels);
    if (mtls?.mode?.value !== 'STRICT' || labels.size === 0 || object.document.partial) return;
    for (const gateway of gatewaysSelecting(mesh, labels)) {
      const { selector: wanted, servers } = gateway.resource.spec;
      // P6
      const open = servers.find((it) => it.tls?.mode?.value !== 'ISTIO_MUTUAL');
      if (!open?.port || !wanted?.size || !podNamespaces(mesh, gateway).some((it) => agree(it, object.namespace)))
        continue;
      yield {
        span: mtls.mode.span,
        message: `A PeerAuthentication has no say in the servers of a gateway: ${label(gateway)} takes what comes to port ${open.port.number?.value} ${open.tls ? `in TLS mode ${open.tls.mode?.value ?? 'PASSTHROUGH'}` : 'in plaintext'} all the same.`,
        related: [
          at(gateway, `${label(gateway)} says what the gateway takes.`, open.port.number?.span ?? nameSpan(gateway)),
        ],
        fixes: () => {
          const server = hopServerAt({ object: gateway, path: ['spec', 'servers', servers.indexOf(open)] });
          const host = open.hosts[0]?.value.replace(/^.*\//, '');
          return server && host ? speakMutualTls(mesh, server, host) : [];
        },
      };
      return;
    }
  },

  examples: [
    {
      title: 'a gateway that passes TLS through',
      source: `
#- strict.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  mtls:
    mode: STRICT
#         ^^^^^^ A PeerAuthentication has no say in the servers of a gateway: Gateway shop/egress takes what comes to port 443 in TLS mode PASSTHROUGH all the same.
${passthroughFile}
`,
      fixed: `${wrappedPassthrough}
`,
    },
    {
      title: 'all pods of the gateway’s namespace',
      source: `
#- strict.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec:
  mtls: { mode: STRICT }
${passthroughChain}
`,
    },
  ],
});
