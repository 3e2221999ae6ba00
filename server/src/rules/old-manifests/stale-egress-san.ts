import { fix, removeFields, replace } from '../../generate/edit';
import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import { meshConfig } from '../../mesh/mesh-config';
import { hostLabel, resolveHost } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { tlsOf } from '../client-tls';
import { at, enumerate } from '../places';
import { defineRule } from '../rule';

export const staleEgressSan = defineRule({
  id: 'stale-egress-san',
  severity: 'error',
  summary: 'Sidecars expect another identity of the egress gateway than it has.',
  rationale:
    'With `subjectAltNames` sidecars accept only those names in the gateway’s certificate, which says the service account of its pods. The account of Istio’s old pages, `istio-egressgateway-service-account`, is that of gateways that `istioctl` installs; the Helm chart calls it like the release, and a Gateway of the Gateway API has one called `<name>-istio`. Where it is another, no connection to the gateway succeeds. Without the field Istio itself knows which accounts there are.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
  on: ['DestinationRule'],

  *check(object, mesh) {
    const host = object.resource.spec.host;
    if (!host) return;
    const target = resolveHost(host.value, object.namespace);
    for (const { tls, path } of tlsOf(object)) {
      const names = tls.subjectAltNames;
      const [first] = names;
      if (!first || !/MUTUAL$/.test(tls.mode?.value ?? '') || !names.every(isKnown)) continue;
      const identities = identitiesBehind(mesh, target);
      if (!identities || identities.some((it) => names.some(({ value }) => accountOf(value) === accountOf(it.name))))
        continue;
      const accounts = enumerate([...new Set(identities.map((it) => it.name))]);
      yield {
        span: first.span,
        message: `The gateway behind ${hostLabel(target)} is ${accounts}, not ${enumerate(names.map((it) => it.value))}, so sidecars end every connection to it.`,
        related: identities.flatMap((it) => (it.object ? [at(it.object, `These pods are ${it.name}.`)] : [])),
        fixes: () => repair(object, path, names, identities[0]?.name ?? ''),
      };
    }
  },

  examples: [
    {
      title: 'the account of istioctl, and a gateway with its own',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: to-gateway, namespace: egress }
spec:
  host: istio-egressgateway.egress.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
      sni: api.payments.example
      subjectAltNames:
      - spiffe://cluster.local/ns/istio-system/sa/istio-egressgateway-service-account
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The gateway behind istio-egressgateway.egress.svc.cluster.local is spiffe://cluster.local/ns/egress/sa/istio-egressgateway, not spiffe://cluster.local/ns/istio-system/sa/istio-egressgateway-service-account, so sidecars end every connection to it.
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: egress }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata:
      labels: { istio: egressgateway }
      annotations: { inject.istio.io/templates: gateway }
    spec:
      serviceAccountName: istio-egressgateway
      containers: [ { name: istio-proxy, image: auto } ]
---
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: egress }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: https, port: 443 } ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: to-gateway, namespace: egress }
spec:
  host: istio-egressgateway.egress.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
      sni: api.payments.example
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: egress }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata:
      labels: { istio: egressgateway }
      annotations: { inject.istio.io/templates: gateway }
    spec:
      serviceAccountName: istio-egressgateway
      containers: [ { name: istio-proxy, image: auto } ]
---
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: egress }
spec:
  selector: { istio: egressgateway }
  ports: [ { name: https, port: 443 } ]
`,
    },
    {
      title: 'a gateway that istioctl installs, whose account it is',
      source: `
#- to-gateway.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: to-gateway, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
      sni: api.payments.example
      subjectAltNames:
      - spiffe://cluster.local/ns/istio-system/sa/istio-egressgateway-service-account
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  components:
    egressGateways: [ { name: istio-egressgateway, enabled: true } ]
`,
    },
  ],
});

const isKnown = ({ value }: Located<string>): boolean => value.startsWith('spiffe://') && !hasPlaceholder(value);

/** The namespace and account: a mesh may have other names for its trust domain. */
const accountOf = (identity: string): string => identity.replace(/^spiffe:\/\/[^/]*/, '');

/** Who the gateway pods behind a Service are; `undefined` where that is not known of all of them. */
function identitiesBehind(mesh: Mesh, host: string) {
  const pods = gatewaysBehindService(mesh, host);
  const known = pods.flatMap(({ proxy, serviceAccount, object }) =>
    proxy.assumed || !serviceAccount || hasPlaceholder(serviceAccount) || !proxy.namespace
      ? []
      : [{ name: `spiffe://${meshConfig(mesh).trustDomain.value}/ns/${proxy.namespace}/sa/${serviceAccount}`, object }],
  );
  return known.length > 0 && known.length === pods.length ? known : undefined;
}

const repair = (
  object: MeshObject<'DestinationRule'>,
  path: Path,
  names: readonly Located<string>[],
  identity: string,
) => [
  ...fix('Leave it to Istio whom to expect', removeFields(object, path, ['subjectAltNames'])),
  ...(names.length === 1 ? fix(`Change to ${identity}`, [replace(object, names[0]!.span, identity)]) : []),
];
