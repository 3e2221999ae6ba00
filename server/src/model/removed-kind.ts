import { list, present, type Read, struct, text } from '../yaml/read';
import { defineKind } from './kind';

const spec = struct({
  /** Of an authentication policy: the Services that it is for; all of its namespace where there are none. */
  targets: list(struct({ name: text, ports: present })),
  peers: list(struct({ mtls: struct({ mode: text }) })),
  origins: present,
});

export type RemovedSpec = Read<typeof spec>;

/** What Istio no longer reads at all: of the first authentication and authorization, of Mixer, and of the API before 0.8. */
export const removedKind = defineKind({
  name: 'RemovedKind',
  groups: [
    'authentication.istio.io',
    'rbac.istio.io',
    'config.istio.io',
    'authentication.maistra.io',
    'rbac.maistra.io',
    'gateway.networking.x-k8s.io',
  ],
  kinds: [
    ...['Policy', 'MeshPolicy', 'ServiceMeshPolicy'],
    ...['ServiceRole', 'ServiceRoleBinding', 'RbacConfig', 'ClusterRbacConfig', 'ServiceMeshRbacConfig'],
    ...['RouteRule', 'EgressRule', 'IngressRule', 'DestinationPolicy'],
    ...['HTTPAPISpec', 'HTTPAPISpecBinding', 'QuotaSpec', 'QuotaSpecBinding'],
    ...['rule', 'handler', 'instance', 'template', 'adapter', 'attributemanifest'],
    ...['apikey', 'authorization', 'checknothing', 'edge', 'kubernetes', 'listentry', 'logentry', 'metric', 'quota'],
    ...['reportnothing', 'tracespan', 'bypass', 'circonus', 'cloudwatch', 'denier', 'dogstatsd', 'fluentd'],
    ...[
      'kubernetesenv',
      'listchecker',
      'memquota',
      'noop',
      'opa',
      'prometheus',
      'rbac',
      'redisquota',
      'servicecontrol',
    ],
    ...['servicecontrolreport', 'signalfx', 'solarwinds', 'stackdriver', 'statsd', 'stdio', 'zipkin'],
    'XListenerSet',
  ],
  aside: true,
  spec,
  *mentions() {},
});
