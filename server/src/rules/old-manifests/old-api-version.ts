import { replace } from '../../generate/edit';
import { isBefore, istioVersion } from '../../mesh/istio-version';
import { apiGroup, versionOf } from '../../model/kinds';
import { releaseText, servedSince } from '../../schema/releases';
import { knownKinds } from '../../schema/schema';
import { anyKind } from '../manifests/field-problems';
import { defineRule } from '../rule';

export const oldApiVersion = defineRule({
  id: 'old-api-version',
  severity: 'hint',
  summary: 'An object of Istio is written in an older version of its API.',
  rationale:
    'All versions of a kind have the same fields and mean the same, and the older ones are still served. Istio’s own pages have been written in `v1` since 1.24, which clusters know since Istio 1.22.',
  reference: 'https://istio.io/latest/blog/2024/v1-apis/',
  on: anyKind,

  *check(object, mesh) {
    const { apiVersion, type, apiVersionSpan } = object.resource;
    if (!apiGroup(apiVersion).endsWith('istio.io')) return;
    const [newest] =
      knownKinds.find((it) => it.kind === type && it.apiVersions.includes(apiVersion))?.apiVersions ?? [];
    if (newest === undefined || newest === apiVersion) return;
    const since = servedSince(newest, type)?.since;
    if (since !== undefined && isBefore(mesh, since)) return;
    const known = since !== undefined && istioVersion(mesh) === undefined;
    yield {
      span: apiVersionSpan,
      message: `${versionOf(apiVersion)} of ${type} is still served; it is called ${versionOf(newest)} ${
        since === undefined ? 'now' : `since Istio ${releaseText(since)}`
      }, with the same fields.`,
      fixes: () => [{ title: `Change to ${newest}`, safe: !known, edits: [replace(object, apiVersionSpan, newest)] }],
    };
  },

  examples: [
    {
      title: 'a ServiceEntry of Istio 1.20',
      source: `
apiVersion: networking.istio.io/v1beta1
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ v1beta1 of ServiceEntry is still served; it is called v1 since Istio 1.22, with the same fields.
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
`,
    },
    {
      title: 'a mesh whose Istio knows no newer one',
      source: `
#- payments.yaml
apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: DNS
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { tag: 1.20.3 }
`,
    },
  ],
});
