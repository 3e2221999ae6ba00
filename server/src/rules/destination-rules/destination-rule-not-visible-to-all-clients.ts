import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { namedGateways } from '../../mesh/egress';
import { podNamespaces } from '../../mesh/gateways';
import { hostLabel, resolveHost, serviceName } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import type { Mesh } from '../../workspace/mesh';
import { host, mutual } from '../example-chain';
import { at, label } from '../places';
import { defineFailureRule } from '../rule';
import { type UnreadRule, unreadRule } from '../unread-rule';

export const destinationRuleNotVisibleToAllClients = defineFailureRule({
  id: 'destination-rule-not-visible-to-all-clients',
  severity: 'warning',
  summary:
    'Clients are sent to the gateway by a VirtualService, and do not read the DestinationRule that belongs to it.',
  rationale:
    'A VirtualService holds in all namespaces unless `exportTo` says otherwise. A DestinationRule is found only in the namespace of the client, in that of the service, here the gateway’s, and in the root namespace. Clients in any other namespace follow the route without its subset or its TLS, and their requests fail.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',

  explain(failure, mesh) {
    const unread = unreadRule(failure);
    if (!unread) return undefined;
    const { rule, evidence, virtualService, namespace, text, consequence } = unread;
    const isOwn = virtualService.namespace === namespace;
    return {
      object: rule,
      path: evidence.fact === 'D1' ? ['metadata', 'namespace'] : evidence.path,
      ...(isOwn ? { severity: 'error' } : {}),
      message: `${text}, but clients in namespace ${namespaceLabel(namespace)}, which ${label(virtualService)} sends there with requests to ${hostLabel(failure.host)}, do not read it: ${consequence}.`,
      related: [at(virtualService, `${label(virtualService)} holds for them.`)],
      fixes: () => [...(isOwn ? moveTo(unread, namespace) : restrict(mesh, unread)), ...moveToService(unread)],
    };
  },

  examples: [
    {
      title: 'a route for all, and its subset for one namespace',
      source: `
${host('shop')}
${mutual('payments').replace('  gateways: [ mesh', '  # for all\n  gateways: [ mesh')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: hop
  namespace: shop
#            ^^^^ DestinationRule shop/hop defines subset 'payments' of istio-egressgateway.istio-system.svc.cluster.local, but clients in namespace billing, which VirtualService shop/payments sends there with requests to api.payments.example, do not read it: the sidecar in namespace billing answers requests for it with 503.
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
#- billing.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: invoices, namespace: billing }
spec:
  selector: { matchLabels: { app: invoices } }
  template:
    metadata: { labels: { app: invoices } }
    spec: { containers: [ { name: invoices, image: invoices } ] }
`,
    },
    {
      title: 'a DestinationRule far from its clients',
      source: `
${host('shop')}
${mutual()}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: hop
  namespace: egress
#            ^^^^^^ DestinationRule egress/hop begins TLS (ISTIO_MUTUAL) with istio-egressgateway.istio-system.svc.cluster.local, but clients in namespace shop, which VirtualService shop/payments sends there with requests to api.payments.example, do not read it: the sidecar in namespace shop sends plaintext to port 443 of istio-egressgateway.istio-system.svc.cluster.local, which expects TLS.
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: hop
  namespace: shop
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
`,
    },
    {
      title: 'nobody is known in other namespaces',
      source: `
${host('shop')}
${mutual('payments')}
#- hop.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: billing }
spec:
  egress: [ { hosts: [ "*/*" ] } ]
`,
    },
  ],
});

/** The gateway has to see the VirtualService too. */
function restrict(mesh: Mesh, { virtualService, rule }: UnreadRule): Fix[] {
  const { exportTo } = virtualService.resource.spec;
  if (exportTo.length > 0 || virtualService.namespace !== rule.namespace) return [];
  const others = namedGateways(mesh, virtualService).flatMap((it) => podNamespaces(mesh, it));
  const namespaces = ['.', ...new Set(others.filter((it) => it !== virtualService.namespace && it !== unnamed))];
  return fix(`Let ${label(virtualService)} hold only where its DestinationRule does`, [
    insertInto(virtualService, ['spec', 'exportTo'], namespaces),
  ]);
}

/** Where all clients look that have none of their own. */
function moveToService(unread: UnreadRule): Fix[] {
  const { spec } = unread.rule.resource;
  const namespace = serviceName(resolveHost(spec.host?.value ?? '', unread.rule.namespace))?.namespace;
  return namespace && spec.exportTo.length === 0 ? moveTo(unread, namespace) : [];
}

function moveTo({ rule }: UnreadRule, namespace: string): Fix[] {
  const written = rule.resource.namespace;
  if (!written || namespace === unnamed || written.value === namespace) return [];
  return fix(`Move ${label(rule)} to namespace ${namespace}`, [replace(rule, written.span, namespace)]);
}
