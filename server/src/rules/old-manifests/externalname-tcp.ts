import { fix, insertInto } from '../../generate/edit';
import { isBefore } from '../../mesh/istio-version';
import { listenerClass, servicePortProtocol } from '../../model/protocol';
import { behaviours } from '../../schema/releases';
import { defineRule } from '../rule';

export const externalnameTcp = defineRule({
  id: 'externalname-tcp',
  severity: 'warning',
  summary: 'Before Istio 1.21 an ExternalName Service without a protocol takes all connections to its port.',
  rationale:
    'Up to 1.20 Istio made a listener for each port of an ExternalName Service. A port that is TCP, by its name or because it names no protocol, has no address to go by, so the listener takes every connection to that number, whatever it is for. Since 1.21 such a Service is only another name of what it leads to, and its ports mean nothing. Nothing is said where Istio’s version is not known.',
  reference: 'https://istio.io/latest/news/releases/1.21.x/announcing-1.21/upgrade-notes/#externalname-support-changes',
  aliases: ['IST0150'],
  on: ['Service'],

  *check(object, mesh) {
    const { type, ports } = object.resource.spec;
    if (type?.value !== 'ExternalName' || !isBefore(mesh, behaviours.aliases.since)) return;
    for (const [index, { port, name, protocol, appProtocol }] of ports.entries()) {
      if (!port) continue;
      const spoken = servicePortProtocol(
        port.value,
        name?.value ?? '',
        protocol?.value ?? '',
        appProtocol?.value ?? '',
      );
      if (!['tcp', 'auto'].includes(listenerClass(spoken))) continue;
      yield {
        span: name?.span ?? port.span,
        message: `Port ${port.value} says no protocol but TCP, so before Istio 1.21 sidecars send every connection to port ${port.value}, of whatever host, to ${object.resource.spec.externalName?.value ?? 'this one'}.`,
        fixes: () =>
          appProtocol
            ? []
            : ['http', 'tls'].flatMap((it) =>
                fix(`Say that it is ${it} (appProtocol)`, [
                  insertInto(object, ['spec', 'ports', index, 'appProtocol'], it),
                ]),
              ),
      };
    }
  },

  examples: [
    {
      title: 'a port called tcp, in a mesh of Istio 1.20',
      source: `
#- ledger.yaml
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  type: ExternalName
  externalName: ledger.bank.example
  ports:
  - { name: tcp, port: 443 }
#           ^^^ Port 443 says no protocol but TCP, so before Istio 1.21 sidecars send every connection to port 443, of whatever host, to ledger.bank.example.
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { tag: 1.20.8 }
`,
      fixed: `
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  type: ExternalName
  externalName: ledger.bank.example
  ports:
  - { name: tcp, port: 443, appProtocol: http }
`,
    },
    {
      title: 'the same in a mesh of today',
      source: `
#- ledger.yaml
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  type: ExternalName
  externalName: ledger.bank.example
  ports:
  - { name: tcp, port: 443 }
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { tag: 1.28.0 }
`,
    },
  ],
});
