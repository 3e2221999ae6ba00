import type { MergedDestinationRule, Part } from '../../mesh/destination-rule-merge';
import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { ServicePort } from '../../mesh/services';
import type { Subset } from '../../model/destination-rule';
import { hostLabel, isWildcard } from '../../model/host';
import { hasLabels } from '../../model/labels';
import type { Mesh } from '../../workspace/mesh';
import type { Cluster } from '../config';
import { type BuiltCluster, notBuilt } from './built-cluster';
import { type ClusterService, workloadsBehind } from './cluster-service';
import { balanced, type Discovery, discoveryOf, isDns, isDynamic } from './discovery';
import { buildDynamicCluster } from './dynamic';
import { endpointsOf, type KnownEndpoints } from './endpoints';
import { httpVersionOf } from './http-version';
import { securityOf } from './security';
import { type ClusterPolicy, labelsOfSubset, policyFor } from './traffic-policy';

/** What a cluster is made from. */
export interface ClusterPlan {
  readonly name: string;
  readonly service: ClusterService;
  readonly port: ServicePort;
  /** `''` for the whole service. */
  readonly subset: string;
  readonly rule: MergedDestinationRule | undefined;
}

/** Builds the cluster of a port of a service, or of a subset of it. */
export function buildCluster(scope: Pick<Scope, 'mesh' | 'proxy'>, plan: ClusterPlan): BuiltCluster {
  const { service, port, rule } = plan;
  if (isDynamic(service)) return buildDynamicCluster(scope, plan);
  const found = discoveryOf(scope.proxy, service);
  const whole = endpointsOf(scope, service, port, !isDns(found.type));
  if (isDns(found.type) && isEmpty(whole))
    // S4 pilot/pkg/networking/core/cluster_builder.go buildCluster
    return notBuilt(
      'S4',
      `${hostLabel(service.host)} has no endpoint to look up on port ${port.number.value}.`,
      service,
      'endpoints',
    );
  const policy = rule && policyFor(rule, port, undefined);
  if (plan.subset === '')
    return withPolicy(scope, plan, { subset: undefined, policy, discovery: found, known: whole, whole });
  const subset = rule?.subsets.find((it) => it.value.name?.value === plan.subset);
  if (!rule || !subset) return withoutSubset(plan);
  // pilot/pkg/networking/core/cluster_builder.go buildSubsetCluster: it starts as what the whole became
  const written = subset.value.trafficPolicy?.loadBalancer?.simple;
  const started = balanced(balanced(found, policy?.loadBalancer), written && { ...subset, value: written.value });
  const labels = labelsOfSubset(subset);
  const known: KnownEndpoints = {
    endpoints: whole.endpoints.filter((it) => hasLabels(it.labels, labels)),
    complete: whole.complete || podsLack(scope.mesh, service, labels),
  };
  if (isDns(started.type) && isEmpty(known)) {
    // D14 buildSubsetCluster
    const text = `No endpoint of ${hostLabel(service.host)} has the labels of subset ${plan.subset}, so it is not built.`;
    const because = [{ fact: 'D14', text, object: subset.object, path: [...subset.path, 'labels'] }];
    return { cluster: undefined, because, passedOver: [], assumptions: [] };
  }
  return withPolicy(scope, plan, {
    subset,
    policy: policyFor(rule, port, subset),
    discovery: started,
    known,
    whole,
  });
}

/** Whether the manifests have pods behind the service, and none with these labels. */
function podsLack(mesh: Mesh, service: ClusterService, labels: ReadonlyMap<string, string>): boolean {
  const pods = workloadsBehind(mesh, service);
  return pods.length > 0 && !pods.some((it) => hasLabels(it.labels, labels));
}

interface Draft {
  readonly subset: Part<Subset> | undefined;
  readonly policy: ClusterPolicy | undefined;
  /** Before the policy is applied. */
  readonly discovery: Discovery;
  readonly known: KnownEndpoints;
  readonly whole: KnownEndpoints;
}

function withPolicy(scope: Pick<Scope, 'mesh' | 'proxy'>, plan: ClusterPlan, draft: Draft): BuiltCluster {
  const { service, port } = plan;
  const { policy, discovery, known } = draft;
  const { type, because: discovered } = balanced(discovery, policy?.loadBalancer);
  const security = securityOf(scope, plan, { ...draft, type });
  const portOverride = overrideOf(service, port, discovery.type);
  const isWildcardName =
    isDns(type) && known.endpoints.length > 0 && known.endpoints.every((it) => isWildcard(it.address));
  const cluster = {
    name: plan.name,
    type,
    tls: security.tls,
    autoMtls: security.autoMtls,
    http: httpVersionOf(scope, service, port, policy?.connectionPool),
    endpoints: type === 'ORIGINAL_DST' ? [] : known.endpoints.map((it) => ({ address: it.address, port: it.port })),
    hasEndpoints:
      type === 'ORIGINAL_DST' ? atMeantAddress(scope) : !isWildcardName && (known.endpoints.length > 0 || ifAll(known)),
    portOverride,
  };
  const because = [
    ...discovered,
    ...(isWildcardName ? [wildcardLookup(service)] : []),
    ...(policy?.because ?? []),
    ...security.because,
    ...overrideEvidence(service, portOverride),
  ];
  return { cluster, because, passedOver: policy?.passedOver ?? [], assumptions: security.assumptions };
}

const isEmpty = ({ endpoints, complete }: KnownEndpoints): boolean => complete && endpoints.length === 0;

const ifAll = ({ complete }: KnownEndpoints): false | undefined => (complete ? false : undefined);

/** Only a proxy that connections are led to without the client's doing knows the address that was meant. */
const atMeantAddress = ({ proxy }: Pick<Scope, 'proxy'>): false | undefined =>
  // S3 what convertResolution avoids for gateways, and a DestinationRule may still ask for
  proxy.type === 'gateway' ? false : undefined;

const wildcardLookup = ({ host, object }: ClusterService): Evidence => ({
  fact: 'S4',
  text: `Without endpoints it is ${hostLabel(host)} itself that is looked up, which is no name.`,
  ...(object && { object, path: ['spec', 'hosts'] }),
});

function withoutSubset({ service, subset, rule }: ClusterPlan): BuiltCluster {
  const first = rule?.from[0];
  const host = hostLabel(service.host);
  // D13 pilot/pkg/networking/core/cluster_builder.go applyDestinationRule
  const text = first
    ? `DestinationRule ${first.name}, which the proxy reads for ${host}, has no subset ${subset}.`
    : `The proxy reads no DestinationRule for ${host}, so it has no subset ${subset}.`;
  const about = first && { object: first, path: ['spec', 'subsets'] };
  return { cluster: undefined, because: [{ fact: 'D13', text, ...about }], passedOver: [], assumptions: [] };
}

function overrideOf({ resolution }: ClusterService, port: ServicePort, type: Cluster['type']): number | undefined {
  // S7 pilot/pkg/networking/core/cluster_builder.go buildCluster
  if (type !== 'ORIGINAL_DST' || resolution !== 'NONE') return undefined;
  return port.targetPort === port.number.value ? undefined : port.targetPort;
}

const overrideEvidence = ({ object }: ClusterService, port: number | undefined): Evidence[] =>
  port === undefined || !object
    ? []
    : [
        {
          fact: 'S7',
          text: `It dials port ${port} instead of the one that was meant.`,
          object,
          path: ['spec', 'ports'],
        },
      ];
