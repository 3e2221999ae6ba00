import { fix, insertInto } from '../../generate/edit';
import { isBound } from '../../mesh/legs';
import { resolveHost, sameHost, serviceHost } from '../../model/host';
import { servicePortProtocol } from '../../model/protocol';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const portnameUnsetProtocol = defineRule({
  id: 'portname-unset-protocol',
  severity: 'information',
  summary: 'A port of a Service says no protocol, and a VirtualService has rules for the Service.',
  rationale:
    'Istio takes the protocol of a port from `appProtocol`, or from the first word of its name. Where neither says one, sidecars look at the first bytes of each connection: rules under `http` hold for what looks like HTTP, rules under `tls` never hold, and a protocol in which the server speaks first waits for nothing.',
  reference: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
  aliases: ['IST0118', 'KIA0601'],
  on: ['Service'],

  *check(object, mesh) {
    const { type, ports } = object.resource.spec;
    // 1.21 and later make no listeners of these, see externalname-tcp
    if (type?.value === 'ExternalName' || !object.name) return;
    const routes = virtualServicesFor(object, mesh);
    if (routes.length === 0) return;
    for (const [index, { port, name, protocol, appProtocol }] of ports.entries()) {
      if (!port) continue;
      const spoken = servicePortProtocol(
        port.value,
        name?.value ?? '',
        protocol?.value ?? '',
        appProtocol?.value ?? '',
      );
      if (spoken !== 'UNSUPPORTED') continue;
      const sections = [
        ...new Set(
          routes.flatMap(({ resource }) => (['http', 'tls'] as const).filter((it) => resource.spec[it].length > 0)),
        ),
      ];
      yield {
        span: name?.span ?? port.span,
        message: `Port ${port.value} says no protocol, so sidecars guess it from the first bytes: ${sections.includes('http') ? 'rules under `http` hold for what looks like HTTP' : 'rules under `tls` never hold'}.`,
        related: routes.map((it) => at(it, `${label(it)} has rules for it.`)),
        fixes: () =>
          appProtocol
            ? []
            : sections.flatMap((it) =>
                fix(`Say that it is ${it} (appProtocol)`, [
                  insertInto(object, ['spec', 'ports', index, 'appProtocol'], it),
                ]),
              ),
      };
    }
  },

  examples: [
    {
      title: 'a port that is called after its Service',
      source: `
#- ledger.yaml
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  selector: { app: ledger }
  ports:
  - { name: ledger, port: 8080 }
#           ^^^^^^ Port 8080 says no protocol, so sidecars guess it from the first bytes: rules under \`http\` hold for what looks like HTTP.
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger ]
  http:
  - timeout: 5s
    route:
    - destination: { host: ledger }
`,
      fixed: `
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  selector: { app: ledger }
  ports:
  - { name: ledger, port: 8080, appProtocol: http }
`,
    },
    {
      title: 'a Service that no VirtualService speaks of',
      source: `
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: shop }
spec:
  selector: { app: ledger }
  ports:
  - { name: ledger, port: 8080 }
`,
    },
  ],
});

/** The VirtualServices whose rules for sidecars are for this Service. */
const virtualServicesFor = ({ name, namespace }: MeshObject, mesh: Mesh): MeshObject<'VirtualService'>[] => {
  const host = serviceHost(name, namespace);
  return mesh
    .withHost('VirtualService', host)
    .filter(
      (it) =>
        isBound(it, meshGateway) &&
        (it.resource.spec.http.length > 0 || it.resource.spec.tls.length > 0) &&
        it.resource.spec.hosts.some(({ value }) => sameHost(resolveHost(value, it.namespace), host)),
    );
};
