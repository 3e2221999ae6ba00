import type { Request } from '../envoy/request';
import { selectsLabels } from '../model/label-selector';
import { plainLabels } from '../model/labels';
import { unnamed } from '../model/namespace';
import { type Answer, answered } from '../text/answer';
import type { Client, Hop, Trace } from '../trace/answer';
import { hasGateway } from '../trace/bypass';
import { tracesTo } from '../trace/failures';
import { type Outside, outsideOf } from '../trace/outside';
import { externalHosts } from '../trace/requests';
import { trace } from '../trace/trace';
import { allHops } from '../trace/way';
import type { Mesh, MeshObject } from '../workspace/mesh';

/** A request that goes through a gateway, to stand for all that go through its port. */
export interface GatewayWay {
  readonly host: string;
  readonly request: Request;
  readonly traced: Trace;
}

/** One request for each port of each gateway that leads to hosts outside. */
export const gatewayWays = (mesh: Mesh): readonly GatewayWay[] =>
  mesh.remember('requests that stand for the ways through gateways', () => {
    const found = new Map<string, GatewayWay>();
    for (const host of externalHosts(mesh))
      for (const it of tracesTo(mesh, host)) {
        const gateway = gatewayOf(it);
        const key = gateway && `${gateway.proxy.workload} ${gateway.port} ${it.request.port} ${it.request.protocol}`;
        if (key && !found.has(key)) found.set(key, { host, request: it.request, traced: it });
      }
    return [...found.values()];
  });

/** The gateway that a request goes through first; `undefined` for none. */
export const gatewayOf = (traced: Trace): Hop | undefined =>
  hasGateway(traced)
    ? allHops(traced.hops).find((it) => it.proxy.type !== 'sidecar' && it.proxy.type !== 'ztunnel')
    : undefined;

/** What a policy has a part in: requests of the pods that it selects, or of the gateway that they go through. */
export interface GovernedWay {
  readonly host: string;
  readonly outside: Outside;
  readonly client: Client;
  readonly traced: Trace;
  readonly gateway: Hop;
  /** Whether the policy selects the gateway's own pods; not known where neither names its namespace. */
  readonly isOfGateway: Answer;
}

/** The ways through gateways of the pods that a policy selects, and those through gateways that it selects. */
export function governedWays(mesh: Mesh, { namespace, resource }: MeshObject<'NetworkPolicy'>): GovernedWay[] {
  const { podSelector } = resource.spec;
  if (!podSelector) return [];
  const own: Client = { namespace, labels: plainLabels(podSelector.matchLabels) };
  return gatewayWays(mesh).flatMap(({ host, request }): GovernedWay[] => {
    const traced = trace(mesh, own, request);
    const gateway = gatewayOf(traced);
    if (!gateway) return [];
    const { proxy } = gateway;
    const isBoth = proxy.namespace === namespace && selectsLabels(podSelector, proxy.labels);
    const isOfGateway = answered(isBoth && namespace === unnamed ? undefined : isBoth);
    const client = isOfGateway === 'yes' ? { namespace, labels: proxy.labels } : own;
    return [{ host, outside: outsideOf(mesh, host, request), client, traced, gateway, isOfGateway }];
  });
}
