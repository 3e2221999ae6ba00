import { hostsMatch, hostWithin } from '../../model/host';
import { meshGateway, type TlsRule } from '../../model/virtual-service';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { generated, generatedName, located } from './generated';
import type { ConvertedRule } from './http-rules';
import { l4Rules } from './l4-rules';
import { parentsOf, type RouteParent } from './parents';
import { hostnamesOf } from './routes';

type L4Route = MeshObject<'TLSRoute'> | MeshObject<'TCPRoute'>;
type Rule = ConvertedRule<TlsRule>;

/** The VirtualServices that Istio makes of a TLSRoute or of a TCPRoute: one for each host of each parent. */
export const l4VirtualServices = (mesh: Mesh, route: L4Route): readonly MeshObject<'VirtualService'>[] =>
  mesh.rememberOf(route, 'VirtualServices', () => {
    const section = route.resource.kind === 'TLSRoute' ? 'tls' : 'tcp';
    return parentsOf(mesh, route)
      .flatMap((it) => sharesFor(mesh, route, it))
      .map(({ host, gateway, rules }, index) => {
        const span = route.resource.span;
        const own = rules.map((it) => it.rule);
        const spec = {
          hosts: [host],
          gateways: [located(gateway, host)],
          http: [],
          tls: section === 'tls' ? own : [],
          tcp: section === 'tcp' ? own : [],
          exportTo: [],
          span,
        };
        const name = `${route.name}~${section}~${index}~${generatedName}`;
        return generated('VirtualService', route, name, spec, ([, part, at, ...below]) => {
          const rule = part === section && typeof at === 'number' ? rules[at] : undefined;
          return { object: route, path: rule ? rule.written(below) : ['spec', 'parentRefs'] };
        });
      });
  });

interface Share {
  readonly host: Located<string>;
  readonly gateway: string;
  readonly rules: readonly Rule[];
}

function sharesFor(mesh: Mesh, route: L4Route, parent: RouteParent): Share[] {
  if (parent.denied) return [];
  const { rules } = l4Rules(mesh, route, parent.bound === meshGateway);
  const at = parent.reference.name ?? parent.reference;
  if (parent.bound === meshGateway) {
    const { hosts } = parent;
    return hosts.map((host) => ({
      host: located(host, at),
      gateway: meshGateway,
      rules: rules.map((it) => forSidecars(it, route.resource.kind, parent.reference.port, hosts, host)),
    }));
  }
  const { server, listener } = parent.bound;
  const gateway = `${server.namespace}/${server.name}`;
  const names = hostnamesOf(route);
  const hosts = names.length > 0 ? names : [located('*', at)];
  if (route.resource.kind === 'TCPRoute' || !listener.hostname) return hosts.map((host) => ({ host, gateway, rules }));
  // K10 pilot/pkg/config/kube/gateway/conversion.go constrainTLSRoutesToListenerHost
  const own = listener.hostname;
  const constrained = rules.map((it) => withNames(it, (all) => common(all, own)));
  return common(hosts, own).map((host) => ({ host, gateway, rules: constrained.filter(hasNames) }));
}

/** The rule as the sidecars have it that send to one host of the parent. */
function forSidecars(
  rule: Rule,
  kind: L4Route['resource']['kind'],
  port: Located<number> | undefined,
  hosts: readonly string[],
  host: string,
): Rule {
  // K3 pilot/pkg/config/kube/gateway/conversion.go augmentTLSPortMatch, augmentTCPPortMatch, compatibleRoutesForHost
  const named = withNames(rule, (all) => {
    const [first] = all;
    const own = all.length === 1 && first?.value === '*' ? hosts.map((it) => located(it, first)) : all;
    return own.length > 1 ? own.filter((it) => hostsMatch(host, it.value.toLowerCase())) : own;
  });
  if (!port) return named;
  const { match } = named.rule;
  const anything = {
    sniHosts: [],
    destinationSubnets: [],
    gateways: [],
    sourceLabels: undefined,
    sourceNamespace: undefined,
  };
  // B6 a TLSRoute's rule without a match stays without
  const all = match.length > 0 || kind === 'TLSRoute' ? match : [{ ...anything, span: port.span }];
  const ported = all.map((it) => ({ ...it, port }));
  return { ...named, rule: { ...named.rule, match: ported } };
}

const withNames = (it: Rule, change: (names: readonly Located<string>[]) => readonly Located<string>[]): Rule => ({
  ...it,
  rule: { ...it.rule, match: it.rule.match.map((match) => ({ ...match, sniHosts: change(match.sniHosts) })) },
});

const hasNames = ({ rule: { match } }: Rule): boolean =>
  match.length === 0 || match.some((it) => it.sniHosts.length > 0);

/** The names that both have: of a wildcard and a host in it, the more specific. */
function common(names: readonly Located<string>[], other: Located<string>): Located<string>[] {
  // R4 pkg/config/host/names.go Intersection
  return names.flatMap((it) => {
    const [name, own] = [it.value.toLowerCase(), other.value.toLowerCase()];
    return hostWithin(name, own) ? [it] : hostWithin(own, name) ? [other] : [];
  });
}
