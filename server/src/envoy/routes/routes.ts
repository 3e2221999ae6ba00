import type { RuleMatch } from '../../mesh/delegated-matches';
import { type MergedRule, mergedHttpRules } from '../../mesh/delegates';
import type { Evidence } from '../../mesh/evidence';
import type { Proxy } from '../../mesh/proxy';
import type { GatewayName } from '../../mesh/scope';
import type { Destination, HttpMatch, meshGateway } from '../../model/virtual-service';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { pathText } from '../../yaml/tree';
import type { Route } from '../config';
import { routeAction } from './action';
import { isForProxy } from './applies';
import type { Lookup } from './destination';

/** For which listener of which proxy routes are made. */
export interface RouteTarget {
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  /** The sidecars' name, or the Gateway objects that the listener is made of. */
  readonly gateway: typeof meshGateway | readonly GatewayName[];
  /** Of the service on a sidecar, `servers[].port.number` on a gateway. */
  readonly port: number;
  /** Whether the listener ends TLS. */
  readonly isTls: boolean;
  readonly lookup: Lookup;
  /** The cluster of a destination, where it is not that of every other proxy. */
  readonly cluster?: (destination: Destination, namespace: string) => string;
}

export interface Routes {
  readonly routes: readonly Route[];
  /** Rules and matches that this listener doesn't have, and why. */
  readonly passedOver: readonly Evidence[];
}

/** The routes that a listener has from a VirtualService which is bound to it; none where the object adds nothing. */
export function routesOf(virtualService: MeshObject<'VirtualService'>, target: RouteTarget): Routes {
  const { rules, passedOver: left } = mergedHttpRules(target.mesh, virtualService);
  const routes: Route[] = [];
  const passedOver: Evidence[] = [...left];
  let takesAll: Evidence | undefined;
  for (const rule of rules) {
    for (const match of rule.matches.length > 0 ? rule.matches : [undefined]) {
      const reason = (match && isForProxy(match, target)) ?? (takesAll && neverReached(match ?? rule, takesAll));
      if (reason) {
        passedOver.push(reason);
        continue;
      }
      const route = routeOf(rule, match, target);
      if (!route) continue;
      routes.push(route);
      // V9 pilot/pkg/networking/core/route/route.go BuildHTTPRoutesForVirtualService
      if (isCatchAll(route)) takesAll = route.because[0];
    }
  }
  return { routes, passedOver };
}

function routeOf(merged: MergedRule, match: RuleMatch | undefined, target: RouteTarget): Route | undefined {
  const { rule, object, path } = merged;
  const action = routeAction(merged, target);
  if (!action) return undefined;
  const name = [rule.name?.value ?? '', ...(match?.match.name?.value ? [match.match.name.value] : [])].join('.');
  const because = [taken(match ?? merged, match), ...(merged.delegatedBy ? [merged.delegatedBy] : [])];
  return {
    name,
    match: match?.match,
    // route.go TranslateRouteMatch: so the Gateway API means it
    ...(object.writtenAt && { bySegment: true as const }),
    action,
    origin: { object, path },
    because,
  };
}

/** Whether a route takes every request, so that nothing goes on to those behind it. */
export function isCatchAll({ match }: Pick<Route, 'match'>): boolean {
  // V9 pilot/pkg/networking/core/route/route.go IsCatchAllRoute
  if (!match) return true;
  if (match.method || match.authority || match.scheme) return false;
  if (match.headers?.size || match.withoutHeaders?.size || match.queryParams?.size) return false;
  return takesEveryPath(match);
}

function takesEveryPath({ uri }: HttpMatch): boolean {
  if (!uri) return true;
  if (uri.exact) return false;
  if (uri.prefix) return uri.prefix.value === '/';
  return uri.regex === undefined || uri.regex.value === '.*';
}

/** Catch-all routes behind all others, which keep their order; so a gateway puts together what several objects say of a host. */
export function sortedRoutes(routes: readonly Route[]): Route[] {
  // V15 pilot/pkg/networking/core/route/route.go SortVHostRoutes
  return [...routes.filter((it) => !isCatchAll(it)), ...routes.filter(isCatchAll)];
}

function taken({ object, path }: RuleMatch | MergedRule, match: RuleMatch | undefined): Evidence {
  // V8 pilot/pkg/networking/core/route/route.go BuildHTTPRoutesForVirtualService
  const text = match
    ? 'This match is for this proxy and this port.'
    : 'This rule has no match, so it is for every proxy that the VirtualService is bound to, and takes every request.';
  return { fact: match ? 'V7' : 'V8', text, object, path };
}

const neverReached = ({ object, path }: RuleMatch | MergedRule, before: Evidence): Evidence => ({
  fact: 'V9',
  text: `Never reached: ${pathText(before.path ?? [])}, which comes first, takes every request.`,
  object,
  path,
});
