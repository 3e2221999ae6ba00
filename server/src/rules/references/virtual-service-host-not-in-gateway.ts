import { type Fix, fix, insertInto, replace } from '../../generate/edit';
import { sectionOf } from '../../mesh/gateway-protocol';
import { gatewaysBehind } from '../../mesh/gateways';
import { servicesMatching } from '../../mesh/services';
import { serverHost } from '../../model/gateway';
import { hostLabel, resolveHost, sameHost } from '../../model/host';
import { misspelt, nearest } from '../../text/nearest';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { at, enumerate, label } from '../places';
import { defineRule } from '../rule';
import { unservedHosts } from '../unserved-hosts';

export const virtualServiceHostNotInGateway = defineRule({
  id: 'virtual-service-host-not-in-gateway',
  severity: 'error',
  summary: 'A VirtualService is bound to a gateway for a host that none of its servers takes.',
  rationale:
    'A gateway has routes only for hosts that both a server of the Gateway and the VirtualService have. Requests for another host are answered with 404, or find no filter chain and are closed.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  aliases: ['IST0132'],
  on: ['VirtualService'],

  *check(object, mesh) {
    for (const { written, host, gateways } of unservedHosts(mesh, object)) {
      const names = enumerate([...new Set(gateways.map(label))]);
      yield {
        span: written.span,
        message: `No server of ${names} takes '${hostLabel(host)}', so it has no route for it there.`,
        related: gateways.flatMap((it) =>
          it.resource.spec.servers.slice(0, 1).map((server) => at(it, `${label(it)} takes ${hosts(it)}.`, server.span)),
        ),
        fixes: () => {
          const changed = corrections(mesh, object, gateways, written);
          const names = gateways.flatMap((it) => it.resource.spec.servers.flatMap((server) => server.hosts));
          const isMisspelt =
            misspelt(
              written.value,
              names.map((it) => serverHost(it.value).host),
            ) !== undefined;
          // what leads to the gateway is no host that it is to take
          const isItself = gatewaysBehind(mesh, host, gateways).length > 0;
          return isItself || (isMisspelt && changed.length > 0)
            ? changed
            : [...additions(object, gateways, written), ...changed];
        },
      };
    }
  },

  examples: [
    {
      title: 'a Gateway for another host',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner, namespace: shop }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts:
    - api.weather.example
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
#          ^^^^^^^^^^^^^^^^^^^^ No server of Gateway shop/partner takes 'api.payments.example', so it has no route for it there.
  gateways: [ partner ]
  http:
  - route:
    - destination: { host: api.payments.example }
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner, namespace: shop }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts:
    - api.weather.example
    - api.payments.example
`,
    },
    {
      title: 'a wildcard on either side',
      source: `
#- gateway.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner, namespace: shop }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ "shop/*.payments.example" ]
#- routes.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  gateways: [ partner ]
  http:
  - route:
    - destination: { host: api.payments.example }
`,
    },
  ],
});

/** A few of the hosts that the Gateway takes. */
function hosts({ resource }: MeshObject<'Gateway'>): string {
  const all = [...new Set(resource.spec.servers.flatMap((it) => it.hosts.map((host) => host.value)))];
  const shown = all.length > 4 ? [...all.slice(0, 3), `${all.length - 3} more`] : all;
  return enumerate(shown) || 'no host';
}

/** To the servers that read what the VirtualService says of the host. */
function additions(
  { resource }: MeshObject<'VirtualService'>,
  gateways: readonly MeshObject<'Gateway'>[],
  host: Located<string>,
): Fix[] {
  return gateways.flatMap((gateway) =>
    gateway.resource.spec.servers.flatMap((server, index) => {
      const section = sectionOf(server);
      if (!section || resource.spec[section].length === 0) return [];
      // 3.5.1 a server that reads no names leads all its hosts to one
      if (section === 'tcp' && server.hosts.length > 0) return [];
      const { port, hosts } = server;
      const where = `server ${port?.name?.value ?? port?.number?.value ?? index} of Gateway '${gateway.name}'`;
      const edit = insertInto(gateway, ['spec', 'servers', index, 'hosts', hosts.length], host.value);
      return fix(`Add '${host.value}' to ${where}`, [edit]);
    }),
  );
}

/** Hosts of the servers that this may be; none that is less known than what is written, or that has rules already. */
function corrections(
  mesh: Mesh,
  object: MeshObject<'VirtualService'>,
  gateways: readonly MeshObject<'Gateway'>[],
  host: Located<string>,
) {
  const known = gateways.flatMap((it) =>
    it.resource.spec.servers.flatMap((server) => server.hosts.map((h) => serverHost(h.value).host)),
  );
  const isDeclared = (it: string): boolean => servicesMatching(mesh, it.toLowerCase()).length > 0;
  const free = known.filter((it) => (isDeclared(it) || !isDeclared(host.value)) && !hasRules(mesh, object, it));
  // 2.4 what `sniHosts` asks for is among the hosts
  const { tls } = object.resource.spec;
  const names = tls.flatMap((rule) => rule.match.flatMap((it) => it.sniHosts)).filter((it) => it.value === host.value);
  return nearest(host.value, free)
    .slice(0, 2)
    .flatMap((it) =>
      fix(
        `Change to '${it}'`,
        [host, ...names].map((own) => replace(object, own.span, it)),
      ),
    );
}

/** Whether another VirtualService is for the host, of which sidecars would follow only one. */
const hasRules = (mesh: Mesh, object: MeshObject<'VirtualService'>, host: string): boolean =>
  mesh
    .withHost('VirtualService', host.toLowerCase())
    .some(
      (it) =>
        it !== object && it.resource.spec.hosts.some(({ value }) => sameHost(resolveHost(value, it.namespace), host)),
    );
