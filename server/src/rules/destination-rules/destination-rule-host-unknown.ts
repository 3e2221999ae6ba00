import { isExternal } from '../../mesh/egress';
import { owns } from '../../mesh/ownership';
import { servicesMatching } from '../../mesh/services';
import { hostLabel, isWildcard, resolveHost, serviceName } from '../../model/host';
import { destinations } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import { isOfIncompleteChain } from '../egress-chain';
import { httpEntry } from '../example-documents';
import { defineRule } from '../rule';

export const destinationRuleHostUnknown = defineRule({
  id: 'destination-rule-host-unknown',
  severity: 'warning',
  summary: 'A DestinationRule is for a host that nothing declares.',
  rationale:
    'Proxies apply a DestinationRule to what they send to a Service or to the host of a ServiceEntry. For a host outside that no ServiceEntry has it counts for nothing, and TLS that it is to begin does not begin.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule',
  aliases: ['IST0174', 'KIA0202'],
  on: ['DestinationRule'],

  *check(object, mesh) {
    const { host: written } = object.resource.spec;
    const host = resolveHost(written?.value ?? '', object.namespace);
    // what is in the cluster may well be in other manifests
    if (!written || hasPlaceholder(host) || isWildcard(host) || serviceName(host) || !host.includes('.')) return;
    // a DestinationRule alone is often all that one looks at
    if (!owns(mesh, object.namespace, 'ServiceEntry') || mesh.hasHidden('ServiceEntry')) return;
    if (servicesMatching(mesh, host).length > 0) return;
    if (!isExternal(mesh, host, object.namespace)) return;
    // where something leads to the host, that is where it is missing
    const isMeant = mesh
      .withHost('VirtualService', host)
      .some((it) =>
        [...destinations(it.resource.spec)].some((to) => resolveHost(to.host?.value ?? '', it.namespace) === host),
      );
    if (isMeant || isOfIncompleteChain(mesh, host)) return;
    yield {
      span: written.span,
      message: `No ServiceEntry has ${hostLabel(host)}, so no proxy applies this.`,
    };
  },

  examples: [
    {
      title: 'another spelling than that of the ServiceEntry',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payment.example
#       ^^^^^^^^^^^^^^^^^^^ No ServiceEntry has api.payment.example, so no proxy applies this.
  trafficPolicy:
    tls: { mode: SIMPLE }
---
${httpEntry('shop')}
`,
    },
    {
      title: 'a Service of the cluster that is in other manifests',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger
  trafficPolicy: { loadBalancer: { simple: RANDOM } }
`,
    },
  ],
});
