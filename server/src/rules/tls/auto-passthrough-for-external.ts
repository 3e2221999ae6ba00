import { hostLabel } from '../../model/host';
import { sentHere } from '../destination';
import { passthroughRoutes, tlsEntry } from '../example-documents';
import { passedOver } from '../failure';
import { letServerTake, sectionBehind } from '../fitting-server';
import { hopServer, hopServerAt } from '../hop-server';
import { defineFailureRule } from '../rule';

export const autoPassthroughForExternal = defineFailureRule({
  id: 'auto-passthrough-for-external',
  severity: 'error',
  summary: 'A server that joins clusters of one mesh is to take requests for a host outside.',
  rationale:
    'With `mode: AUTO_PASSTHROUGH` the SNI names a service of the mesh, in a form that only sidecars of other clusters write. No VirtualService is read for such a server, and services outside the mesh are left out. To pass on the TLS of applications the mode is `PASSTHROUGH`.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',

  explain(failure) {
    // 3.4 of a server without rules nothing is left but the reason
    const [without] = passedOver(failure, '3.4');
    const at = hopServer(failure.hop) ?? (without && hopServerAt(without));
    if (failure.hop.proxy.type !== 'gateway' || at?.mode !== 'AUTO_PASSTHROUGH') return undefined;
    const path = [...at.path, 'tls', 'mode'];
    return {
      object: at.gateway,
      path,
      message: `A server in this mode passes on nothing for hosts outside the mesh: requests for ${hostLabel(failure.host)} end at the gateway.`,
      fixes: () => {
        const sender = failure.passed.at(-1);
        const to = sentHere(failure);
        return sender && to ? letServerTake(at, sender, sectionBehind(sender, to.section)) : [];
      },
    };
  },

  examples: [
    {
      title: 'TLS of the application by the wrong mode',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls:
      mode: AUTO_PASSTHROUGH
#           ^^^^^^^^^^^^^^^^ A server in this mode passes on nothing for hosts outside the mesh: requests for api.payments.example end at the gateway.
#- host.yaml
${tlsEntry('shop')}
#- routes.yaml
${passthroughRoutes('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example ]
    tls:
      mode: PASSTHROUGH
`,
    },
    {
      title: 'a gateway between clusters',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: cross-network, namespace: istio-system }
spec:
  selector: { istio: eastwestgateway }
  servers:
  - port: { number: 15443, name: tls, protocol: TLS }
    hosts: [ "*.local" ]
    tls: { mode: AUTO_PASSTHROUGH }
`,
    },
  ],
});
