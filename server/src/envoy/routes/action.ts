import type { MergedRule } from '../../mesh/delegates';
import type { Destination, Headers, HttpRedirect, HttpRule } from '../../model/virtual-service';
import type { HeaderChange, RouteAction, WeightedCluster } from '../config';
import { destinationCluster } from './destination';
import type { RouteTarget } from './routes';

type Forward = Extract<RouteAction, { kind: 'route' }>;

/** What a rule does with a request; `undefined` where Istio can make nothing of it. */
export function routeAction(merged: MergedRule, target: RouteTarget): RouteAction | undefined {
  // pilot/pkg/networking/core/route/route.go TranslateRoute: a redirect goes before a response, both before a route
  const { redirect, directResponse } = merged.rule;
  if (redirect) return redirectAction(redirect, target);
  if (directResponse) return { kind: 'response', status: directResponse.status?.value ?? 0 };
  return forward(merged, target);
}

/** Those that Envoy knows. */
const redirectCodes: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectAction(redirect: HttpRedirect, { port, isTls }: RouteTarget): RouteAction | undefined {
  // pilot/pkg/networking/core/route/route.go ApplyRedirect
  const status = redirect.redirectCode?.value || 301;
  if (!redirectCodes.has(status)) return undefined;
  const { scheme, authority, uri, prefixRewrite, derivePort } = redirect;
  const named = derivePort?.value === 'FROM_REQUEST_PORT' ? port : redirect.port?.value;
  const usual = (scheme?.value || (isTls ? 'https' : 'http')) === 'https' ? 443 : 80;
  return {
    kind: 'redirect',
    status,
    location: {
      ...(scheme?.value ? { scheme: scheme.value } : {}),
      ...(authority?.value ? { authority: authority.value } : {}),
      ...(named && named !== usual ? { port: named } : {}),
      ...(prefixRewrite?.value ? { prefix: prefixRewrite.value } : uri?.value ? { path: uri.value } : {}),
    },
  };
}

function forward({ rule, object, path }: MergedRule, target: RouteTarget): Forward {
  const cluster = (destination: Destination): string =>
    target.cluster?.(destination, object.namespace) ??
    destinationCluster(destination, object.namespace, target.lookup, target.port);
  const { rewrite } = rule;
  // V9 pilot/pkg/networking/core/route/route.go applyHTTPRouteDestination: what the rule says goes before its destinations
  const authority = rewrite?.authority?.value || authorityOf(rule.headers);
  const regex = rewrite?.uriRegexRewrite;
  const changed = {
    ...(authority ? { authority } : {}),
    ...(regex?.match
      ? { regex: { match: regex.match.value, rewrite: regex.rewrite?.value ?? '' } }
      : rewrite?.uri?.value
        ? { path: rewrite.uri.value }
        : {}),
  };
  return {
    kind: 'route',
    clusters: weightedClusters(rule, cluster).map(({ index, ...it }) => ({
      ...it,
      ...(authority ? { authority } : {}),
      headers: [...headerChanges(rule.headers), ...headerChanges(rule.route[index]?.headers)],
      origin: { object, path: [...path, 'route', index] },
    })),
    mirrors: mirrored(rule).map(cluster),
    ...(Object.keys(changed).length > 0 ? { rewrite: changed } : {}),
  };
}

function weightedClusters(
  { route }: HttpRule,
  cluster: (destination: Destination) => string,
): (WeightedCluster & { readonly index: number })[] {
  // pilot/pkg/networking/core/route/route.go applyHTTPRouteDestination: without weight only where it is alone
  const weights = route.map((it) => (route.length === 1 ? 100 : Math.max(0, it.weight?.value ?? 0)));
  const total = weights.reduce((sum, it) => sum + it, 0);
  return route.flatMap(({ destination, headers }, index) => {
    const weight = weights[index] ?? 0;
    if (weight === 0 || !destination) return [];
    const authority = authorityOf(headers);
    return [{ index, name: cluster(destination), weight: (weight * 100) / total, ...(authority ? { authority } : {}) }];
  });
}

/** The destinations that get a copy of at least some requests. */
function mirrored({ mirror, mirrorPercentage, mirrorPercent, mirrors }: HttpRule): Destination[] {
  // pilot/pkg/networking/core/route/route.go MirrorPercent, MirrorPercentByPolicy
  const percent = mirrorPercentage ? (mirrorPercentage.value?.value ?? 0) : (mirrorPercent?.value ?? 100);
  const others = mirrors.filter(({ percentage }) => !percentage || (percentage.value?.value ?? 0) > 0);
  return [...(mirror && percent > 0 ? [mirror] : []), ...others.flatMap((it) => it.destination ?? [])];
}

/** What header operations do to a request, but for its `Host`. */
function headerChanges(headers: Headers | undefined): HeaderChange[] {
  // pilot/pkg/networking/core/route/route.go TranslateHeadersOperations
  const { set, add, remove = [] } = headers?.request ?? {};
  const names = (it: ReadonlyMap<string, { readonly value: string }> | undefined): [string, string][] =>
    [...(it ?? [])]
      .map(([name, { value }]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => !isAuthority(name));
  return [
    ...names(set).map(([name, value]) => ({ name, value })),
    ...names(add).map(([name, value]) => ({ name, value, append: true as const })),
    ...remove.map((it) => ({ name: it.value.toLowerCase() })),
  ];
}

const isAuthority = (name: string): boolean => /^(?::authority|host)$/i.test(name);

/** The `Host` that header operations set. */
export function authorityOf(headers: Headers | undefined): string | undefined {
  // pilot/pkg/networking/core/route/route.go TranslateHeadersOperations: `set` goes before `add`
  const { set, add } = headers?.request ?? {};
  for (const operations of [set, add])
    for (const [name, { value }] of operations ?? []) if (isAuthority(name) && value) return value;
  return undefined;
}
