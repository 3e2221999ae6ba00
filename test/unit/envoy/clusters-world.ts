import assert from 'node:assert/strict';
import { type ClusterAnswer, clusterOf } from '../../../server/src/envoy/clusters/cluster';
import type { Cluster } from '../../../server/src/envoy/config';
import { type DestinationRuleChoice, destinationRuleFor } from '../../../server/src/mesh/destination-rule-choice';
import type { Evidence } from '../../../server/src/mesh/evidence';
import { type Scope, scopeOf } from '../../../server/src/mesh/scope';
import { pathText } from '../../../server/src/yaml/tree';
import { fixture } from '../../fixture';

/** The proxy that looks: a sidecar of namespace shop without labels, where nothing else is said. */
export interface Looking {
  readonly from?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly gateway?: boolean;
}

export const atGateway: Looking = { from: 'istio-system', gateway: true };

export function scopeIn(
  objects: readonly string[],
  { from = 'shop', labels = {}, gateway = false }: Looking = {},
): Scope {
  const { workspace, main } = fixture(objects.join('---\n'));
  const [document] = workspace.documents(main);
  const [found] = document ? workspace.meshesOf(document) : [];
  assert.ok(found);
  return scopeOf(found.mesh, {
    type: gateway ? 'gateway' : 'sidecar',
    namespace: from,
    labels: new Map(Object.entries(labels)),
    workload: undefined,
    assumed: false,
    unprivileged: false,
  });
}

/** What a proxy has under a cluster's name. */
export const lookUp = (objects: readonly string[], name: string, looking?: Looking): ClusterAnswer =>
  clusterOf(scopeIn(objects, looking), name);

export function clusterIn(objects: readonly string[], name: string, looking?: Looking): Cluster {
  const { cluster, because } = lookUp(objects, name, looking);
  assert.ok(cluster, because[0]?.text);
  return cluster;
}

/** The fact for which there is no such cluster. */
export function missingIn(objects: readonly string[], name: string, looking?: Looking): string {
  const { cluster, because } = lookUp(objects, name, looking);
  assert.equal(cluster, undefined);
  return because[0]?.fact ?? '';
}

/** The DestinationRule for a host, with all that is to be said of it. */
export function ruleIn(objects: readonly string[], host: string, looking?: Looking) {
  const { because, passedOver, ...choice } = destinationRuleFor(scopeIn(objects, looking), host);
  return { ...choice, because: because(), passedOver: passedOver() };
}

/** The names of what a rule was merged from. */
export const names = ({ rule }: Pick<DestinationRuleChoice, 'rule'>): string[] => rule?.from.map((it) => it.name) ?? [];

/** Such as `D3 wide spec.host`. */
export const shown = (evidence: readonly Evidence[]): string[] =>
  evidence.map(({ fact, object, path }) => [fact, object?.name, path && pathText(path)].filter(Boolean).join(' '));

const object = (api: string, kind: string, name: string, namespace: string, spec: string, more = ''): string =>
  `apiVersion: ${api}\nkind: ${kind}\nmetadata: { name: ${name}${namespace && `, namespace: ${namespace}`}${more} }\nspec: { ${spec} }\n`;

/** `at` is `namespace/name`; without a namespace it is just `name`. */
const named = (at: string): [string, string] => {
  const [namespace = '', name] = at.split('/');
  return name === undefined ? [namespace, ''] : [name, namespace];
};

export const rule = (at: string, host: string, spec = '', metadata = ''): string =>
  object('networking.istio.io/v1', 'DestinationRule', ...named(at), `host: "${host}"${spec && `, ${spec}`}`, metadata);

export const entry = (at: string, host: string, spec: string, metadata = ''): string =>
  object('networking.istio.io/v1', 'ServiceEntry', ...named(at), `hosts: [ "${host}" ], ${spec}`, metadata);

export const service = (at: string, spec: string, metadata = ''): string =>
  object('v1', 'Service', ...named(at), spec, metadata);

export const pods = (at: string, labels: string, spec = ''): string => {
  const [name, namespace] = named(at);
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { template: { metadata: { labels: { ${labels} } }, spec: { ${spec} } } }\n`;
};

export const peerAuthentication = (at: string, spec: string): string =>
  object('security.istio.io/v1', 'PeerAuthentication', ...named(at), spec);

export const workloadEntry = (at: string, spec: string, metadata = ''): string =>
  object('networking.istio.io/v1', 'WorkloadEntry', ...named(at), spec, metadata);

export const tls443 = 'ports: [ { number: 443, name: tls, protocol: TLS } ]';
export const dns = `resolution: DNS, ${tls443}`;
/** The traffic policy that makes a rule known by an SNI. */
export const sni = (name: string): string => `trafficPolicy: { tls: { mode: SIMPLE, sni: ${name} } }`;

/** A gateway's Service and pods in istio-system. */
export const gatewayObjects: readonly string[] = [
  service(
    'istio-system/egress',
    'selector: { app: egress }, ports: [ { port: 80, name: http, targetPort: 8080 }, { port: 443, name: https, targetPort: 8443 } ]',
  ),
  `apiVersion: apps/v1
kind: Deployment
metadata: { name: egress, namespace: istio-system }
spec:
  template:
    metadata: { labels: { app: egress }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: egress-account, containers: [ { name: istio-proxy } ] }
`,
];
