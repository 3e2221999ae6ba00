import type { HeaderChange, Redirect, Rewrite, Route, WeightedCluster } from '../config';
import { authorityOf, type Request, schemeOf } from '../request';
import { regularExpression } from './regular-expression';
import { splitAuthority, splitPath } from './url';

/** What the next proxy sees of a request that a route sends to a cluster. */
export interface Rewritten {
  /** The `Host`, with its port where that is not the usual one. */
  readonly authority: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** The request as a route sends it on to one of its clusters. */
export function rewritten(route: Route, cluster: WeightedCluster, request: Request): Rewritten {
  const { rewrite = {} } = route.action.kind === 'route' ? route.action : {};
  return {
    authority: cluster.authority ?? rewrite.authority ?? authorityOf(request),
    path: rewrittenPath(rewrite, route, request.path),
    headers: changedHeaders(request.headers, cluster.headers ?? []),
  };
}

function changedHeaders(
  headers: ReadonlyMap<string, string>,
  changes: readonly HeaderChange[],
): ReadonlyMap<string, string> {
  const changed = new Map(headers);
  for (const { name, value, append } of changes) {
    const known = changed.get(name);
    if (value === undefined) changed.delete(name);
    else changed.set(name, append && known !== undefined ? `${known},${value}` : value);
  }
  return changed;
}

function rewrittenPath({ path, regex }: Rewrite, route: Route, target: string): string {
  // route.go applyHTTPRouteDestination: the Gateway API takes / for nothing, and leaves one slash
  if (path === '/' && route.bySegment) return `/${behindMatch(route, target).replace(/^\//, '')}`;
  if (path !== undefined) return path + behindMatch(route, target);
  if (!regex) return target;
  const whole = splitPath(target).path;
  return substituted(whole, regex.match, regex.rewrite) + target.slice(whole.length);
}

/** What is left of a path behind the part that the route matched, its query included. */
function behindMatch({ match }: Route, target: string): string {
  const { exact, prefix, regex } = match?.uri ?? {};
  if (!exact && !regex) return target.slice((prefix?.value ?? '/').length);
  return target.slice(splitPath(target).path.length);
}

/** Every match replaced; the text as it is where the expression is none. */
function substituted(text: string, expression: string, rewrite: string): string {
  const matcher = regularExpression(expression)?.matcher(text);
  if (!matcher) return text;
  let result = '';
  let at = 0;
  while (matcher.find()) {
    const replacement = rewrite.replace(/\\([0-9\\])/g, (_, it: string) =>
      it === '\\' ? it : Number(it) <= matcher.groupCount() ? (matcher.group(Number(it)) ?? '') : '',
    );
    result += text.slice(at, matcher.start()) + replacement;
    at = matcher.end();
  }
  return result + text.slice(at);
}

/** The URL that a redirect names, for a request with that scheme. */
export function redirectUrl(redirect: Redirect, route: Route, request: Request, scheme = schemeOf(request)): string {
  const newScheme = redirect.scheme ?? scheme;
  const port = redirect.port === undefined ? '' : `:${redirect.port}`;
  const authority = redirect.authority ?? keptAuthority(authorityOf(request), scheme, newScheme, port !== '');
  return `${newScheme}://${authority}${port}${redirectPath(redirect, route, request.path)}`;
}

/** The request's own `Host`, without a port that is replaced or was the usual one of another scheme. */
function keptAuthority(authority: string, scheme: string, newScheme: string, hasPort: boolean): string {
  const { host, port } = splitAuthority(authority);
  const wasUsual = newScheme !== scheme && port === (scheme === 'https' ? ':443' : ':80');
  return hasPort || wasUsual ? host : authority;
}

function redirectPath({ path, prefix }: Redirect, route: Route, target: string): string {
  if (prefix !== undefined) return prefix + behindMatch(route, target);
  if (path === undefined) return target;
  return path.includes('?') ? path : path + target.slice(splitPath(target).path.length);
}
