import { type Fixture, fixture } from '../../fixture';

/** What the tests of the features find around the file that they are about. */
const world = `
#- world/entries.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example, "*.wild.example" ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: https, protocol: HTTPS }
  - { number: 5432, name: postgres, protocol: TCP }
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: private, namespace: other }
spec: { hosts: [ private.example ], exportTo: [ "." ] }
#- world/gateways.yaml
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: [ "*" ] }
  - { port: { number: 443, name: tls, protocol: TLS }, hosts: [ "*" ], tls: { mode: PASSTHROUGH } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: own, namespace: shop }
spec: { selector: { istio: egressgateway }, servers: [] }
#- world/rules.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: shop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.payments.example } }
  - name: weather
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets: [ { name: unread } ]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec: { host: reviews, subsets: [ { name: v1, labels: { version: "1.0" } } ], trafficPolicy: { tls: { mode: SIMPLE } } }
#- world/services.yaml
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { selector: { app: reviews }, ports: [ { port: 9080, name: http } ] }
---
apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: other }
spec: { ports: [ { port: 9081, name: http } ] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reviews-v1, namespace: shop }
spec: { template: { metadata: { labels: { app: reviews, version: "1.0" } } } }
---
apiVersion: v1
kind: Namespace
metadata: { name: empty }
`;

export const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
`;

export const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: payments, namespace: shop }
`;

export const destinationRule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments, namespace: shop }
`;

const shared = fixture(world);

/** The file that a test is about, `main.yaml`, in the world of Istio’s own API, or in another one. */
export function inWorld(source: string, around: Fixture = shared): Fixture {
  const { files, marks, cursor } = fixture(`#- main.yaml\n${source.replace(/^\n|\n$/g, '')}`);
  around.workspace.set('main.yaml', files.get('main.yaml'));
  return { ...around, main: 'main.yaml', files: new Map([...around.files, ...files]), marks, cursor };
}
