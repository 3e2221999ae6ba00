import { fix, insertInto } from '../../generate/edit';
import { selects } from '../../mesh/gateway-pods';
import type { GatewayWorkload } from '../../mesh/gateway-workloads';
import { httpEntry } from '../example-documents';
import { meantFor, selectedBy, telling } from '../gateway-selector';
import { at, enumerate, label, spanOf } from '../places';
import { defineRule } from '../rule';

export const gatewaySelectorHitsIngress = defineRule({
  id: 'gateway-selector-hits-ingress',
  severity: 'warning',
  summary: 'The selector of an egress Gateway also takes the pods of an ingress gateway.',
  rationale:
    'A Gateway is given to all gateway pods with the labels of its selector, in every namespace. Where an ingress gateway has them too, whoever reaches it from outside can use it as a way to the hosts that were meant for the mesh’s own clients.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway',
  on: ['Gateway'],

  *check(object, mesh) {
    const [first] = object.resource.spec.selector ?? [];
    // G2 one without a selector is reported as such
    if (!first || object.document.partial) return;
    const ingress = selectedBy(mesh, object).filter(isIngress);
    const meant = ingress.length > 0 ? meantFor(mesh, object).filter((it) => selects(object, it.proxy.labels)) : [];
    const [way] = meant;
    if (!way || meant.some(isIngress)) return;
    const names = enumerate([...new Set(ingress.map((it) => it.proxy.workload ?? ''))]);
    const [key, value] = telling(way.proxy.labels) ?? [];
    yield {
      span: spanOf(object, ['spec', 'selector', first[0]]),
      message: `${label(object)} is for requests that leave by ${way.proxy.workload}, but its selector takes the pods of ${names} too, so whoever reaches these from outside can leave by them.`,
      related: ingress.flatMap((it) => (it.object ? [at(it.object, `${label(it.object)} makes the pods.`)] : [])),
      fixes: () =>
        key && value && ingress.every((it) => it.proxy.labels.get(key) !== value)
          ? fix(`Ask for ${key}=${value} too`, [insertInto(object, ['spec', 'selector', key], value)])
          : [],
    };
  },

  examples: [
    {
      title: 'a label that all gateways of the namespace have',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: gateways }
spec:
  selector:
    team: platform
#         ^^^^^^^^ Gateway gateways/egress is for requests that leave by gateways/egress, but its selector takes the pods of gateways/ingress too, so whoever reaches these from outside can leave by them.
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: gateways }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: egress.gateways.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }
#- releases.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: egress, namespace: gateways }
spec:
  chart: { spec: { chart: gateway } }
  values: { labels: { team: platform } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ingress, namespace: gateways }
spec:
  chart: { spec: { chart: gateway } }
  values: { labels: { team: platform } }
#- host.yaml
${httpEntry('gateways')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: gateways }
spec:
  selector:
    team: platform
    istio: egress
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
`,
    },
    {
      title: 'a Gateway for requests from outside',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: web, namespace: gateways }
spec:
  selector: { istio: ingress }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ shop.example ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: gateways }
spec:
  hosts: [ shop.example ]
  gateways: [ web ]
  http:
  - route:
    - destination: { host: web.shop.svc.cluster.local, port: { number: 80 } }
#- releases.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ingress, namespace: gateways }
spec:
  chart: { spec: { chart: gateway } }
`,
    },
  ],
});

/** Whether the pods are called like those for requests from outside. */
const isIngress = ({ proxy: { labels, workload = '' } }: GatewayWorkload): boolean =>
  [labels.get('istio') ?? '', labels.get('app') ?? '', workload.slice(workload.indexOf('/') + 1)].some((it) =>
    it.includes('ingress'),
  );
