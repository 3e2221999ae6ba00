import { fix, insertInto, replace } from '../../generate/edit';
import { isWildcard, sameHost } from '../../model/host';
import { isOfKind } from '../../workspace/mesh';
import { destinationAt } from '../destination';
import { passthroughGateway, passthroughRoutes } from '../example-documents';
import { evidenceOf, serverOf } from '../failure';
import { atPath, label } from '../places';
import { defineFailureRule } from '../rule';

export const serviceEntryNoneBehindGateway = defineFailureRule({
  id: 'service-entry-none-behind-gateway',
  severity: 'error',
  summary: 'A gateway sends to a ServiceEntry whose addresses it cannot know.',
  rationale:
    'With `resolution: NONE`, also when it is left out, a sidecar sends to the address that the application dialled. At a gateway nobody dialled the host’s address: the cluster has no endpoints, and every request is answered with 503.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution',
  explain({ cause, hop }) {
    // S3 says of which ServiceEntry the gateway makes a cluster without addresses
    const [place] = cause.reason === 'no-endpoints' ? evidenceOf(hop, 'S3') : [];
    if (cause.reason !== 'no-endpoints' || !place || !isOfKind(place.object, 'ServiceEntry')) return undefined;
    const { object } = place;
    const { resolution, hosts } = object.resource.spec;
    const index = Math.max(
      0,
      hosts.findIndex((it) => sameHost(it.value.toLowerCase(), cause.host)),
    );
    const gateway = serverOf(hop)?.object;
    const to = hop.route && destinationAt(hop.route, cause.host);
    return {
      object,
      path: resolution ? ['spec', 'resolution'] : ['spec', 'hosts', index],
      message: `${gateway ? label(gateway) : 'A gateway'} sends ${cause.host} on, but with resolution NONE${resolution ? '' : ' (the default)'} a gateway has no address for it: requests are answered with 503.`,
      related: to ? [atPath(to.object, [...to.path, 'host'], `${label(to.object)} leads from the gateway to it.`)] : [],
      fixes: () => {
        if (hosts.some((it) => isWildcard(it.value))) return [];
        const edit = resolution
          ? replace(object, resolution.span, 'DNS')
          : insertInto(object, ['spec', 'resolution'], 'DNS');
        return fix('Set resolution: DNS', [edit], true);
      },
    };
  },

  examples: [
    {
      title: 'the resolution left out',
      source: `
#- host.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
#   ^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress sends api.payments.example on, but with resolution NONE (the default) a gateway has no address for it: requests are answered with 503.
  ports: # as the application dials
  - { number: 443, name: tls, protocol: TLS }
#- routes.yaml
${passthroughRoutes('shop')}
#- gateway.yaml
${passthroughGateway('shop')}
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts:
  - api.payments.example
  ports: # as the application dials
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'NONE for sidecars only',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: NONE
`,
    },
  ],
});
