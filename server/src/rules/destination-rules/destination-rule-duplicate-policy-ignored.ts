import { type Fix, fix, insertInto, removeFields, removeObject, valueAt } from '../../generate/edit';
import { mergeRules } from '../../mesh/destination-rule-merge';
import { ruleHost } from '../../mesh/destination-rules';
import { hostLabel } from '../../model/host';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import { inOrder } from '../../workspace/shelf';
import type { Value } from '../../yaml/write';
import { httpAndHttpsEntry } from '../example-documents';
import { at, label, spanOf } from '../places';
import { defineRule } from '../rule';

export const destinationRuleDuplicatePolicyIgnored = defineRule({
  id: 'destination-rule-duplicate-policy-ignored',
  severity: 'warning',
  summary: 'Two DestinationRules of one namespace have a traffic policy for the same host.',
  rationale:
    'Istio merges DestinationRules with the same host and namespace: their subsets are put together, but of the traffic policies for the host that of the oldest DestinationRule is taken whole, and all others are ignored without a word.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
  aliases: ['KIA0201'],
  on: ['DestinationRule'],

  *check(object, mesh) {
    const { trafficPolicy, host } = object.resource.spec;
    if (!trafficPolicy || !host || hasPlaceholder(host.value)) return;
    const own = ruleHost(object);
    const alike = inOrder(
      mesh
        .withHost('DestinationRule', own)
        .filter((it) => ruleHost(it) === own && it.namespace === object.namespace && !it.writtenAt),
    );
    if (alike.length < 2) return;
    // D6
    const merged = mergeRules(alike).find((it) => it.from.includes(object));
    const winner = merged?.trafficPolicy?.object;
    // alternatives of one name are never applied together
    if (!winner || winner === object || winner.name === object.name) return;
    if (policyText(winner) === policyText(object)) return;
    yield {
      span: host.span,
      message: `${label(winner)} has a traffic policy for ${hostLabel(own)} too. They are not merged: only that of the older one counts, and as far as the manifests say, this one is ignored.`,
      related: [at(winner, `${label(winner)} has the other.`)],
      fixes: () => repairs(object, winner),
    };
  },

  examples: [
    {
      title: 'TLS in one, limits in the other',
      source: `
#- limits.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: limits, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    connectionPool: { tcp: { maxConnections: 10 } }
#- tls.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: tls, namespace: shop }
spec:
  host: api.payments.example
#       ^^^^^^^^^^^^^^^^^^^^ DestinationRule shop/limits has a traffic policy for api.payments.example too. They are not merged: only that of the older one counts, and as far as the manifests say, this one is ignored.
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
#- host.yaml
${httpAndHttpsEntry('shop')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
      fixed: `
#- limits.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: limits, namespace: shop }
spec:
  host: api.payments.example
  trafficPolicy:
    connectionPool: { tcp: { maxConnections: 10 } }
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: SIMPLE
#- tls.yaml
`,
    },
    {
      title: 'subsets in several',
      source: `
#- a.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.payments.example } }
#- b.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: b, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: weather
    trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.weather.example } }
`,
    },
  ],
});

const policyPath = ['spec', 'trafficPolicy'];

/** Puts both together where they are about different things, or takes away what the other one says too. */
function repairs(object: MeshObject<'DestinationRule'>, winner: MeshObject): Fix[] {
  const [own, other] = [object, winner].map((it) => fieldsOf(it));
  if (!own || !other || Object.keys(own).some((it) => it in other && !isSame(own[it], other[it]))) return [];
  const missing = Object.entries(own).filter(([name]) => !(name in other));
  const { subsets, workloadSelector } = object.resource.spec;
  // a comment may be about more than the policy
  const isAll = subsets.length === 0 && !workloadSelector && !object.document.text.includes('#');
  return fix(missing.length > 0 ? `Move it into ${label(winner)}` : `Remove it: ${label(winner)} says the same`, [
    ...missing.map(([name, value]) => insertInto(winner, [...policyPath, name], value)),
    ...(isAll ? [removeObject(object)] : removeFields(object, ['spec'], ['trafficPolicy'])),
  ]);
}

function fieldsOf(object: MeshObject): Readonly<Record<string, Value>> | undefined {
  const value = valueAt(object, policyPath);
  return typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Value>>) : undefined;
}

const isSame = (a: Value | undefined, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Without its layout. */
function policyText(object: MeshObject): string {
  const { start, end } = spanOf(object, ['spec', 'trafficPolicy']);
  return object.document.text.slice(start, end).replace(/\s+/g, ' ').trim();
}
