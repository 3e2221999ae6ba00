import { authorityOf } from '../../envoy/routes/action';
import { fix, insertInto } from '../../generate/edit';
import { routeDestinations } from '../../mesh/legs';
import { type Service, servicesMatching } from '../../mesh/services';
import { hostLabel, hostsMatch, resolveHost, serviceName } from '../../model/host';
import type { HttpRule } from '../../model/virtual-service';
import { misspelt } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { gatewayHost } from '../gateway-host';
import { at, label } from '../places';
import { defineRule } from '../rule';

type VirtualService = MeshObject<'VirtualService'>;

export const authorityNotRewritten = defineRule({
  id: 'authority-not-rewritten',
  // where the other one is a proxy, or stands in front of the first, it is as it should be, and nobody can see that
  severity: 'hint',
  summary: 'Requests for one host are sent to another one outside, and still ask for the first.',
  rationale:
    'A route changes where a request goes, and not what it asks for: its `Host` stays that of the application, and where a proxy begins TLS the SNI as well. A server that serves several hosts answers for the one that is asked for, or not at all. `rewrite.authority` makes it ask for the other one. A proxy, or a gateway of another network, is meant to see the first.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite',
  on: ['VirtualService'],

  *check(object, mesh) {
    if (object.document.partial) return;
    const hosts = object.resource.spec.hosts.map((it) => resolveHost(it.value, object.namespace));
    const [named] = hosts;
    if (named === undefined || hosts.some(hasPlaceholder) || gatewayHost(mesh, object)) return;
    for (const { rule, path, destination, host } of sentTo(object)) {
      const span = destination.host?.span;
      const entry = outside(mesh, host);
      // one letter less is a mistake of another kind
      const isAnother = !hosts.some((it) => hostsMatch(it, host)) && misspelt(host, hosts) === undefined;
      if (!span || !entry || !isAnother || rewrites(rule, path)) continue;
      yield {
        span,
        message: `Requests for ${hostLabel(named)} reach ${hostLabel(host)} and still ask for ${hostLabel(named)}, of which its server may know nothing.`,
        related: [at(entry.object, `${label(entry.object)} declares it.`)],
        fixes: () =>
          rule.route.length === 1
            ? fix(`Ask for '${host}'`, [insertInto(object, [...path.slice(0, 3), 'rewrite', 'authority'], host)])
            : [],
      };
      return;
    }
  },

  examples: [
    {
      title: 'a host of its own name for the partner’s',
      source: `
#- rule.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: eu.payments.example
#             ^^^^^^^^^^^^^^^^^^^ Requests for api.payments.example reach eu.payments.example and still ask for api.payments.example, of which its server may know nothing.
        port: { number: 80 }
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, eu.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination:
        host: eu.payments.example
        port: { number: 80 }
    rewrite:
      authority: eu.payments.example
`,
    },
    {
      title: 'a header that says so, and a host that stands for others by its endpoints',
      source: `
#- rules.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  http:
  - route:
    - destination: { host: eu.payments.example, port: { number: 80 } }
      headers: { request: { set: { Host: eu.payments.example } } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ledgers, namespace: shop }
spec:
  hosts: [ api.ledgers.example ]
  http:
  - route: [ { destination: { host: relay.ledgers.example, port: { number: 80 } } } ]
#- hosts.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, eu.payments.example, api.ledgers.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: relay, namespace: shop }
spec:
  hosts: [ relay.ledgers.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: STATIC
  endpoints: [ { address: 192.0.2.7 } ]
`,
    },
  ],
});

/** Where the rules for HTTP send to, whoever follows them. */
const sentTo = (object: VirtualService) =>
  object.resource.spec.http.flatMap((rule, index) =>
    routeDestinations({ section: 'http', rule, path: ['spec', 'http', index], matches: [] }, object).map((it) => ({
      ...it,
      rule,
    })),
  );

/** The ServiceEntry for a host that is looked up by its own name, as a server has it. */
const outside = (mesh: Mesh, host: string): Service | undefined =>
  servicesMatching(mesh, host).find(
    ({ host: own, external, object: { resource } }) =>
      external &&
      own === host &&
      !hasPlaceholder(host) &&
      serviceName(host) === undefined &&
      resource.kind === 'ServiceEntry' &&
      resource.spec.endpoints.length === 0 &&
      resource.spec.resolution?.value?.startsWith('DNS'),
  );

/** Whether a rule, or its destination at a path, changes what is asked for. */
const rewrites = ({ rewrite, headers, route }: HttpRule, path: readonly (string | number)[]): boolean =>
  rewrite?.authority !== undefined ||
  [headers, route[Number(path[4])]?.headers].some((it) => authorityOf(it) !== undefined);
