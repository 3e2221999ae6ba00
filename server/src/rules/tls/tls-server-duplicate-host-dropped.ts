import { serverHostText } from '../../mesh/gateway-hosts';
import { enumerate, label, at as placeAt, spanOf } from '../places';
import { defineRule } from '../rule';
import { skippedServers } from '../skipped-servers';

export const tlsServerDuplicateHostDropped = defineRule({
  id: 'tls-server-duplicate-host-dropped',
  severity: 'error',
  summary: 'Two servers for TLS on one port have a host in common, and one of them is dropped with all its hosts.',
  rationale:
    'On the port of a gateway each host may be in one server with TLS only. Of two that have the same host, written the same way, Istio keeps that of the older Gateway and leaves the other out whole, with its other hosts too, without a word.',
  reference:
    'https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate',
  aliases: ['IST0145', 'KIA0301'],
  on: ['Gateway'],

  *check(object, mesh) {
    const numbers = new Set<number>();
    for (const { tls, hosts, port } of object.resource.spec.servers) {
      const number = port?.number?.value;
      // a question to few objects first: whether anybody else has one of the hosts
      const isAlone = hosts.every(({ value }) => mesh.withHost('Gateway', value.replace(/^[^/]*\//, '')).length < 2);
      if (tls && number !== undefined && (!isAlone || object.resource.spec.servers.length > 1)) numbers.add(number);
    }
    for (const number of numbers)
      for (const { server, evidence } of skippedServers(mesh, object, number)) {
        // G8
        if (evidence.fact !== 'G8') continue;
        const lost = server.hosts.map(serverHostText);
        const others = lost.flatMap((host) => mesh.withHost('Gateway', host)).filter((it) => it !== object);
        // alternatives of one name are never applied together
        if (others.some((it) => it.name === object.name)) continue;
        yield {
          span: spanOf(object, [...server.place.path, 'hosts']),
          message: `Another server with TLS on port ${number} of the same pods has one of these hosts${evidence.byAge ? ', and if its Gateway is the older one,' : ' and comes first, so'} this server is left out whole: connections for ${enumerate(lost)} never get here.`,
          related: [...new Set(others)].map((it) => placeAt(it, `${label(it)} has a host in common.`)),
        };
      }
  },

  examples: [
    {
      title: 'one host in two Gateways',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: payments, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ api.payments.example, login.payments.example ]
    tls: { mode: PASSTHROUGH }
#- reports.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: reports, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ login.payments.example, reports.example ]
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Another server with TLS on port 443 of the same pods has one of these hosts, and if its Gateway is the older one, this server is left out whole: connections for login.payments.example and reports.example never get here.
    tls: { mode: PASSTHROUGH }
`,
    },
    {
      title: 'other hosts on the same port',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: payments, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ "*.payments.example" ]
    tls: { mode: PASSTHROUGH }
#- reports.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: reports, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ login.payments.example, reports.example ]
    tls: { mode: PASSTHROUGH }
`,
    },
  ],
});
