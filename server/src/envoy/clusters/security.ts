import type { Part } from '../../mesh/destination-rule-merge';
import type { Assumption, Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Subset } from '../../model/destination-rule';
import { hostLabel } from '../../model/host';
import type { Cluster } from '../config';
import { autoMtls, type Understanding } from './auto-mtls';
import type { ClusterPlan } from './build';
import type { KnownEndpoints } from './endpoints';
import { identitiesOf } from './identities';
import { type ClusterPolicy, endpointMode, labelsOfSubset } from './traffic-policy';
import { defaultSni, meshTls, originate, type Peer } from './upstream-tls';

/** How a proxy speaks to a cluster. */
export interface Security {
  readonly tls: Cluster['tls'];
  readonly autoMtls: boolean;
  readonly because: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

interface Circumstances {
  readonly policy: ClusterPolicy | undefined;
  readonly subset: Part<Subset> | undefined;
  readonly type: Cluster['type'];
  readonly known: KnownEndpoints;
  /** Of the service as a whole, where that is a subset. */
  readonly whole: KnownEndpoints;
}

/** Works out how a proxy speaks to a cluster: as its DestinationRule says, else with the mesh's TLS to whoever understands it. */
export function securityOf(
  { mesh, proxy }: Pick<Scope, 'mesh' | 'proxy'>,
  { service, port, subset: subsetName, rule }: ClusterPlan,
  { policy, subset, type, known, whole }: Circumstances,
): Security {
  const { host } = service;
  const isDynamic = type === 'dynamic-forward-proxy';
  const peer: Peer = {
    // S6 pilot/pkg/networking/core/cluster_builder.go applyDestinationRule
    defaultSni: isDynamic ? undefined : defaultSni(port.number.value, subsetName, host),
    identities: isDynamic ? [] : identitiesOf(mesh, service, known.endpoints),
    isEntry: service.object?.resource.kind === 'ServiceEntry',
  };
  if (rule && policy?.tls)
    return { ...originate({ mesh, proxy }, policy.tls, rule, peer), autoMtls: false, assumptions: [] };

  const balancing = subset ? subset.value.trafficPolicy : rule?.trafficPolicy?.value;
  const isMeant =
    service.resolution === 'NONE' ||
    service.resolution === 'HEADLESS' ||
    balancing?.loadBalancer?.simple?.value === 'PASSTHROUGH';
  const auto = autoMtls(mesh, {
    service,
    port,
    endpoints: known.endpoints,
    all: whole.endpoints,
    labels: labelsOfSubset(subset),
    isMeant,
    mode: rule && endpointMode(rule, port, subset),
  });
  // T8 pilot/pkg/networking/core/cluster_tls.go applyUpstreamTLSSettings: only where endpoints can be told apart
  const asks = auto.isOn && type !== 'ORIGINAL_DST';
  const speaks = asks ? auto.understanding === 'all' : auto.isOn;
  const spoken = speaks ? meshTls(undefined, [], peer) : undefined;
  return {
    tls: spoken,
    autoMtls: asks,
    because: [...auto.because, ...(asks ? silence(host, auto.understanding) : [])],
    assumptions: asks && service.object ? guess(host, auto.understanding) : [],
  };
}

const silence = (host: string, understanding: Understanding): Evidence[] =>
  understanding === 'none'
    ? [
        {
          fact: 'T8',
          text: `Nothing behind ${hostLabel(host)} says that it understands the mesh’s TLS, so the proxy adds none.`,
        },
      ]
    : [];

function guess(host: string, understanding: Understanding): Assumption[] {
  const name = hostLabel(host);
  if (understanding === 'some')
    return [
      { text: `Only some of what is behind ${name} understands the mesh’s TLS; the proxy is taken to meet another.` },
    ];
  if (understanding !== undefined) return [];
  const text = `Whether the pods behind ${name} have a sidecar is not in the manifests; the proxy is taken to add no TLS.`;
  return [{ text }];
}
