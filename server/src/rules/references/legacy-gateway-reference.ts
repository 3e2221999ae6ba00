import { fix, replace } from '../../generate/edit';
import { namespaceLabel } from '../../model/namespace';
import { gatewayReferences, resolveGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { httpGateway } from '../example-documents';
import { isInternal, isMalformed } from '../gateway-name';
import { defineRule } from '../rule';

export const legacyGatewayReference = defineRule({
  id: 'legacy-gateway-reference',
  severity: 'information',
  summary: 'A gateway is named in the old form, with dots.',
  rationale:
    'Istio’s first releases named gateways like hosts: `egress.istio-system.svc.cluster.local`. Of such a name Istio still takes the first two words, as name and namespace. The form since then is `istio-system/egress`; a Gateway whose own name has a dot can only be named so.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  aliases: ['IST0133', 'KIA1108'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { value, span } of gatewayReferences(object.resource.spec)) {
      if (!value.includes('.') || value.includes('/') || hasPlaceholder(value)) continue;
      if (isMalformed(value) || isInternal(value)) continue;
      const { namespace, name } = resolveGateway(value, object);
      // one that is not there is reported as such
      if (mesh.find('Gateway', namespace, name).length === 0) continue;
      const written = `${namespace}/${name}`;
      yield {
        span,
        message: `Istio reads '${value}' as Gateway '${name}' in namespace ${namespaceLabel(namespace)}; '${written}' says so itself.`,
        fixes: () => fix(`Change to '${written}'`, [replace(object, span, written)], true),
      };
    }
  },

  examples: [
    {
      title: 'a name like that of a Service',
      source: `
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress.istio-system.svc.cluster.local ]
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Istio reads 'egress.istio-system.svc.cluster.local' as Gateway 'egress' in namespace istio-system; 'istio-system/egress' says so itself.
  http:
  - route:
    - destination: { host: payments, port: { number: 80 } }
#- gateway.yaml
${httpGateway('istio-system')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ istio-system/egress ]
  http:
  - route:
    - destination: { host: payments, port: { number: 80 } }
`,
    },
  ],
});
