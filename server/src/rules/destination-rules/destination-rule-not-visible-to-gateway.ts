import { create } from '../../generate/create';
import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { destinationRuleObject, portTls } from '../../generate/objects';
import { hostLabel } from '../../model/host';
import { namespaceLabel, unnamed } from '../../model/namespace';
import { tracesTo } from '../../trace/failures';
import type { Mesh } from '../../workspace/mesh';
import { host, originating } from '../example-chain';
import { isSentToItself } from '../failure';
import { appliedRule, modeOf } from '../hop-tls';
import { type LostTls, lostTls } from '../lost-tls';
import { label } from '../places';
import { defineFailureRule } from '../rule';

export const destinationRuleNotVisibleToGateway = defineFailureRule({
  id: 'destination-rule-not-visible-to-gateway',
  severity: 'error',
  summary: 'The gateway does not read the DestinationRule that is to make it begin TLS.',
  rationale:
    'A proxy looks for the DestinationRule of a host in its own namespace, then in that of the ServiceEntry, then in the root namespace. For requests that leave through a gateway the proxy is the gateway’s pod, wherever the applications and their VirtualService are. A DestinationRule in another namespace, or one that is not exported, is never found, and what was to be encrypted leaves in plaintext.',
  reference: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration',

  explain(failure, mesh) {
    // D1 another namespace; D2, D16 not exported
    const lost = lostTls(failure, 'D1', 'D2', 'D16');
    if (lost?.sender.proxy.type !== 'gateway' || lost.rule.resource.spec.workloadSelector) return undefined;
    // who sends to itself lacks no TLS
    if (isSentToItself(failure)) return undefined;
    const { rule, evidence, text, consequence } = lost;
    const isElsewhere = evidence.fact === 'D1';
    return {
      object: rule,
      path: isElsewhere ? ['metadata', 'namespace'] : evidence.path,
      message: `${text}, but the gateway does not read it ${isElsewhere ? 'there' : 'as it is not exported'}: ${consequence}.`,
      fixes: () => repairs(mesh, lost, isReadBySidecars(mesh, failure.host, lost.rule)),
    };
  },

  examples: [
    {
      title: 'beside the applications, and the ServiceEntry elsewhere',
      source: `
${host('outside')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: originate
  namespace: shop
#            ^^^^ DestinationRule shop/originate begins TLS (SIMPLE) with api.payments.example, but the gateway does not read it there: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: originate
  namespace: istio-system
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
  exportTo:
  - .
`,
    },
    {
      title: 'not exported',
      source: `
${host('shop')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  exportTo: [ . ]
#           ^^^^^ DestinationRule shop/originate begins TLS (SIMPLE) with api.payments.example, but the gateway does not read it as it is not exported: the gateway in namespace istio-system sends plaintext to port 443 of api.payments.example, which expects TLS.
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
      fixed: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: shop }
spec:
  host: api.payments.example
  exportTo: [ ., istio-system ]
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
    {
      title: 'beside the ServiceEntry',
      source: `
${host('outside')}
${originating}
#- originate.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: outside }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
    },
  ],
});

/** Whether sidecars begin TLS by it, which they would no longer do if it were elsewhere. */
const isReadBySidecars = (mesh: Mesh, host: string, rule: LostTls['rule']): boolean =>
  tracesTo(mesh, host).some(
    ({ cause, hops: [hop] }) => !cause && hop?.proxy.type === 'sidecar' && modeOf(hop) && appliedRule(hop) === rule,
  );

function repairs(mesh: Mesh, lost: LostTls, isForSidecars: boolean): Fix[] {
  const { rule, evidence, sender } = lost;
  const { namespace } = sender.proxy;
  if (namespace === unnamed) return [];
  const { exportTo } = rule.resource.spec;
  if (evidence.fact === 'D2' && exportTo.length > 0)
    return fix(`Export it to namespace ${namespaceLabel(namespace)} too`, [
      insertInto(rule, ['spec', 'exportTo', exportTo.length], namespace),
    ]);
  return [...(isForSidecars ? [] : moved(lost)), ...copied(mesh, lost)];
}

/** To the gateway’s namespace, and for the pods there alone, since sidecars have no plaintext to encrypt. */
function moved({ rule, sender }: LostTls): Fix[] {
  const { namespace, spec } = rule.resource;
  const isPrivate = spec.exportTo.length === 1 && spec.exportTo[0]?.value === '.';
  if (!namespace || (spec.exportTo.length > 0 && !isPrivate)) return [];
  return fix(`Move it to namespace ${sender.proxy.namespace}, for the gateway alone`, [
    replace(rule, namespace.span, sender.proxy.namespace),
    ...(isPrivate ? [] : [insertInto(rule, ['spec', 'exportTo'], ['.'])]),
  ]);
}

function copied(mesh: Mesh, { rule, sender, peer, tls }: LostTls): Fix[] {
  const { namespace } = sender.proxy;
  const created = destinationRuleObject({ name: rule.name, namespace }, hostLabel(peer.host), {
    exportTo: ['.'],
    trafficPolicy: portTls(peer.port, tls),
  });
  return fix(`Copy the TLS of ${label(rule)} to namespace ${namespace}, for the gateway alone`, [
    create(mesh, rule, created),
  ]);
}
