import { meshGateway } from '../../model/virtual-service';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { compare, created } from '../../workspace/shelf';
import type { Path } from '../../yaml/tree';
import { generated, located } from './generated';
import { withPort } from './http-matches';
import { type ConvertedRule, httpRules } from './http-rules';
import { parentsOf, type RouteParent, takesName } from './parents';
import { inMatchOrder } from './route-order';
import { hostnamesOf } from './routes';

type HttpRoute = MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'>;
type VirtualService = MeshObject<'VirtualService'>;

/** What a route gives to one host of one parent. */
export interface Share {
  readonly route: HttpRoute;
  /** Shares with the same key become one VirtualService. */
  readonly key: string;
  readonly host: Located<string>;
  /** In the route, where the host comes from. */
  readonly hostPath: Path;
  /** As a VirtualService names it. */
  readonly gateway: string;
  readonly rules: readonly ConvertedRule[];
}

/** What an HTTPRoute or a GRPCRoute gives to each host of each of its parents. */
export const sharesOf = (mesh: Mesh, route: HttpRoute): readonly Share[] =>
  mesh.rememberOf(route, 'shares', () => {
    const own = parentsOf(mesh, route)
      .flatMap((it) => sharesFor(mesh, route, it))
      .sort((a, b) => compare(a.gateway, b.gateway));
    if (route.resource.kind === 'HTTPRoute') return own;
    // route_collections.go: the objects that Istio makes are numbered, so those of an HTTPRoute of the same name take their place
    const taken = mesh.find('HTTPRoute', route.namespace, route.name).flatMap((it) => sharesOf(mesh, it));
    return own.slice(taken.length);
  });

function sharesFor(mesh: Mesh, route: HttpRoute, parent: RouteParent): Share[] {
  if (parent.denied) return [];
  const isMesh = parent.bound === meshGateway;
  const { rules } = httpRules(mesh, route, isMesh);
  if (rules.length === 0) return [];
  if (parent.bound === meshGateway) {
    const { port, name } = parent.reference;
    // K3 pilot/pkg/config/kube/gateway/conversion.go augmentPortMatch
    const own = port ? rules.map((it) => onPort(it, port)) : rules;
    const scope = port ? `${route.namespace}/${port.value}` : route.namespace;
    const at = name ?? parent.reference;
    // K2 route_collections.go HTTPRouteCollection: the hosts are those of the parent
    return parent.hosts.map((host) => ({
      route,
      key: `${scope}/${host}`,
      host: located(host, at),
      hostPath: ['spec', 'parentRefs', parent.index],
      gateway: meshGateway,
      rules: own,
    }));
  }
  const { server } = parent.bound;
  const gateway = `${server.namespace}/${server.name}`;
  const names = hostnamesOf(route);
  const hosts = names.length > 0 ? names : [located('*', parent.reference)];
  return hosts
    .filter((it) => takesName(parent, it.value.toLowerCase()))
    .map((host) => ({
      route,
      key: `${gateway}/${host.value}`,
      host,
      hostPath: names.length > 0 ? ['spec', 'hostnames', names.indexOf(host)] : ['spec', 'parentRefs', parent.index],
      gateway,
      rules,
    }));
}

const onPort = (it: ConvertedRule, port: Located<number>): ConvertedRule => ({
  ...it,
  rule: { ...it.rule, match: [withPort(it.rule.match[0], port)] },
});

/** The VirtualServices that Istio makes of shares: one for each key, with the rules of all routes in the order of matches. */
export function mergedShares(shares: readonly Share[]): VirtualService[] {
  const groups = new Map<string, Share[]>();
  for (const it of shares) {
    const group = groups.get(it.key);
    if (group) group.push(it);
    else groups.set(it.key, [it]);
  }
  return [...groups.values()].map(mergedShare);
}

const merged = new WeakMap<Share, { readonly shares: readonly Share[]; readonly made: VirtualService }>();

/** The same object for the same shares, as others keep what they know of it. */
function mergedShare(shares: readonly Share[]): VirtualService {
  // route_collections.go mergeHTTPRoutes, sortRoutesByCreationTime
  const [first, ...others] = [...shares].sort(compareShares) as [Share, ...Share[]];
  const known = merged.get(first);
  if (known?.shares.length === others.length && known.shares.every((it, index) => it === others[index]))
    return known.made;
  const made = virtualService(first, inMatchOrder([first, ...others].flatMap((it) => it.rules)));
  merged.set(first, { shares: others, made });
  return made;
}

const compareShares = ({ route: a }: Share, { route: b }: Share): number =>
  compare(created(a), created(b)) || compare(a.namespace, b.namespace) || compare(a.name, b.name);

function virtualService(
  { key, route, host, hostPath, gateway }: Share,
  rules: readonly ConvertedRule[],
): VirtualService {
  const spec = {
    hosts: [host],
    gateways: [located(gateway, host)],
    http: rules.map((it) => it.rule),
    tls: [],
    tcp: [],
    exportTo: [],
    span: route.resource.span,
  };
  return generated('VirtualService', route, key.replaceAll('/', '~'), spec, ([, section, index, ...below]) => {
    const rule = section === 'http' && typeof index === 'number' ? rules[index] : undefined;
    return rule ? { object: rule.from, path: rule.written(below) } : { object: route, path: hostPath };
  });
}
