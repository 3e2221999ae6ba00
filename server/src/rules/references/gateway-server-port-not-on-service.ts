import { parseClusterName } from '../../envoy/config';
import { type DocumentEdit, type Fix, fix, insertInto, replace } from '../../generate/edit';
import { gatewaysSelecting } from '../../mesh/gateway-pods';
import { gatewaysBehindService } from '../../mesh/gateway-workloads';
import { gatewayName, legs, means } from '../../mesh/legs';
import { hostLabel, sameHost, serviceName } from '../../model/host';
import type { Failure } from '../../trace/failures';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { host } from '../example-chain';
import { isUntakenAtGateway, type PlacedServer } from '../failure';
import { at, enumerate, label } from '../places';
import { defineFailureRule } from '../rule';
import { serversOf, whatBecomes } from '../untaken';

/** The Service of the gateway. */
const service = `apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  ports:
  - { name: http2, port: 80, targetPort: 8080 }
  - { name: https, port: 443, targetPort: 8443 }`;

/** The rules that send to a port of it, and those that ask for the port of the server. */
const routes = (ofService: number, ofServer: number): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: istio-egress }
spec:
  hosts: [ api.payments.example ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-egress.svc.cluster.local, port: { number: ${ofService} } }
  - match: [ { gateways: [ egress ], port: ${ofServer} } ]
    route:
    - destination: { host: api.payments.example, port: { number: 80 } }`;

export const gatewayServerPortNotOnService = defineFailureRule({
  id: 'gateway-server-port-not-on-service',
  severity: 'error',
  summary: 'A server listens on a port that the gateway’s Service does not have.',
  rationale:
    'A gateway is reached by the ports of its Service. Istio looks up the number of a server among them, to learn on which port of the pods to listen; a number that is not there is listened on as it is, where the Service leads nobody.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Port',
  aliases: ['IST0162'],

  explain(failure, mesh) {
    const dialled = dialledService(failure, mesh);
    if (!dialled) return undefined;
    const { host, ports, labels, port } = dialled;
    const servers = serversOf(gatewaysSelecting(mesh, labels), failure.host);
    const targets = [...ports.values()];
    const number = ({ server }: PlacedServer): number => server.port?.number?.value ?? 0;
    if (servers.some((it) => !number(it) || ports.has(number(it)) || targets.includes(number(it)))) return undefined;
    // a port that only the route asks for is a mistake of the route
    const found = ports.has(port) ? servers[0] : servers.find((it) => number(it) === port);
    const written = found?.server.port?.number;
    if (!found || !written || found.gateway.writtenAt) return undefined;
    const { gateway, index } = found;
    const name = serviceName(host);
    const services = name ? mesh.find('Service', name.namespace, name.name) : [];
    const known = [...ports.keys()].sort((a, b) => a - b);
    const ending = ports.has(port)
      ? whatBecomes(failure)
      : `requests for ${hostLabel(failure.host)} are answered with 503`;
    return {
      object: gateway,
      path: ['spec', 'servers', index, 'port', 'number'],
      message: `${hostLabel(host)} has no port ${written.value}, only ${enumerate(known.map(String))}, so nothing reaches this server of ${label(gateway)}: ${ending}.`,
      related: services.map((it) => at(it, `${label(it)} leads to the gateway.`)),
      fixes: () => (ports.has(port) ? moveTo(port, found, mesh) : services.flatMap((it) => addPort(it, found))),
    };
  },

  examples: [
    {
      title: 'the server is on another port than the one that sidecars send to',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 8000
#             ^^^^ istio-egressgateway.istio-egress.svc.cluster.local has no port 8000, only 80 and 443, so nothing reaches this server of Gateway istio-egress/egress: the connection to api.payments.example is refused.
      name: http
      protocol: HTTP
    hosts: [ api.payments.example ]
#- routes.yaml
${routes(80, 8000)}
#- service.yaml
${service}
${host('istio-egress')}
`,
      fixed: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts: [ api.payments.example ]
#- routes.yaml
${routes(80, 80)}
`,
    },
    {
      title: 'everything but the Service has the port',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port:
      number: 9443
#             ^^^^ istio-egressgateway.istio-egress.svc.cluster.local has no port 9443, only 80 and 443, so nothing reaches this server of Gateway istio-egress/egress: requests for api.payments.example are answered with 503.
      name: http-payments
      protocol: HTTP
    hosts: [ api.payments.example ]
#- routes.yaml
${routes(9443, 9443)}
#- service.yaml
${service}
${host('istio-egress')}
`,
      fixed: `
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  ports:
  - { name: http2, port: 80, targetPort: 8080 }
  - { name: https, port: 443, targetPort: 8443 }
  - name: http-payments
    port: 9443
`,
    },
    {
      title: 'the port of the pods, to which the Service leads',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 8080, name: http, protocol: HTTP }
    hosts: [ api.payments.example ]
#- routes.yaml
${routes(80, 8080)}
#- service.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-egress }
spec:
  selector: { istio: egressgateway }
  ports:
  - { name: http2, port: 80, targetPort: 8080 }
${host('istio-egress')}
`,
    },
  ],
});

/** The Service of a gateway that a request was sent to and did not get through; `undefined` where not all its ports are known. */
function dialledService(failure: Failure, mesh: Mesh) {
  const { cause, passed } = failure;
  const last = passed.at(-1)?.branches.flatMap((it) => parseClusterName(it.cluster) ?? []) ?? [];
  const [dialled] = cause.reason === 'no-cluster' ? [cause.destination] : isUntakenAtGateway(failure) ? last : [];
  if (!dialled) return undefined;
  const { host, port } = dialled;
  for (const { services, proxy } of gatewaysBehindService(mesh, host)) {
    const service = services.find((it) => sameHost(it.host, host));
    if (service && !service.hasOtherPorts) return { host, port, ports: service.ports, labels: proxy.labels };
  }
  return undefined;
}

/** Puts the server on another port, with the matches that ask for it. */
function moveTo(port: number, { gateway, server }: PlacedServer, mesh: Mesh): readonly Fix[] {
  const number = server.port?.number;
  if (!number) return [];
  const edits: DocumentEdit[] = [replace(gateway, number.span, port)];
  for (const object of mesh.with('VirtualService', gatewayName(gateway)))
    for (const { matches } of legs(object, gatewayName(gateway)))
      for (const match of matches)
        if (
          match.port?.value === number.value &&
          match.gateways.some((it) => means(it.value, gatewayName(gateway), object))
        )
          edits.push(replace(object, match.port.span, port));
  return fix(`Move the server to port ${port}`, edits);
}

function addPort(service: MeshObject<'Service'>, { server }: PlacedServer): readonly Fix[] {
  const { name, number } = server.port ?? {};
  if (!number) return [];
  const port = { ...(name ? { name: name.value } : {}), port: number.value };
  const { ports } = service.resource.spec;
  // two ports of a Service may not have one name, so it is this one that is meant
  const same = name && ports.find((it) => it.name?.value === name.value)?.port;
  if (same)
    return fix(`Change port ${same.value} of ${label(service)} to ${number.value}`, [
      replace(service, same.span, number.value),
    ]);
  return fix(`Add port ${number.value} to ${label(service)}`, [
    insertInto(service, ['spec', 'ports', ports.length], port),
  ]);
}
