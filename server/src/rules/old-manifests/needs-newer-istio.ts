import { istioVersion } from '../../mesh/istio-version';
import type { Resource } from '../../model/document';
import { versionOf } from '../../model/kinds';
import { type Part, partAt, partsOf, releaseText, servedSince } from '../../schema/releases';
import type { Span } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import { parse } from '../../yaml/parse';
import { type Node, nodeAt, type Path } from '../../yaml/tree';
import { anyKind } from '../manifests/field-problems';
import { at } from '../places';
import { defineRule } from '../rule';

export const needsNewerIstio = defineRule({
  id: 'needs-newer-istio',
  severity: 'error',
  summary: 'A field, a value or a version of the API is newer than the Istio that the mesh has.',
  rationale:
    'The API server knows what the CRDs of the installed Istio have. It refuses an object of a later version and a later value, and drops a later field without a word, or refuses the object under strict validation. Of the Gateway API Istio reads an option that it does not know as if it were not there. Nothing is said where the workspace does not say which Istio the mesh has, and `istioEgress.istioVersion` does not either.',
  reference: 'https://istio.io/latest/news/releases/',
  on: anyKind,

  *check(object, mesh) {
    const version = istioVersion(mesh);
    if (!version) return;
    const { release, origin } = version;
    const has = `this mesh has ${releaseText(release)}`;
    const found = {
      ...(origin && { severity: 'warning' as const }),
      related: origin ? [at(origin.object, `Istio ${releaseText(release)}, as it is said here.`)] : [],
    };
    const { apiVersion, type, apiVersionSpan } = object.resource;
    const served = servedSince(apiVersion, type);
    if (served && served.since > release)
      yield {
        ...found,
        span: apiVersionSpan,
        message: `${type} in ${versionOf(apiVersion)} needs Istio ${releaseText(served.since)}; ${has}, which does not read it.`,
      };
    for (const { part, span, name } of used(object))
      if (part.since > release)
        yield {
          ...found,
          span,
          message: `'${name}' needs Istio ${releaseText(part.since)}; ${has}, ${part.before ?? unknownTo(part)}.`,
        };
  },

  examples: [
    {
      title: 'a resolution that the mesh does not know yet',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ "*.payments.example" ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DYNAMIC_DNS
#             ^^^^^^^^^^^ 'DYNAMIC_DNS' needs Istio 1.28; this mesh has 1.26, whose API server refuses the object.
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { tag: 1.26.4 }
`,
    },
    {
      title: 'the API’s v1 before it was there',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1
#           ^^^^^^^^^^^^^^^^^^^^^^ ServiceEntry in v1 needs Istio 1.22; this mesh has 1.20, which does not read it.
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
#- istio.yaml
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { version: v1.20.3 }
`,
    },
    {
      title: 'a listener that cannot end the mesh’s own TLS yet',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio
  listeners:
  - name: https
    hostname: api.payments.example
    port: 80
    protocol: HTTPS
    tls:
      mode: Terminate
      options:
        gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL
#                                            ^^^^^^^^^^^^ 'ISTIO_MUTUAL' needs Istio 1.22; this mesh has 1.20, which ends TLS with a certificate, and the cluster refuses a listener that names none.
#- istio.yaml
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { version: v1.20.3 }
`,
    },
    {
      title: 'a mesh whose Istio nobody names',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ "*.payments.example" ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DYNAMIC_DNS
`,
    },
  ],
});

/** What becomes of a part that the CRDs do not have. */
const unknownTo = ({ value }: Part): string =>
  `whose API server ${value === undefined ? 'drops the field or refuses the object' : 'refuses the object'}`;

interface Use {
  readonly part: Part;
  readonly span: Span;
  readonly name: string;
}

/** What an object uses of the parts that not every release has. */
function used({ document, resource }: MeshObject): Use[] {
  const isWritten = ({ field, value = lastOf(field) }: Part): boolean => document.text.includes(value);
  // the document is read again only for what may be there
  if (!partsOf(resource.apiVersion, resource.type).some(isWritten)) return [];
  const found: Use[] = [];
  collect(nodeAt(parse(document.text).root, resource.path), [], resource, found);
  return found;
}

const lastOf = (field: string): string => field.slice(field.lastIndexOf('.') + 1);

function collect(node: Node | undefined, path: Path, resource: Resource, found: Use[]): void {
  if (node?.kind === 'sequence')
    for (const [index, item] of node.items.entries()) collect(item, [...path, index], resource, found);
  if (node?.kind !== 'mapping') return;
  const { apiVersion, type } = resource;
  for (const { key, value } of node.entries) {
    const at = [...path, String(key.value)];
    const field = partAt(apiVersion, type, at);
    if (field) found.push({ part: field, span: key.span, name: String(key.value) });
    const written = value?.kind === 'scalar' ? String(value.value) : undefined;
    const choice = written === undefined ? undefined : partAt(apiVersion, type, at, written);
    if (choice && value && written !== undefined) found.push({ part: choice, span: value.span, name: written });
    collect(value, at, resource, found);
  }
}
