import type { HeaderModifier, PathModifier, RouteFilter } from '../../model/http-route';
import type { Headers, HttpRedirect, HttpRule } from '../../model/virtual-service';
import type { Located, Span } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { backend } from './backends';
import { located } from './generated';
import type { Problem } from './problem';

/** What the filters of a rule make of it, in Istio's API. */
export type Filtered = Pick<HttpRule, 'headers' | 'redirect' | 'rewrite' | 'mirrors'>;

export interface Filters {
  /** `undefined` where Istio then leaves out the whole route. */
  readonly filtered: Filtered | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the filters at a path of a route; a later one of a type takes the place of an earlier one. */
export function filters(
  mesh: Mesh,
  route: MeshObject,
  written: readonly RouteFilter[],
  path: Path,
  isMesh: boolean,
): Filters {
  // pilot/pkg/config/kube/gateway/conversion.go convertHTTPRoute, convertGRPCRoute
  let filtered: Filtered = { headers: undefined, redirect: undefined, rewrite: undefined, mirrors: [] };
  const problems: Problem[] = [];
  for (const [index, it] of written.entries()) {
    switch (it.type?.value) {
      case 'RequestHeaderModifier':
        if (hasBadValue(it.requestHeaderModifier)) return unknown(it, badValue);
        if (it.requestHeaderModifier) filtered = { ...filtered, headers: headers(it.requestHeaderModifier) };
        break;
      case 'RequestRedirect':
        if (it.requestRedirect) filtered = { ...filtered, redirect: redirect(it.requestRedirect) };
        break;
      case 'URLRewrite':
        filtered = { ...filtered, rewrite: rewrite(it) ?? filtered.rewrite };
        break;
      case 'RequestMirror': {
        const { backendRef, percent, fraction, span } = it.requestMirror ?? {};
        if (!backendRef || !span) break;
        const at = [...path, index, 'requestMirror', 'backendRef'];
        const { destination, problem } = backend(mesh, route, backendRef, at, isMesh);
        // convertGRPCRoute: there a copy that can't be sent takes the whole route with it
        if (problem && route.resource.kind === 'GRPCRoute') return { filtered: undefined, problems: [problem] };
        if (problem) problems.push(problem);
        else if (destination) {
          const share = fraction
            ? (100 * (fraction.numerator?.value ?? 0)) / (fraction.denominator?.value ?? 100)
            : percent?.value;
          const percentage = share === undefined ? undefined : { value: located(share, { span }), span };
          filtered = { ...filtered, mirrors: [...filtered.mirrors, { destination, percentage, span }] };
        }
        break;
      }
      // they change no way of a request
      case 'ResponseHeaderModifier':
      case 'CORS':
        if (route.resource.kind === 'HTTPRoute' || it.type.value === 'ResponseHeaderModifier') break;
        return unknown(it);
      default:
        return unknown(it);
    }
  }
  return { filtered, problems };

  function unknown(
    { type }: RouteFilter,
    text = `Istio knows no filter ${type?.value ?? ''} for a ${route.resource.type}.`,
  ): Filters {
    return { filtered: undefined, problems: [{ reason: 'InvalidFilter', fact: '4.7', text, object: route, path }] };
  }
}

const badValue = 'The value of a header has a control character.';

/** Whether a header would get a value that HTTP does not allow. */
const hasBadValue = (modifier: HeaderModifier | undefined): boolean =>
  // conversion.go isValidHeaderValue
  [...(modifier?.set ?? []), ...(modifier?.add ?? [])].some(({ value }) =>
    [...(value?.value ?? '')].some((it) => (it < ' ' && it !== '\t') || it === '\x7f'),
  );

/** A filter of a backend that Istio does not know, so that it leaves out the whole route. */
export function unusableFilter(route: MeshObject, written: readonly RouteFilter[], path: Path): Problem | undefined {
  // pilot/pkg/config/kube/gateway/conversion.go buildHTTPDestination
  const known = ['RequestHeaderModifier', 'ResponseHeaderModifier'];
  const index = written.findIndex(
    (it) => !known.includes(it.type?.value ?? '') || hasBadValue(it.requestHeaderModifier),
  );
  if (index < 0) return undefined;
  const isKnown = known.includes(written[index]?.type?.value ?? '');
  const text = isKnown ? badValue : `Istio knows no filter ${written[index]?.type?.value ?? ''} for a backend.`;
  return { reason: 'InvalidFilter', fact: '4.7', text, object: route, path: [...path, index] };
}

/** The changes of the request's headers that the filters of one backend ask for. */
export function backendHeaders(written: readonly RouteFilter[]): Headers | undefined {
  const modifier = written.findLast((it) => it.type?.value === 'RequestHeaderModifier')?.requestHeaderModifier;
  return modifier && headers(modifier);
}

function headers({ set, add, remove, span }: HeaderModifier): Headers {
  return { request: { set: values(set), add: values(add), remove, span }, span };
}

function values(written: HeaderModifier['set']): ReadonlyMap<string, Located<string>> {
  // pilot/pkg/config/kube/gateway/conversion.go headerListToMap: the first of one name counts
  const found = new Map<string, Located<string>>();
  for (const { name, value } of written) {
    const key = name?.value.toLowerCase();
    if (key !== undefined && value && !found.has(key)) found.set(key, value);
  }
  return found;
}

function redirect({
  scheme,
  hostname,
  path,
  port,
  statusCode,
  span,
}: NonNullable<RouteFilter['requestRedirect']>): HttpRedirect {
  // pilot/pkg/config/kube/gateway/conversion.go createRedirectFilter
  const derive = port ? undefined : scheme ? 'FROM_PROTOCOL_DEFAULT' : 'FROM_REQUEST_PORT';
  return {
    uri: path?.type?.value === 'ReplaceFullPath' ? path.replaceFullPath : undefined,
    prefixRewrite: path?.type?.value === 'ReplacePrefixMatch' ? path.replacePrefixMatch : undefined,
    authority: hostname,
    port,
    derivePort: derive && located(derive, { span }),
    scheme,
    // the API server puts in 302
    redirectCode: statusCode ?? located(302, { span }),
    span,
  };
}

function rewrite({ urlRewrite }: RouteFilter): HttpRule['rewrite'] {
  // pilot/pkg/config/kube/gateway/conversion.go createRewriteFilter
  if (!urlRewrite) return undefined;
  const { hostname, path, span } = urlRewrite;
  const uri = prefixOf(path);
  const full = path?.type?.value === 'ReplaceFullPath' ? path.replaceFullPath : undefined;
  if (!uri && !full && !hostname?.value) return undefined;
  return { uri, authority: hostname, uriRegexRewrite: full && wholePath(full, span), span };
}

/** What is put in for the prefix that was matched; `/` for nothing. */
function prefixOf(path: PathModifier | undefined): Located<string> | undefined {
  const written = path?.type?.value === 'ReplacePrefixMatch' ? path.replacePrefixMatch : undefined;
  return written && { ...written, value: written.value.replace(/\/$/, '') || '/' };
}

const wholePath = (full: Located<string>, span: Span) => ({ match: located('/.*', full), rewrite: full, span });
