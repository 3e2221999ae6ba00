import { labelsOf } from '../mesh/gateway-pods';
import type { Workspace } from '../workspace/workspace';
import { waypointOf } from './ambient';
import { clientNamespaces, type EgressRequest, hopPort } from './egress-request';
import { podsMadeOf } from './gateway-api';
import { type GatewayPods, meshesOf, podsBehind } from './gateway-pods';
import { waypointPort } from './waypoint';

/** The pods that the clients' requests go to next. */
export function podsFor(
  wanted: Omit<EgressRequest, 'selector'>,
  workspace: Workspace,
): GatewayPods | { readonly problem: string } {
  const { api, gateway } = wanted;
  if (api === 'sidecar' && wanted.outside === 'mtls') return podsOfClients(wanted, workspace);
  if (api === 'ambient') return podsMadeOf(waypointOf(wanted), waypointPort);
  if (api === 'gateway-api') return podsMadeOf(gateway, hopPort(wanted));
  return podsBehind(gateway, hopPort(wanted), workspace);
}

/** The clients' pods, by labels: a sidecar reads Secrets only for a DestinationRule that selects its pods. */
function podsOfClients(
  wanted: Omit<EgressRequest, 'selector'>,
  workspace: Workspace,
): GatewayPods | { readonly problem: string } {
  const clients = clientNamespaces(wanted);
  const [client = ''] = clients;
  // D9 cluster_traffic_policy.go: the rule is read in its own namespace
  if (clients.length > 1 || client !== wanted.namespace)
    return {
      problem:
        'A sidecar shows a certificate only by a rule beside it: name the namespace of the clients for the objects.',
    };
  const pods = meshesOf(workspace)
    .flatMap((it) => it.inNamespace('Workload', client))
    .map(labelsOf)
    .filter((it) => it.size > 0);
  const [labels] = pods;
  if (!labels || pods.length > 1)
    return {
      problem: `A sidecar shows a certificate only where a rule selects its pods, and namespace ${client || 'default'} has ${labels ? 'several workloads' : 'no workload'} here: let a gateway do it, by --api istio.`,
    };
  return { labels: Object.fromEntries(labels), port: wanted.port };
}
