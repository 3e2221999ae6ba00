import { type Fix, fix, removeObject, replace, rewrite } from '../../generate/edit';
import { usualSelector } from '../../generate/gateway-pods';
import { apiGroup } from '../../model/kinds';
import type { RemovedSpec } from '../../model/removed-kind';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Value } from '../../yaml/write';
import { severityOfOld } from '../old-mesh';
import { defineRule } from '../rule';

interface Removed {
  readonly kinds?: readonly string[];
  /** What read it, and until when. */
  readonly why: string;
  readonly instead: string;
}

/** What became of the kinds of a group; the first row that has the kind is meant. */
const removed: Readonly<Record<string, readonly Removed[]>> = {
  'authentication.istio.io': [
    { why: 'Istio reads no authentication policies of this kind since 1.6', instead: 'PeerAuthentication' },
  ],
  'rbac.istio.io': [{ why: 'Istio reads no roles of its own since 1.6', instead: 'AuthorizationPolicy' }],
  'config.istio.io': [
    { kinds: ['RouteRule'], why: 'Istio reads it no more since 1.0', instead: 'VirtualService' },
    { kinds: ['IngressRule'], why: 'Istio reads it no more since 1.0', instead: 'Gateway and VirtualService' },
    { kinds: ['EgressRule'], why: 'Istio reads it no more since 1.0', instead: 'ServiceEntry' },
    { kinds: ['DestinationPolicy'], why: 'Istio reads it no more since 1.0', instead: 'DestinationRule' },
    {
      why: 'It was for Mixer, which Istio has not had since 1.8',
      instead: 'AuthorizationPolicy for access, and Telemetry for logs and metrics',
    },
  ],
  'gateway.networking.x-k8s.io': [{ why: 'Istio 1.30 and later do not read it', instead: 'ListenerSet' }],
};
const ofOpenShift = (group: string): string => group.replace('.maistra.io', '.istio.io');

export const removedApiGroup = defineRule({
  id: 'removed-api-group',
  severity: 'error',
  summary: 'An object is of a kind that Istio no longer has.',
  rationale:
    'Policies of `authentication.istio.io` and roles of `rbac.istio.io` went with Istio 1.6, and what Mixer was told in `config.istio.io` with 1.8. Clusters no longer have their CRDs, so the object is refused; where an old CRD has been left behind it is taken and nothing reads it: a policy that seems to protect something does not. Where the workspace does not say which Istio the mesh has, it is a warning; a hint in a template, and in an object that was read from a cluster.',
  reference: 'https://istio.io/latest/news/releases/1.6.x/announcing-1.6/upgrade-notes/',
  aliases: ['IST0002'],
  on: ['RemovedKind'],

  *check(object, mesh) {
    const { type, apiVersion, apiVersionSpan } = object.resource;
    const rows = removed[ofOpenShift(apiGroup(apiVersion))];
    const row = rows?.find((it) => it.kinds?.includes(type) ?? true);
    if (!row) return;
    yield {
      span: apiVersionSpan,
      severity: severityOfOld(object, mesh),
      message: `${row.why}, so this ${type} does nothing; today there is ${row.instead}.`,
      fixes: () => [
        ...successor(object, mesh),
        ...fix('Remove this object, which nothing reads', [removeObject(object)]),
      ],
    };
  },

  examples: [
    {
      title: 'mutual TLS for a namespace, as it was written before Istio 1.5',
      source: `
apiVersion: authentication.istio.io/v1alpha1
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Istio reads no authentication policies of this kind since 1.6, so this Policy does nothing; today there is PeerAuthentication.
kind: Policy
metadata:
  name: default
  namespace: shop
spec:
  peers:
  - mtls: {}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: shop
spec:
  mtls:
    mode: STRICT
`,
    },
    {
      title: 'a rule for Mixer',
      source: `
apiVersion: config.istio.io/v1alpha2
#           ^^^^^^^^^^^^^^^^^^^^^^^^ It was for Mixer, which Istio has not had since 1.8, so this rule does nothing; today there is AuthorizationPolicy for access, and Telemetry for logs and metrics.
kind: rule
metadata: { name: log-egress, namespace: istio-system }
spec:
  match: destination.service.host == "api.payments.example"
  actions: [ { handler: log.stdio, instances: [ access.logentry ] } ]
`,
    },
    {
      title: 'roles of Kubernetes itself',
      source: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: read-secrets, namespace: istio-system }
rules:
- { apiGroups: [ "" ], resources: [ secrets ], verbs: [ get ] }
`,
    },
  ],
});

/** The object of today that says the same, where there is one. */
function successor(object: MeshObject<'RemovedKind'>, mesh: Mesh): Fix[] {
  const { type, spec, apiVersionSpan, kindSpan } = object.resource;
  if (type === 'XListenerSet')
    return fix('Make it a ListenerSet', [
      replace(object, apiVersionSpan, 'gateway.networking.k8s.io/v1'),
      replace(object, kindSpan, 'ListenerSet'),
    ]);
  if (!/Policy$/.test(type) || spec.origins) return [];
  const authentication = peerAuthentication(object, spec, mesh);
  return authentication ? fix('Make it a PeerAuthentication', [rewrite(object, authentication)]) : [];
}

function peerAuthentication(object: MeshObject, spec: RemovedSpec, mesh: Mesh): Value | undefined {
  const { name, namespace, type } = object.resource;
  const [target, ...others] = spec.targets;
  if (!name || others.length > 0 || target?.ports) return undefined;
  const selector = target?.name && selectorOf(mesh, object.namespace, target.name.value);
  if (target && !selector) return undefined;
  // a policy for the whole mesh was in no namespace, today it is in Istio's
  const home = type === 'MeshPolicy' ? mesh.settings.rootNamespace : namespace?.value;
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: name.value, ...(home && { namespace: home }) },
    spec: { ...(selector && { selector: { matchLabels: selector } }), mtls: { mode: modeOf(spec) } },
  };
}

/** Without peers nothing was asked of clients. */
function modeOf({ peers }: RemovedSpec): string {
  const mtls = peers.find((it) => it.mtls)?.mtls;
  if (mtls?.mode) return mtls.mode.value;
  return peers.length > 0 ? 'STRICT' : 'DISABLE';
}

/** The labels of the pods behind a Service. */
function selectorOf(mesh: Mesh, namespace: string, service: string): Record<string, string> | undefined {
  for (const { resource } of mesh.find('Service', namespace, service))
    if (resource.spec.selector)
      return Object.fromEntries([...resource.spec.selector].map(([key, { value }]) => [key, value]));
  return /^istio-(?:e|in)gressgateway$/.test(service) ? usualSelector(service) : undefined;
}
