import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import { hostLabel } from '../../model/host';
import type { Protocol } from '../../model/protocol';
import type { ClusterPlan } from './build';
import { type BuiltCluster, notBuilt } from './built-cluster';
import { httpVersionOf } from './http-version';
import { securityOf } from './security';
import { policyFor } from './traffic-policy';

// S6 pilot/pkg/networking/core/cluster.go buildOutboundClusters
const protocols: ReadonlySet<Protocol> = new Set<Protocol>(['HTTP', 'TLS', 'GRPC', 'HTTP2']);

/** The cluster that looks up whatever name a request has. */
export function buildDynamicCluster(scope: Pick<Scope, 'mesh' | 'proxy'>, plan: ClusterPlan): BuiltCluster {
  const { name, service, port, subset, rule } = plan;
  const host = hostLabel(service.host);
  if (!protocols.has(port.protocol))
    return notBuilt(
      'S6',
      `${host} looks up names only for HTTP, HTTP2, GRPC and TLS, and port ${port.number.value} is none of them.`,
      service,
      'ports',
    );
  // S6 pilot/pkg/networking/core/cluster_builder.go applyDestinationRule
  if (subset !== '')
    return notBuilt('S6', `${host} has resolution DYNAMIC_DNS, which knows no subsets.`, service, 'resolution');
  const policy = rule && policyFor(rule, port, undefined);
  const type = 'dynamic-forward-proxy';
  const known = { endpoints: [], complete: false };
  const security = securityOf(scope, plan, { policy, subset: undefined, type, known, whole: known });
  const isGateway = scope.proxy.type === 'gateway';
  const lost: Evidence[] =
    isGateway && service.object
      ? [
          {
            fact: 'S6',
            text: 'Only sidecars look up names for resolution DYNAMIC_DNS; a gateway finds nothing to send to.',
            object: service.object,
            path: ['spec', 'resolution'],
          },
        ]
      : [];
  return {
    cluster: {
      name,
      type,
      tls: security.tls,
      autoMtls: security.autoMtls,
      http: httpVersionOf(scope, service, port, policy?.connectionPool),
      endpoints: [],
      // S6 pilot/pkg/networking/core/listener_builder.go: gateways have no filter that fills it
      hasEndpoints: isGateway ? false : undefined,
      portOverride: undefined,
    },
    because: [...lost, ...(policy?.because ?? []), ...security.because],
    passedOver: policy?.passedOver ?? [],
    assumptions: security.assumptions,
  };
}
