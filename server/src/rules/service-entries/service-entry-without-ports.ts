import { defineRule } from '../rule';

export const serviceEntryWithoutPorts = defineRule({
  id: 'service-entry-without-ports',
  severity: 'warning',
  summary: 'A ServiceEntry has no ports, so it has no effect.',
  rationale:
    'Sidecars and gateways listen, route and send by the ports of a ServiceEntry. Without any, its hosts are as unknown to the mesh as before.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry',
  on: ['ServiceEntry'],

  *check(object) {
    const { ports, hosts } = object.resource.spec;
    const [host] = hosts;
    // S15 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServices
    if (!host || ports.length > 0 || object.document.partial) return;
    yield {
      span: object.resource.name?.span ?? object.resource.kindSpan,
      message: `Without ports the ServiceEntry has no effect: requests to ${host.value} go where those to unknown hosts go.`,
    };
  },

  examples: [
    {
      title: 'hosts only',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payments
#       ^^^^^^^^ Without ports the ServiceEntry has no effect: requests to api.payments.example go where those to unknown hosts go.
  namespace: shop
spec:
  hosts: [ api.payments.example ]
  resolution: DNS
`,
    },
  ],
});
