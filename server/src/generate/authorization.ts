import { authorize } from '../envoy/authorization/authorize';
import { sectionOf } from '../mesh/gateway-protocol';
import { isWildcard } from '../model/host';
import type { Trace } from '../trace/answer';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import {
  clientNamespaces,
  dialledHost,
  type EgressRequest,
  entryName,
  hopPort,
  isHttp,
  objectName,
} from './egress-request';
import { kubernetesObject } from './objects';

/**
 * Refuses everybody but the clients the way to the host. It denies, as a policy that allows would refuse all that the
 * gateway does for others; so each host has its own, and no other notices.
 */
export function authorizationObject(mesh: Mesh, request: EgressRequest, podPort: number | undefined): Value {
  const others = { from: [{ source: { notNamespaces: [...clientNamespaces(request)] } }] };
  const { target, namespace } = attachment(request);
  return kubernetesObject(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    { ...objectName(request), namespace },
    {
      ...target,
      action: 'DENY',
      // what a waypoint is told of a ServiceEntry is for that alone
      rules: [request.api === 'ambient' ? others : { ...others, ...forHost(mesh, request, podPort) }],
    },
  );
}

/** The first proxy after the client's own: the egress gateway, or the waypoint. */
export const gatewayHop = ({ hops }: Trace) =>
  hops.find((it) => it.proxy.type !== 'sidecar' && it.proxy.type !== 'ztunnel');

/** Whom the policy is for, and where it must be for that. */
function attachment(request: EgressRequest): {
  readonly target: { readonly [key: string]: Value };
  readonly namespace: string;
} {
  const { api, gateway, selector, release } = request;
  const entry = { group: 'networking.istio.io', kind: 'ServiceEntry', name: entryName(request) };
  if (api === 'ambient') return { target: { targetRefs: [entry] }, namespace: request.namespace };
  const reference = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name };
  // releases.ts: targetRefs since 1.22
  const isNamed = api === 'gateway-api' && (release === undefined || release >= 22);
  const target = isNamed ? { targetRefs: [reference] } : { selector: { matchLabels: { ...selector } } };
  return { target, namespace: gateway.namespace };
}

/** What tells requests for the host from others at the gateway. */
function forHost(mesh: Mesh, request: EgressRequest, port: number | undefined): { readonly [key: string]: Value } {
  const { host } = request;
  const ports = port === undefined ? {} : { ports: [String(port)] };
  // P2 model.go: where only bytes are seen, a rule that denies goes on without the hosts, and would be for all on the port
  if (isHttp(request) && !isWildcard(host) && !seesBytes(mesh, request))
    return { to: [{ operation: { hosts: [host, `${host}:*`], ...ports } }] };
  return {
    ...(port === undefined ? {} : { to: [{ operation: ports }] }),
    when: [{ key: 'connection.sni', values: [dialledHost(request)] }],
  };
}

/** Whether a server on the hop's port passes on bytes. */
const seesBytes = (mesh: Mesh, { selector, hopPort: port, ...rest }: EgressRequest): boolean =>
  mesh
    .all('Gateway')
    .some(
      ({ resource: { spec } }) =>
        [...(spec.selector ?? [])].every(([key, { value }]) => selector[key] === value) &&
        spec.servers.some(
          (it) => it.port?.number?.value === hopPort({ ...rest, hopPort: port }) && sectionOf(it) !== 'http',
        ),
    );

/** Whether those that are no clients are refused where the clients' requests leave the mesh. */
export function isAuthorized(mesh: Mesh, request: EgressRequest, way: Trace): boolean {
  const stranger = { namespace: `not-${clientNamespaces(request).join('-')}`, serviceAccount: undefined };
  if (request.api === 'ambient')
    return trace(mesh, { namespace: stranger.namespace, labels: new Map() }, way.request).verdict !== 'gateway';
  const gateway = gatewayHop(way);
  if (!gateway) return false;
  const { proxy, port, match } = gateway;
  const workload = { namespace: proxy.namespace, labels: proxy.labels, isHttp: isHttp(request), port };
  return authorize(mesh, workload, way.request, { identity: stranger, sni: match.sni }).decision === 'deny';
}
