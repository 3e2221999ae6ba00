import type { Origin } from '../envoy/config';
import { gatewayPort } from '../envoy/gateway/listener';
import { destinationRuleFor } from '../mesh/destination-rule-choice';
import { dialledPort, type GatewayWorkload, gatewaysBehindService } from '../mesh/gateway-workloads';
import { type Scope, scopeOf } from '../mesh/scope';
import { hasLabels, plainLabels } from '../model/labels';
import { type Arrival, arrive, type Outcome } from './arrive';
import { end } from './outcome';
import { outermost, type Traffic } from './traffic';

/** Where a proxy sends a request, as far as it can be a gateway. */
export interface Target {
  /** The name of the cluster that it goes through. */
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  /** Of the cluster; empty for none. */
  readonly subset: string;
  /** A pod is dialled at its own port, and not its Service. */
  readonly isPod: boolean;
  /** The rule that sends it there. */
  readonly route: Origin | undefined;
}

/** What a gateway does with a request that is sent to its Service; `undefined` where no gateway is behind that. */
export function toGateway(arrival: Arrival, target: Target, traffic: Traffic): Outcome | undefined {
  const { scope } = arrival;
  const behind = gatewaysBehindService(scope.mesh, target.host);
  if (behind.length === 0) return undefined;
  const workload = inSubset(scope, behind, target);
  if (!workload)
    return end('failed', {
      reason: 'no-endpoints',
      proxy: scope.proxy.type,
      host: target.host,
      subset: target.subset,
      places: target.route ? [target.route] : [],
    });
  const step = `${scope.proxy.workload ?? 'client'} ${target.cluster}`;
  if (arrival.visited.includes(step))
    return end('failed', {
      reason: 'loop',
      places: target.route ? [target.route] : [],
    });
  // G5 a pod that is dialled without its Service has no port but its own
  const port = target.isPod ? target.port : dialledPort(workload, target.host, target.port);
  const own = scopeOf(scope.mesh, workload.proxy);
  const request = { host: traffic.request.host, sni: outermost(traffic)?.sni };
  const { listener, reasons } =
    port === undefined ? { listener: undefined, reasons: [] } : gatewayPort(own, workload, port, request);
  const outcome = arrive({
    scope: own,
    listener,
    reasons,
    address: undefined,
    port: port ?? target.port,
    servicePort: target.port,
    traffic,
    identity: { namespace: workload.proxy.namespace, serviceAccount: workload.serviceAccount },
    caller: arrival.identity,
    visited: [...arrival.visited, step],
  });
  return { ...outcome, assumptions: [...workload.assumptions, ...outcome.assumptions] };
}

/** The first of the workloads whose pods the subset takes; those that are only assumed have all labels. */
function inSubset(
  scope: Scope,
  workloads: readonly GatewayWorkload[],
  { host, subset }: Target,
): GatewayWorkload | undefined {
  if (subset === '') return workloads[0];
  const { rule } = destinationRuleFor(scope, host);
  const labels = plainLabels(rule?.subsets.find(({ value }) => value.name?.value === subset)?.value.labels);
  // D14 pilot/pkg/networking/core/cluster_builder.go buildSubsetCluster
  return workloads.find(({ proxy }) => proxy.assumed || hasLabels(proxy.labels, labels));
}
