import type { MergedDestinationRule, Part } from '../../mesh/destination-rule-merge';
import type { Evidence } from '../../mesh/evidence';
import type { ServicePort } from '../../mesh/services';
import type { ClientTls, PortPolicy, Subset, TrafficPolicy } from '../../model/destination-rule';
import { type Labels, plainLabels } from '../../model/labels';

/** What a DestinationRule says of one cluster, as far as it decides where requests go. */
export interface ClusterPolicy {
  readonly tls: Part<ClientTls> | undefined;
  /** `PASSTHROUGH` for the address that was meant. */
  readonly loadBalancer: Part<string> | undefined;
  readonly connectionPool: PortPolicy['connectionPool'];
  readonly because: readonly Evidence[];
  readonly passedOver: readonly Evidence[];
}

/** The policy for a port and perhaps a subset. */
export function policyFor(
  { trafficPolicy }: Pick<MergedDestinationRule, 'trafficPolicy'>,
  port: Pick<ServicePort, 'number' | 'targetPort'>,
  subset: Part<Subset> | undefined,
): ClusterPolicy {
  const top = ofPort(trafficPolicy, port);
  const written = subset?.value.trafficPolicy;
  if (!subset || !written) return withEvidence(top, top);
  const own = ofPort({ ...subset, value: written, path: [...subset.path, 'trafficPolicy'] }, port);
  // D11 pilot/pkg/model/destination_rule.go MergeTrafficPolicy
  const tls = own.isOfPort ? own.tls : (own.tls ?? top.tls);
  const loadBalancer = own.isOfPort ? own.loadBalancer : (own.loadBalancer ?? top.loadBalancer);
  const connectionPool = own.isOfPort ? own.connectionPool : (own.connectionPool ?? top.connectionPool);
  const hidden =
    top.tls && tls !== top.tls
      ? [
          {
            fact: 'D11',
            text: `Subset ${subset.value.name?.value ?? ''} has its own settings for this, which hold instead.`,
            object: top.tls.object,
            path: top.tls.path,
          },
        ]
      : [];
  const merged = {
    ...own,
    tls,
    loadBalancer,
    connectionPool,
    passedOver: [...top.passedOver, ...own.passedOver, ...hidden],
  };
  return withEvidence(merged, own);
}

interface PolicyOfPort {
  readonly isOfPort: boolean;
  readonly tls: Part<ClientTls> | undefined;
  readonly loadBalancer: Part<string> | undefined;
  readonly connectionPool: PortPolicy['connectionPool'];
  readonly passedOver: readonly Evidence[];
}

/** What is said for the port, else what is said for all. */
function ofPort(
  policy: Part<TrafficPolicy> | undefined,
  port: Pick<ServicePort, 'number' | 'targetPort'>,
): PolicyOfPort {
  if (!policy)
    return { isOfPort: false, tls: undefined, loadBalancer: undefined, connectionPool: undefined, passedOver: [] };
  const { portLevelSettings, tls } = policy.value;
  const settingsPath = [...policy.path, 'portLevelSettings'];
  // D12 pilot/pkg/networking/util/util.go GetPortLevelTrafficPolicy: the number of the Service's port
  const index = portLevelSettings.findIndex((it) => it.port?.number?.value === port.number.value);
  const own = portLevelSettings[index];
  if (own) {
    // D10 GetPortLevelTrafficPolicy: nothing is inherited
    const passedOver = tls
      ? [
          {
            fact: 'D10',
            text: `The settings for port ${port.number.value} replace all that is said for the host as a whole.`,
            object: policy.object,
            path: [...policy.path, 'tls'],
          },
        ]
      : [];
    return { isOfPort: true, ...settings(own, { ...policy, path: [...settingsPath, index] }), passedOver };
  }
  const meant = portLevelSettings.findIndex((it) => it.port?.number?.value === port.targetPort);
  const passedOver =
    meant < 0
      ? []
      : [
          {
            fact: 'D12',
            text: `Port ${port.targetPort} is the one behind port ${port.number.value}, and only settings for the latter would count.`,
            object: policy.object,
            path: [...settingsPath, meant, 'port'],
          },
        ];
  return { isOfPort: false, ...settings(policy.value, policy), passedOver };
}

function settings({ tls, loadBalancer, connectionPool }: PortPolicy | TrafficPolicy, { object, path }: Part<unknown>) {
  const simple = loadBalancer?.simple;
  return {
    tls: tls && { value: tls, object, path: [...path, 'tls'] },
    loadBalancer: simple && { value: simple.value, object, path: [...path, 'loadBalancer', 'simple'] },
    connectionPool,
  };
}

function withEvidence(policy: PolicyOfPort, own: PolicyOfPort): ClusterPolicy {
  const { tls, loadBalancer, connectionPool, passedOver } = policy;
  if (!tls) return { tls, loadBalancer, connectionPool, because: [], passedOver };
  const { object, path } = tls;
  const isOwn = tls === own.tls;
  const fact = isOwn && own.isOfPort ? 'D10' : path.includes('subsets') ? 'D11' : 'T1';
  const mode = tls.value.mode?.value ?? 'DISABLE';
  const text = mode === 'DISABLE' ? 'It turns TLS off.' : `It makes the proxy speak TLS of mode ${mode}.`;
  return { tls, loadBalancer, connectionPool, because: [{ fact, text, object, path }], passedOver };
}

/**
 * The TLS mode by which endpoints are marked: unlike the cluster's it is also read where the settings of a port, which
 * say nothing of TLS, hide it.
 */
export function endpointMode(
  { trafficPolicy }: MergedDestinationRule,
  port: ServicePort,
  subset: Part<Subset> | undefined,
): string | undefined {
  // T8 pilot/pkg/xds/endpoints/mtls_checker.go tlsModeForDestinationRule, trafficPolicyTLSModeForPort
  const modeIn = (policy: TrafficPolicy | undefined): string | undefined => {
    const own = policy?.portLevelSettings.find((it) => it.port?.number?.value === port.number.value && it.tls);
    const tls = own?.tls ?? policy?.tls;
    return tls && (tls.mode?.value ?? 'DISABLE');
  };
  return modeIn(subset?.value.trafficPolicy) ?? modeIn(trafficPolicy?.value);
}

/** The labels that an endpoint must have to be in the subset. */
export const labelsOfSubset = (subset: Part<Subset> | undefined): Labels => plainLabels(subset?.value.labels);
