import { fix, replace } from '../../generate/edit';
import { type ServicePort, servicesOfObject } from '../../mesh/services';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { httpEntry, waypoint } from '../example-documents';
import { at, enumerate, label } from '../places';
import { httpFieldOf } from '../policy-rule';
import { type PolicyTarget, policyTargets } from '../policy-targets';
import { defineRule } from '../rule';

type Target = MeshObject<'ServiceEntry'> | MeshObject<'Service'>;

export const authorizationPolicyPortNotServed = defineRule({
  id: 'authorization-policy-port-not-served',
  severity: 'error',
  summary: 'A rule of an AuthorizationPolicy asks for a port that its Service or ServiceEntry does not have.',
  rationale:
    'A waypoint asks the policies of a service with the port that the application dials: that of the Service or ServiceEntry, not the `targetPort`. A rule that asks only for other ports never holds: an ALLOW policy lets nobody in by it, and a DENY policy keeps nobody out.',
  reference: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
  on: ['AuthorizationPolicy'],

  *check(object, mesh) {
    if (object.document.partial) return;
    const targets = targetsIn(mesh, policyTargets(object));
    const served = targets.flatMap((it) => servicesOfObject(it)).flatMap((it) => it.ports);
    if (served.length === 0) return;
    const numbers = [...new Set(served.map((it) => it.number.value))].sort((a, b) => a - b);
    const isDeny = object.resource.spec.action?.value === 'DENY';
    for (const [index, rule] of object.resource.spec.rules.entries()) {
      const isHttp = httpFieldOf({ policy: object, rule, path: ['spec', 'rules', index] }) !== undefined;
      for (const { operation } of rule.to) {
        const asked = operation?.ports ?? [];
        // A9 arrives with the port that was dialled
        if (!asked.every((it) => /^\d+$/.test(it.value) && !numbers.includes(Number(it.value)))) continue;
        const [first] = asked;
        if (!first) continue;
        const fitting = [...new Set(served.filter((it) => !isHttp || isForHttp(it)).map((it) => it.number.value))];
        yield {
          span: first.span,
          message: `${enumerate(targets.map(label))} ${targets.length > 1 ? 'have' : 'has'} no port ${enumerate(asked.map((it) => it.value))}, only ${enumerate(numbers.map(String))}: this ${isDeny ? 'refuses' : 'allows'} nothing.`,
          related: targets.map((it) => at(it, `${label(it)} declares its ports.`)),
          fixes: () => fitting.flatMap((it) => fix(`Change to ${it}`, [replace(object, first.span, `${it}`)])),
        };
      }
    }
  },

  examples: [
    {
      title: 'the port that the host itself listens on',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - from: [ { source: { namespaces: [ shop ] } } ]
    to: [ { operation: { ports: [ "443" ] } } ]
#                                 ^^^^^ ServiceEntry shop/payments has no port 443, only 80: this allows nothing.
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop, labels: { istio.io/use-waypoint: egress } }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP, targetPort: 443 } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
spec: { host: api.payments.example, trafficPolicy: { tls: { mode: SIMPLE } } }
---
${waypoint('egress', 'shop')}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - from: [ { source: { namespaces: [ shop ] } } ]
    to: [ { operation: { ports: [ "80" ] } } ]
`,
    },
    {
      title: 'a port more than there are, and the ports of pods that a selector means',
      source: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: shop }
spec:
  targetRefs: [ { group: networking.istio.io, kind: ServiceEntry, name: payments } ]
  rules:
  - to: [ { operation: { ports: [ "80", "443" ] } } ]
---
${httpEntry('shop')}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ledger, namespace: shop }
spec:
  selector: { matchLabels: { app: ledger } }
  rules:
  - to: [ { operation: { ports: [ "8080" ] } } ]
---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  selector: { app: ledger }
  ports: [ { name: http, port: 80, targetPort: 8080 } ]
`,
    },
  ],
});

/** The services that a policy is for, where it is for nothing else and all of them are known. */
function targetsIn(mesh: Mesh, targets: readonly PolicyTarget[]): readonly Target[] {
  const found = targets.map(({ to: { type, namespace, name } }): readonly Target[] => {
    if (type === 'ServiceEntry') return mesh.find(type, namespace, name);
    return type === 'Service' ? mesh.find(type, namespace, name) : [];
  });
  return found.every((it) => it.length === 1) ? found.flat() : [];
}

const isForHttp = ({ listener }: ServicePort): boolean => listener !== 'tls' && listener !== 'tcp';
