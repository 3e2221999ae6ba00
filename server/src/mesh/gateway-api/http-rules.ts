import type { GrpcRouteRule } from '../../model/grpc-route';
import type { HttpRouteRule } from '../../model/http-route';
import type { HttpRule } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { backend } from './backends';
import { located } from './generated';
import { backendHeaders, filters, unusableFilter } from './http-filters';
import { type Converted, everyPath, grpcMatch, httpMatch } from './http-matches';
import type { Problem } from './problem';

type Rule = HttpRouteRule | GrpcRouteRule;

/** A rule of Istio's API with at most one match, and where the parts of it are written. */
export interface ConvertedRule<R = HttpRule> {
  readonly rule: R;
  readonly from: MeshObject;
  /** Of the part of the rule at a path below it, such as `['route', 0]`. */
  written(below: Path): Path;
}

/** What Istio makes of the rules of a route. */
export interface ConvertedRules<R = HttpRule> {
  /** None at all where one of them is refused. */
  readonly rules: readonly ConvertedRule<R>[];
  readonly problems: readonly Problem[];
}

/** The rules of an HTTPRoute or of a GRPCRoute in their order, each once for each match; for sidecars, or for a gateway. */
export const httpRules = (
  mesh: Mesh,
  route: MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'>,
  isMesh: boolean,
): ConvertedRules =>
  mesh.rememberOf(route, isMesh ? 'rules for sidecars' : 'rules for gateways', () => convert(mesh, route, isMesh));

function convert(
  mesh: Mesh,
  route: MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'>,
  isMesh: boolean,
): ConvertedRules {
  const rules: ConvertedRule[] = [];
  const problems: Problem[] = [];
  for (const [index, rule] of rulesOf(route).entries()) {
    const path = ['spec', 'rules', index];
    const action = actionOf(mesh, route, rule, path, isMesh);
    problems.push(...action.problems);
    // route_collections.go computeRoute: one rule that Istio refuses takes all others with it
    if (!action.action) return { rules: [], problems };
    const matches: (readonly [Converted<HttpRule['match'][number]>, number | undefined] | undefined)[] = matchesOf(
      route,
      index,
    );
    for (const it of matches.length > 0 ? matches : [undefined]) {
      if (it && 'wrong' in it[0]) {
        const text = it[0].wrong;
        problems.push({
          reason: 'InvalidConfiguration',
          fact: '4.7',
          text,
          object: route,
          path: [...path, 'matches', it[1] ?? 0],
        });
        return { rules: [], problems };
      }
      const match = it && !('wrong' in it[0]) ? it[0] : undefined;
      const name = rule.name ?? located(`${route.namespace}.${route.name}.${index}`, rule);
      rules.push({
        rule: { ...action.action, name, match: match ? [match] : [], span: rule.span },
        from: route,
        written: (below) => writtenPath(path, it?.[1], action.backends, below),
      });
    }
  }
  return { rules, problems };
}

/** The rules that the API server stores. */
function rulesOf({ resource, document }: MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'>): readonly Rule[] {
  const { rules } = resource.spec;
  if (rules.length > 0 || resource.kind === 'GRPCRoute' || document.partial) return rules;
  // it puts in a rule for everything, which sends to nobody (B6)
  return [{ name: undefined, matches: [], filters: [], backendRefs: [], span: resource.span }];
}

function matchesOf({ resource }: MeshObject<'HTTPRoute'> | MeshObject<'GRPCRoute'>, index: number) {
  if (resource.kind === 'HTTPRoute') {
    const { matches, span } = resource.spec.rules[index] ?? { matches: [], span: resource.span };
    // the API server puts in a match of all paths where there is none
    if (matches.length === 0) return [[everyPath(span), undefined] as const];
    return matches.map((it, i) => [httpMatch(it), i] as const);
  }
  return (resource.spec.rules[index]?.matches ?? []).map((it, i) => [grpcMatch(it), i] as const);
}

function writtenPath(rule: Path, match: number | undefined, backends: readonly number[], below: Path): Path {
  const [part, index] = below;
  if (part === 'match' && match !== undefined) return [...rule, 'matches', match];
  if (part === 'route' && typeof index === 'number') return [...rule, 'backendRefs', backends[index] ?? index];
  if (part === 'redirect' || part === 'rewrite' || part === 'mirrors') return [...rule, 'filters'];
  return rule;
}

interface Action {
  readonly action: Omit<HttpRule, 'name' | 'match' | 'span'> | undefined;
  /** Of each destination, the number of its backend. */
  readonly backends: readonly number[];
  readonly problems: readonly Problem[];
}

/** What a rule does with the requests that it takes. */
function actionOf(
  mesh: Mesh,
  route: MeshObject,
  { filters: written, backendRefs, span }: Rule,
  path: Path,
  isMesh: boolean,
): Action {
  const { filtered, problems: wrong } = filters(mesh, route, written, [...path, 'filters'], isMesh);
  const problems = [...wrong];
  if (!filtered) return { action: undefined, backends: [], problems };
  const common = {
    ...filtered,
    delegate: undefined,
    fault: undefined,
    mirror: undefined,
    mirrorPercent: undefined,
    mirrorPercentage: undefined,
  };
  const used = backendRefs.map((it, index) => ({ it, index })).filter(({ it }) => (it.weight?.value ?? 1) > 0);
  // B6 pilot/pkg/config/kube/gateway/conversion.go convertHTTPRoute
  if (used.length === 0 && !filtered.redirect)
    return {
      action: { ...common, route: [], directResponse: { status: located(500, { span }), span } },
      backends: [],
      problems,
    };
  const destinations: HttpRule['route'][number][] = [];
  for (const { it, index } of used) {
    const { destination, problem } = backend(mesh, route, it, [...path, 'backendRefs', index], isMesh);
    if (problem) problems.push(problem);
    const filter = unusableFilter(route, it.filters, [...path, 'backendRefs', index, 'filters']);
    if (filter) problems.push(filter);
    if (!destination || filter) return { action: undefined, backends: [], problems };
    // conversion.go buildHTTPDestination: a weight means nothing where there is one
    const weight = used.length === 1 ? undefined : (it.weight ?? located(1, it));
    destinations.push({ destination, weight, headers: backendHeaders(it.filters), span: it.span });
  }
  return {
    action: { ...common, route: destinations, directResponse: undefined },
    backends: used.map((it) => it.index),
    problems,
  };
}
