import { fix, replace } from '../../generate/edit';
import { owns } from '../../mesh/ownership';
import { type Service, servicesMatching } from '../../mesh/services';
import { hostWithin, resolveHost, serviceName } from '../../model/host';
import { agree, namespaceLabel } from '../../model/namespace';
import { importedHost } from '../../model/sidecar';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh } from '../../workspace/mesh';
import { tlsEntry } from '../example-documents';
import { at, label } from '../places';
import { defineRule } from '../rule';

export const sidecarHostMatchesNothing = defineRule({
  id: 'sidecar-host-matches-nothing',
  severity: 'warning',
  summary: 'A Sidecar imports a host from a namespace that does not have it.',
  rationale:
    'An entry of `egress.hosts` is `namespace/host`, with the namespace in which the ServiceEntry or Service itself is, wherever it is used. An entry that finds nothing there imports nothing, and the host stays unknown to the pods.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener',
  aliases: ['KIA1004'],
  on: ['Sidecar'],

  *check(object, mesh) {
    if (object.document.partial || mesh.hasHidden('ServiceEntry')) return;
    for (const { hosts } of object.resource.spec.egress)
      for (const written of hosts) {
        const { namespace: from, host } = importedHost(written.value);
        if (hasPlaceholder(written.value) || host === '' || host === '*' || from === '*' || from.startsWith('~'))
          continue;
        const namespace = from === '.' ? object.namespace : from;
        const services = servicesMatching(mesh, host).filter((it) => hostWithin(it.host, host));
        if (services.some((it) => agree(it.namespace, namespace)) || hasRouting(mesh, namespace, host)) continue;
        const [elsewhere] = services;
        if (!elsewhere && !owns(mesh, namespace, serviceName(host) ? 'Service' : 'ServiceEntry')) continue;
        yield {
          span: written.span,
          message: `Namespace ${namespaceLabel(namespace)} has no ServiceEntry and no Service for ${host}${elsewhere ? `, which is declared in ${namespaceLabel(elsewhere.namespace)}` : ''}: this imports nothing, and the host is not known to the pods.`,
          related: elsewhere ? [at(elsewhere.object, `${label(elsewhere.object)} declares it.`)] : [],
          fixes: () => (elsewhere ? importFrom(elsewhere, host) : []),
        };

        function importFrom({ namespace: owner }: Service, name: string) {
          const right = `${owner === object.namespace ? '.' : owner}/${name}`;
          return fix(`Import ${right}`, [replace(object, written.span, right)]);
        }
      }
  },

  examples: [
    {
      title: 'the namespace of the gateway instead of that of the host',
      source: `
#- host.yaml
${tlsEntry('egress')}
#- sidecar.yaml
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
    - istio-system/api.payments.example
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Namespace istio-system has no ServiceEntry and no Service for api.payments.example, which is declared in egress: this imports nothing, and the host is not known to the pods.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress:
  - hosts:
    - ./*
    - egress/api.payments.example
`,
    },
    {
      title: 'a namespace that is described elsewhere',
      source: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [ { hosts: [ ./*, egress/api.payments.example ] } ]
`,
    },
  ],
});

/** Whether there are VirtualServices there, which an entry imports as well. */
const hasRouting = (mesh: Mesh, namespace: string, host: string): boolean =>
  // C4
  mesh
    .withHost('VirtualService', host)
    .some(
      (it) =>
        agree(it.namespace, namespace) &&
        it.resource.spec.hosts.some(({ value }) => hostWithin(resolveHost(value, it.namespace), host)),
    );
