import { type Fix, fix, removeFields } from '../../generate/edit';
import { isBound } from '../../mesh/legs';
import { meshGateway, type TlsMatch, type TlsRule } from '../../model/virtual-service';
import type { Span } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { passthroughGateway, tlsEntry } from '../example-documents';
import { defineRule } from '../rule';

export const gatewayL4MatchIgnored = defineRule({
  id: 'gateway-l4-match-ignored',
  severity: 'warning',
  summary: 'A `tls` or `tcp` match for a gateway asks for labels, a namespace or addresses, which gateways ignore.',
  rationale:
    'On a gateway only the port, the gateways and the SNI names of a `tls` or `tcp` match count. Who may use the rule cannot be said there: that is what an AuthorizationPolicy on the gateway is for.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#L4MatchAttributes',
  on: ['VirtualService'],

  *check(object) {
    const { tls, tcp } = object.resource.spec;
    const rules = [...entriesOf('tls', tls), ...entriesOf('tcp', tcp)];
    for (const { match, path } of rules)
      for (const [index, it] of match.entries()) {
        const isForGateway =
          it.gateways.length === 0
            ? !isBound(object, meshGateway)
            : it.gateways.some(({ value }) => value !== meshGateway);
        const ignored = isForGateway ? ignoredBy(it) : undefined;
        if (ignored)
          yield {
            span: ignored.span,
            message: `A gateway ignores '${ignored.field}' in a match of bytes or TLS, so there the rule is for every connection.`,
            fixes: () => repair(object, [...path, 'match', index], it),
          };
      }
  },

  examples: [
    {
      title: 'labels of a client, at the gateway',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  tls:
  - match:
    - gateways: [ mesh ]
      port: 443
      sniHosts: [ api.payments.example ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } }
  - match:
    - gateways: [ egress ]
      port: 443
      sniHosts: [ api.payments.example ]
      sourceLabels: { app: checkout }
#                          ^^^^^^^^ A gateway ignores 'sourceLabels' in a match of bytes or TLS, so there the rule is for every connection.
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
${passthroughGateway('shop')}
---
${tlsEntry('shop')}
`,
    },
    {
      title: 'labels of a client, at the sidecars',
      source: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  tls:
  - match:
    - port: 443
      sniHosts: [ api.payments.example ]
      sourceLabels: { app: checkout }
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
---
${tlsEntry('shop')}
`,
    },
  ],
});

/** The first field of a match that gateways don't look at. */
function ignoredBy({ sourceLabels, sourceNamespace, destinationSubnets }: TlsMatch) {
  // V13
  const fields: readonly (readonly [string, Span | undefined])[] = [
    ['sourceLabels', [...(sourceLabels?.values() ?? [])][0]?.span],
    ['sourceNamespace', sourceNamespace?.span],
    ['destinationSubnets', destinationSubnets[0]?.span],
  ];
  return fields.flatMap(([field, span]) => (span ? [{ field, span }] : []))[0];
}

const entriesOf = (section: 'tls' | 'tcp', rules: readonly TlsRule[]) =>
  rules.map(({ match }, index) => ({ match, path: ['spec', section, index] }));

/** Takes away what is ignored; a match that sidecars have too asks for it there. */
const repair = (object: MeshObject, path: Path, { gateways }: TlsMatch): Fix[] =>
  gateways.some(({ value }) => value === meshGateway)
    ? []
    : fix(
        'Remove what gateways ignore',
        removeFields(object, path, ['sourceLabels', 'sourceNamespace', 'destinationSubnets']),
        true,
      );
