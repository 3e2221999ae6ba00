import type { TlsMatch, TlsRule } from '../../model/virtual-service';
import type { Located } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { backend } from './backends';
import { located } from './generated';
import type { ConvertedRule, ConvertedRules } from './http-rules';
import type { Problem } from './problem';
import { hostnamesOf } from './routes';

type L4Route = MeshObject<'TLSRoute'> | MeshObject<'TCPRoute'>;

/** The rules of a TLSRoute or of a TCPRoute; a TLSRoute's match its host names, a TCPRoute's everything. */
export const l4Rules = (mesh: Mesh, route: L4Route, isMesh: boolean): ConvertedRules<TlsRule> =>
  mesh.rememberOf(route, isMesh ? 'rules for sidecars' : 'rules for gateways', () => convert(mesh, route, isMesh));

function convert(mesh: Mesh, route: L4Route, isMesh: boolean): ConvertedRules<TlsRule> {
  const rules: ConvertedRule<TlsRule>[] = [];
  const problems: Problem[] = [];
  for (const [index, { backendRefs, span }] of route.resource.spec.rules.entries()) {
    const path = ['spec', 'rules', index];
    const used = backendRefs.map((it, i) => ({ it, i })).filter(({ it }) => (it.weight?.value ?? 1) > 0);
    const destinations: TlsRule['route'][number][] = [];
    for (const { it, i } of used) {
      const { destination, problem } = backend(mesh, route, it, [...path, 'backendRefs', i], isMesh);
      if (problem) problems.push(problem);
      if (!destination) return { rules: [], problems };
      const weight = used.length === 1 ? undefined : (it.weight ?? located(1, it));
      destinations.push({ destination, weight, span: it.span });
    }
    rules.push({
      // B6 conversion.go convertTLSRoute: such a rule has no match, and so nobody follows it
      rule:
        destinations.length > 0
          ? { match: matchesOf(route), route: destinations, span }
          : { match: [], route: [nowhere(span)], span },
      from: route,
      written: (below) =>
        writtenPath(
          path,
          used.map((it) => it.i),
          below,
        ),
    });
  }
  return { rules, problems };
}

/** Where connections go that no backend is for: to a cluster that never is. */
function nowhere(span: TlsRule['span']): TlsRule['route'][number] {
  // B6 pilot/pkg/config/kube/gateway/conversion.go convertTCPRoute, convertTLSRoute
  const at = { span };
  return {
    destination: {
      host: located('internal.cluster.local', at),
      subset: located('zero-weight', at),
      port: { number: located(65535, at), span },
      span,
    },
    weight: undefined,
    span,
  };
}

function matchesOf(route: L4Route): TlsMatch[] {
  if (route.resource.kind === 'TCPRoute') return [];
  const names = hostnamesOf(route);
  const { span } = route.resource;
  // pilot/pkg/config/kube/gateway/conversion.go buildTLSMatch
  return [sniMatch(names.length > 0 ? names : [located('*', { span })])];
}

/** A match of connections with one of these names. */
export const sniMatch = (sniHosts: readonly Located<string>[]): TlsMatch => ({
  sniHosts,
  destinationSubnets: [],
  port: undefined,
  gateways: [],
  sourceLabels: undefined,
  sourceNamespace: undefined,
  span: sniHosts[0]?.span ?? { start: 0, end: 0 },
});

function writtenPath(rule: Path, backends: readonly number[], [part, index]: Path): Path {
  if (part === 'route' && typeof index === 'number') return [...rule, 'backendRefs', backends[index] ?? index];
  return part === 'match' ? ['spec', 'hostnames'] : rule;
}
