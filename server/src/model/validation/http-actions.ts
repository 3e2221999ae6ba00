import { isHeaderName, milliseconds } from './names';
import type { Part } from './part';
import { inUpperCase, withoutBlanks } from './repair';
import {
  atMostOneOf,
  between,
  duration,
  form,
  needs,
  needsOneOf,
  type Requirement,
  refused,
  regularExpression,
  requirement,
} from './requirement';

/*
 * What a rule for HTTP of a VirtualService may do with a request beside sending it on.
 */

const rule = 'spec.http[]';

export const isAuthority = (name: string): boolean => [':authority', 'host'].includes(name.toLowerCase());

const isPercentage = (part: Part): boolean =>
  part.number === undefined || (part.number >= 0 && part.number <= 100 && (part.number === 0 || part.number >= 0.0001));

const percentage = (path: string): Requirement =>
  requirement(`${path}.value`, 'A percentage is 0, or from 0.0001 to 100', (it) => (isPercentage(it) ? undefined : it));

const methods: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
];

const grpcCodes: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const retryCauses: ReadonlySet<string> = new Set([
  // agent/validation.go supportedRetryOnPolicies
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

const isRetryCause = (text: string): boolean => retryCauses.has(text) || /^[1-5]\d\d$/.test(text);

const retries: readonly Requirement[] = [
  // 2.4 agent/validation.go ValidateHTTPRetry
  requirement(`${rule}.retries`, "Without 'attempts' nothing is tried again, so nothing says when", (it) => {
    const attempts = it.field('attempts');
    const isOff = !attempts.isSet || attempts.number === 0;
    return isOff ? it.given('perTryTimeout', 'retryOn', 'retryRemoteLocalities')[0] : undefined;
  }),
  requirement(`${rule}.retries.attempts`, "'attempts' is not below 0", (it) => ((it.number ?? 0) < 0 ? it : undefined)),
  duration(`${rule}.retries.perTryTimeout`),
  duration(`${rule}.retries.backoff`),
  form(
    `${rule}.retries.retryOn`,
    "'retryOn' lists causes that Envoy knows, such as '5xx,reset', with commas and without blanks",
    (text) => text === '' || text.split(',').every(isRetryCause),
    withoutBlanks,
  ),
];

const redirect: readonly Requirement[] = [
  // 2.4 validation.go validateHTTPRedirect
  needsOneOf(`${rule}.redirect`, 'uri', 'prefixRewrite', 'authority', 'port', 'derivePort', 'scheme'),
  requirement(
    `${rule}.redirect`,
    "'uri' and 'prefixRewrite' exclude each other",
    (it) => it.given('uri', 'prefixRewrite')[1],
  ),
  atMostOneOf(`${rule}.redirect`, 'port', 'derivePort'),
  requirement(`${rule}.redirect.redirectCode`, "'redirectCode' is a number from 300 to 399", (it) =>
    it.number === undefined || it.number === 0 || (it.number >= 300 && it.number <= 399) ? undefined : it,
  ),
  form(`${rule}.redirect.scheme`, "'scheme' is http or https", (text) => ['', 'http', 'https'].includes(text)),
  between(`${rule}.redirect.port`, 0, 65535),
  requirement(rule, "With 'prefixRewrite' each 'uri' is matched by 'prefix'", (it) =>
    it.field('redirect').field('prefixRewrite').isGiven
      ? it
          .field('match')
          .items.map((one) => one.field('uri'))
          .filter((uri) => uri.isSet && !uri.field('prefix').isSet)
      : undefined,
  ),
];

const rewrite: readonly Requirement[] = [
  // 2.4 validation.go validateHTTPRewrite; virtualservice.go validateAuthorityRewrite
  needsOneOf(`${rule}.rewrite`, 'uri', 'uriRegexRewrite', 'authority'),
  requirement(
    `${rule}.rewrite`,
    "'uri' and 'uriRegexRewrite' exclude each other",
    (it) => it.given('uri', 'uriRegexRewrite')[1],
  ),
  ...needs(`${rule}.rewrite.uriRegexRewrite`, 'match', 'rewrite'),
  regularExpression(`${rule}.rewrite.uriRegexRewrite.match`),
  requirement(rule, 'The Host is written in one place only', (it) => {
    const request = it.field('headers').field('request');
    const written = ['set', 'add'].flatMap((name) =>
      request
        .field(name)
        .entries.filter((entry) => isAuthority(entry.name))
        .map(({ key }) => key),
    );
    return [...it.field('rewrite').given('authority'), ...written].slice(1);
  }),
];

const fault: readonly Requirement[] = [
  // 2.4 validation.go validateHTTPFaultInjection
  needsOneOf(`${rule}.fault`, 'abort', 'delay'),
  atMostOneOf(`${rule}.fault.abort`, 'httpStatus', 'grpcStatus', 'http2Error'),
  refused(`${rule}.fault.abort.http2Error`, "Istio does not know how to abort with 'http2Error'"),
  between(`${rule}.fault.abort.httpStatus`, 200, 600),
  requirement(`${rule}.fault.abort.grpcStatus`, "'grpcStatus' is a status of gRPC such as 'NOT_FOUND'", (it) =>
    it.word === undefined || grpcCodes.includes(it.word) ? undefined : it,
  ),
  percentage(`${rule}.fault.abort.percentage`),
  percentage(`${rule}.fault.delay.percentage`),
  atMostOneOf(`${rule}.fault.delay`, 'fixedDelay', 'exponentialDelay'),
  duration(`${rule}.fault.delay.fixedDelay`),
  refused(`${rule}.fault.delay.exponentialDelay`, "Istio does not know 'exponentialDelay'"),
];

const cors: readonly Requirement[] = [
  // 2.4 validation.go validateCORSPolicy
  form(
    `${rule}.corsPolicy.allowMethods[]`,
    "An item of 'allowMethods' is a method of HTTP, or '*'",
    (text) => methods.includes(text),
    inUpperCase,
  ),
  ...['allowHeaders', 'exposeHeaders'].map((it) =>
    form(
      `${rule}.corsPolicy.${it}[]`,
      'The name of a header has no spaces and none of the signs that HTTP keeps for itself',
      (text) => text === '*' || isHeaderName(text),
    ),
  ),
  requirement(
    `${rule}.corsPolicy.allowOrigins[]`,
    "An item of 'allowOrigins' needs one of 'exact', 'prefix' and 'regex'",
    (it) => (it.given('exact', 'prefix', 'regex').length > 0 ? undefined : it),
  ),
  atMostOneOf(`${rule}.corsPolicy.allowOrigins[]`, 'exact', 'prefix', 'regex'),
  regularExpression(`${rule}.corsPolicy.allowOrigins[].regex`),
  form(`${rule}.corsPolicy.maxAge`, "'maxAge' is a duration such as '24h', in whole seconds", (text) => {
    const length = milliseconds(text);
    return length !== undefined && length >= 1 && length % 1000 === 0;
  }),
];

export const httpActionRequirements: readonly Requirement[] = [...retries, ...redirect, ...rewrite, ...fault, ...cors];
