import { installedGateways } from '../../mesh/installations';
import { namespaceLabel } from '../../model/namespace';
import type { Failure } from '../../trace/failures';
import type { Mesh } from '../../workspace/mesh';
import { httpEntry, httpGateway } from '../example-documents';
import { mismatchOf, selectPods } from '../gateway-selector';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';
import { whatBecomes } from '../untaken';

export const gatewaySelectorHelmMismatch = defineFailureRule({
  id: 'gateway-selector-helm-mismatch',
  severity: 'warning',
  summary: 'The selector of a Gateway has another label than Istio’s Helm chart gives to the pods.',
  rationale:
    'Istio’s Helm chart `gateway` labels the pods by the name of the release: `app` is that name, and `istio` is the name without `istio-` in front. So a release `istio-egress` has `istio: egress`, not the `istio: egressgateway` of Istio’s documentation, and a Gateway that asks for the latter is given to nobody.',
  reference: 'https://istio.io/latest/docs/setup/additional-setup/gateway/',

  explain(failure, mesh) {
    const mismatch = mismatchOf(failure);
    const installed = mismatch && installationOf(failure, mesh);
    if (!installed) return undefined;
    const { gateway, missing } = mismatch;
    const asked = missing.find(({ key }) => key === 'istio' || key === 'app');
    const own = asked && installed.labels.get(asked.key);
    if (!asked || own === undefined) return undefined;
    const { key, value } = asked;
    return {
      object: gateway,
      path: ['spec', 'selector', key],
      severity: 'error',
      message: `Istio’s Helm chart gives the pods of ${installed.name} the label ${key}=${own}, and ${label(gateway)} asks for ${key}=${value.value}: ${whatBecomes(failure)}.`,
      related: [atPath(installed.object, installed.path, `${label(installed.object)} installs the gateway.`)],
      fixes: () => selectPods(mismatch, installed.labels),
    };
  },

  examples: [
    {
      title: 'the label of Istio’s documentation for a release with another name',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector:
    istio: egressgateway
#          ^^^^^^^^^^^^^ Istio’s Helm chart gives the pods of istio-egress the label istio=egress, and Gateway istio-egress/egress asks for istio=egressgateway: the connection to api.payments.example is refused.
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-egress }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egress.istio-egress.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: istio-egress, namespace: istio-egress }
spec:
  chart: { spec: { chart: gateway } }
#- host.yaml
${httpEntry('istio-egress')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector:
    istio: egress
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
    {
      title: 'a release whose values say the label',
      source: `
#- gateway.yaml
${httpGateway('istio-egress')}
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-egress }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egress.istio-egress.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: istio-egress, namespace: istio-egress }
spec:
  chart: { spec: { chart: gateway } }
  values: { labels: { istio: egressgateway } }
#- host.yaml
${httpEntry('istio-egress')}
`,
    },
  ],
});

/** The Helm release that makes the pods at which a request ends. */
const installationOf = ({ hop: { proxy } }: Failure, mesh: Mesh) =>
  installedGateways(mesh).find(
    (it) =>
      it.object.resource.kind !== 'IstioOperator' && proxy.workload === `${namespaceLabel(it.namespace)}/${it.name}`,
  );
