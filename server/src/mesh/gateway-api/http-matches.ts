import type { GrpcRouteMatch } from '../../model/grpc-route';
import type { HttpRouteMatch, NameMatch } from '../../model/http-route';
import type { HttpMatch, StringMatch } from '../../model/virtual-service';
import type { Located, Span } from '../../text/span';
import { located } from './generated';

/** A match of Istio's API, or what is wrong with the one that it is made of. */
export type Converted<T> = T | { readonly wrong: string };

/** What an HTTPRoute's match asks for; a match without a path takes all. */
export function httpMatch({ path, headers, queryParams, method, span }: HttpRouteMatch): Converted<HttpMatch> {
  // pilot/pkg/config/kube/gateway/conversion.go createURIMatch
  const value = path?.value ?? located('/', path ?? { span });
  const type = path?.type?.value ?? 'PathPrefix';
  const trimmed = value.value === '/' ? value : { ...value, value: value.value.replace(/\/$/, '') };
  const uri = {
    PathPrefix: stringMatch('prefix', trimmed),
    Exact: stringMatch('exact', value),
    RegularExpression: stringMatch('regex', value),
  }[type];
  if (!uri) return { wrong: `${type} is no way to match a path.` };
  const asked = names(headers);
  const parameters = names(queryParams);
  if ('wrong' in asked) return asked;
  if ('wrong' in parameters) return parameters;
  return {
    ...anything(span),
    uri,
    headers: asked.found,
    queryParams: parameters.found,
    method: method && stringMatch('exact', method),
  };
}

/** The match of a rule that has none. */
export const everyPath = (span: Span): HttpMatch => ({
  ...anything(span),
  uri: stringMatch('prefix', located('/', { span })),
});

/** What a GRPCRoute's match asks for: its method is a path. */
export function grpcMatch({ method, headers, span }: GrpcRouteMatch): Converted<HttpMatch> {
  const asked = names(headers);
  if ('wrong' in asked) return asked;
  const uri = method && grpcPath(method);
  return uri && 'wrong' in uri ? uri : { ...anything(span), uri, headers: asked.found };
}

function grpcPath({ type, service, method, span }: NonNullable<GrpcRouteMatch['method']>): Converted<StringMatch> {
  // pilot/pkg/config/kube/gateway/conversion.go createGRPCURIMatch
  const isExact = (type?.value ?? 'Exact') === 'Exact';
  if (!isExact && type?.value !== 'RegularExpression') return { wrong: `${type?.value} is no way to match a method.` };
  if (!service && !method) return { wrong: 'A match of a method names a service or a method.' };
  const at = (text: string): Located<string> => ({ value: text, span });
  if (!service) return stringMatch('regex', at(`/[^/]+/${method?.value}`));
  if (!method)
    return isExact ? stringMatch('prefix', at(`/${service.value}/`)) : stringMatch('regex', at(`/${service.value}/.+`));
  return stringMatch(isExact ? 'exact' : 'regex', at(`/${service.value}/${method.value}`));
}

function names(all: readonly NameMatch[]): Converted<{ readonly found: HttpMatch['headers'] }> {
  // pilot/pkg/config/kube/gateway/conversion.go createHeadersMatch, createQueryParamsMatch: the last of one name counts
  const found = new Map<string, StringMatch>();
  for (const { type, name, value, span } of all) {
    const kind = { Exact: 'exact', RegularExpression: 'regex' }[type?.value ?? 'Exact'];
    if (!kind) return { wrong: `${type?.value} is no way to match ${name?.value ?? ''}.` };
    found.set(name?.value ?? '', stringMatch(kind as 'exact' | 'regex', value ?? located('', { span })));
  }
  return { found: found.size > 0 ? found : undefined };
}

const stringMatch = (kind: 'exact' | 'prefix' | 'regex', value: Located<string>): StringMatch => ({
  exact: undefined,
  prefix: undefined,
  regex: undefined,
  [kind]: value,
  span: value.span,
});

const anything = (span: Span): HttpMatch => ({
  name: undefined,
  uri: undefined,
  ignoreUriCase: undefined,
  scheme: undefined,
  method: undefined,
  authority: undefined,
  headers: undefined,
  withoutHeaders: undefined,
  queryParams: undefined,
  port: undefined,
  gateways: [],
  sourceLabels: undefined,
  sourceNamespace: undefined,
  span,
});

/** The match with the port of the `parentRef` that it is for. */
export const withPort = (match: HttpMatch | undefined, port: Located<number>): HttpMatch =>
  // K3 pilot/pkg/config/kube/gateway/conversion.go augmentPortMatch
  ({ ...(match ?? anything(port.span)), port });
