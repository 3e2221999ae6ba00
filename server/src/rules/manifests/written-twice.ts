import type { Kind } from '../../model/kinds';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import { at, label } from '../places';
import { defineRule } from '../rule';

const kinds: readonly Kind[] = [
  'VirtualService',
  'Gateway',
  'DestinationRule',
  'ServiceEntry',
  'Sidecar',
  'KubernetesGateway',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
];

/** Only in one file: files of one folder may hold alternatives. */
export const writtenTwice = defineRule({
  id: 'written-twice',
  severity: 'warning',
  summary: 'A file has two objects of one kind, namespace and name.',
  rationale:
    'A cluster has one object of a kind and a name in a namespace. Of two in a file that is applied the second takes the place of the first, and whatever only the first said is lost. Most often one was copied to be changed, and its name was forgotten.',
  reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  on: kinds,

  *check(object, mesh) {
    const { resource, document, name } = object;
    if (document.partial || !resource.name || hasPlaceholder(name) || mesh.hasHidden(resource.kind)) return;
    // one answer for all of that name, as a file may have thousands
    const alike = mesh.remember(`${resource.kind} called ${object.namespace}/${name}`, () =>
      mesh.find(resource.kind, object.namespace, name),
    );
    const other = alike.find((it) => isSame(it, object));
    if (!other) return;
    yield {
      span: resource.name.span,
      message: `The file has another ${label(other)}, and the cluster only one: the last that is applied takes the place of the others.`,
      related: [at(other, 'This is the other one.')],
    };
  },

  examples: [
    {
      title: 'a copy that has kept its name',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
#                 ^^^^^^^^ The file has another ServiceEntry shop/payments, and the cluster only one: the last that is applied takes the place of the others.
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
#                 ^^^^^^^^ The file has another ServiceEntry shop/payments, and the cluster only one: the last that is applied takes the place of the others.
spec:
  hosts: [ ledger.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
`,
    },
    {
      title: 'one for each namespace',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
  exportTo: [ . ]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: billing }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: DNS
  exportTo: [ . ]
`,
    },
  ],
});

const isSame = (one: MeshObject, other: MeshObject): boolean =>
  one !== other &&
  one.file === other.file &&
  one.name === other.name &&
  one.resource.namespace?.value === other.resource.namespace?.value;
