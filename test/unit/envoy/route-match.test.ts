import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRequest, type Request, type RequestOptions } from '../../../server/src/envoy/request';
import { matchRoute } from '../../../server/src/envoy/routes/match';
import { redirectUrl, rewritten } from '../../../server/src/envoy/routes/rewrite';
import { routes, rules } from './routes-of';

const request = (url: string, options: RequestOptions = {}): Request => {
  const read = parseRequest(url, options);
  if (typeof read === 'string') assert.fail(read);
  return read;
};
const routeOf = (rule: string) => {
  const [route] = routes(rules(`  - ${rule}`)).routes;
  if (!route) assert.fail();
  return route;
};
const matched = (match: string) => routeOf(`match: [${match}]\n    route: [{ destination: { host: b.com } }]`);
const answer = (match: string, url: string, options: RequestOptions = {}) =>
  matchRoute(matched(match), request(url, options)).result;

describe('a match takes a request', () => {
  const cases: readonly [string, string, RequestOptions, 'yes' | 'no' | 'unknown'][] = [
    ['{ uri: { prefix: /v1 } }', 'http://a.com/v1x', {}, 'yes'],
    ['{ uri: { prefix: /v1 } }', 'http://a.com/v2', {}, 'no'],
    ['{ uri: { exact: /v1 } }', 'http://a.com/v1?x=1', {}, 'yes'],
    ['{ uri: { exact: /v1 } }', 'http://a.com/v1/', {}, 'no'],
    ['{ uri: { exact: /V1 }, ignoreUriCase: true }', 'http://a.com/v1', {}, 'yes'],
    ['{ uri: { regex: "/v[12]/.*" } }', 'http://a.com/v2/x', {}, 'yes'],
    ['{ uri: { regex: "/v[12]" } }', 'http://a.com/v2/x', {}, 'no'],
    ['{ uri: { regex: "/V1" }, ignoreUriCase: true }', 'http://a.com/v1', {}, 'no'],
    ['{ uri: { regex: "(" } }', 'http://a.com/', {}, 'unknown'],
    ['{ uri: { prefix: "{{ .Values.path }}" } }', 'http://a.com/', {}, 'unknown'],
    ['{ method: { exact: GET } }', 'http://a.com/', {}, 'yes'],
    ['{ method: { regex: "GET|PUT" } }', 'http://a.com/', { method: 'POST' }, 'no'],
    ['{ authority: { exact: a.com } }', 'http://a.com:8080/', {}, 'no'],
    ['{ authority: { exact: "a.com:8080" } }', 'http://a.com:8080/', {}, 'yes'],
    ['{ scheme: { exact: https } }', 'http://a.com/', {}, 'no'],
    ['{ headers: { X-A: { exact: "1" } } }', 'http://a.com/', { headers: ['x-a: 1'] }, 'yes'],
    ['{ headers: { x-a: { prefix: b } } }', 'http://a.com/', { headers: ['x-a: abc'] }, 'no'],
    ['{ headers: { x-a: {} } }', 'http://a.com/', { headers: ['x-a: abc'] }, 'yes'],
    ['{ headers: { x-a: { regex: "*" } } }', 'http://a.com/', { headers: ['x-a: abc'] }, 'yes'],
    ['{ headers: { ":authority": { exact: a.com } } }', 'http://a.com/', {}, 'yes'],
    ['{ headers: { "@request.auth.claims.group": { exact: a } } }', 'http://a.com/', {}, 'unknown'],
    ['{ withoutHeaders: { x-a: {} } }', 'http://a.com/', { headers: ['x-a: abc'] }, 'no'],
    ['{ withoutHeaders: { x-a: { exact: b } } }', 'http://a.com/', { headers: ['x-a: abc'] }, 'yes'],
    ['{ withoutHeaders: { x-a: { regex: ".*" } } }', 'http://a.com/', {}, 'no'],
    ['{ queryParams: { x: { exact: "1" } } }', 'http://a.com/?y=2&x=1', {}, 'yes'],
    ['{ queryParams: { x: { exact: "1" } } }', 'http://a.com/?x=2', {}, 'no'],
    ['{ queryParams: { x: {} } }', 'http://a.com/?y=1', {}, 'no'],
    ['{ queryParams: { x: { regex: ".*" } } }', 'http://a.com/?x', {}, 'yes'],
    ['{ uri: { prefix: /v1 }, method: { exact: PUT } }', 'http://a.com/v1', {}, 'no'],
  ];
  for (const [match, url, options, expected] of cases)
    test(`${match}: ${expected} for ${url} ${JSON.stringify(options)}`, () => {
      assert.equal(answer(match, url, options), expected);
    });

  test('within a moment, whatever the expression', () => {
    const slow = '/(a*)*(a*)*(a|aa)+$';
    assert.equal(answer(`{ uri: { regex: "${slow}" } }`, `http://a.com/${'a'.repeat(2_000)}b`), 'no');
    assert.equal(answer(`{ uri: { regex: "${'(x{1,100}){1,9}'.repeat(20)}" } }`, 'http://a.com/x'), 'unknown');
  });
});

describe('a header that the call does not have', () => {
  const assumed = (match: string, url = 'http://a.com/v1') =>
    matchRoute(matched(match), request(url)).assumptions.map((it) => it.text);

  test('is an assumption where it decides', () => {
    const said = ['The call has no header x-a, so spec.http[0] does not take it.'];
    assert.deepEqual(assumed('{ headers: { x-a: { exact: b } } }'), said);
    assert.deepEqual(assumed('{ headers: { x-a: {} }, uri: { prefix: /v1 } }'), said);
    assert.deepEqual(assumed('{ withoutHeaders: { x-a: {} } }'), [
      'The call has no header x-a, so spec.http[0] takes it.',
    ]);
  });

  test('is none where something else speaks against the rule', () => {
    assert.deepEqual(assumed('{ headers: { x-a: {} }, uri: { prefix: /v2 } }'), []);
  });
});

describe('a rewrite', () => {
  const sent = (rule: string, url: string) => {
    const route = routeOf(`${rule}\n    route: [{ destination: { host: b.com } }]`);
    if (route.action.kind !== 'route' || !route.action.clusters[0]) assert.fail();
    const { authority, path } = rewritten(route, route.action.clusters[0], request(url));
    return `${authority}${path}`;
  };
  const cases: readonly [string, string, string, string][] = [
    ['of the prefix', 'match: [{ uri: { prefix: /v1 } }]\n    rewrite: { uri: /api }', '/v1/x?y=1', 'a.com/api/x?y=1'],
    ['of the root', 'rewrite: { uri: /api/ }', '/x', 'a.com/api/x'],
    ['of the exact path', 'match: [{ uri: { exact: /v1 } }]\n    rewrite: { uri: /api }', '/v1?y', 'a.com/api?y'],
    [
      'of a path by expression',
      'match: [{ uri: { regex: "/v.*" } }]\n    rewrite: { uri: /api }',
      '/v1/x',
      'a.com/api',
    ],
    [
      'by an expression',
      'rewrite: { uriRegexRewrite: { match: "/v([0-9])/(\\\\w+)", rewrite: "/\\\\2/\\\\1" } }',
      '/v1/shop?a=/v2/b',
      'a.com/shop/1?a=/v2/b',
    ],
    ['of the host', 'rewrite: { authority: b.com }', '/x', 'b.com/x'],
  ];
  for (const [title, rule, path, expected] of cases)
    test(`${title} gives ${expected}`, () => {
      assert.equal(sent(rule, `http://a.com${path}`), expected);
    });
});

describe('a redirect', () => {
  const location = (rule: string, url: string, scheme: 'http' | 'https' = 'http') => {
    const route = routeOf(rule);
    if (route.action.kind !== 'redirect') assert.fail();
    return redirectUrl(route.action.location, route, request(url), scheme);
  };

  test('keeps what it does not name', () => {
    assert.equal(location('redirect: { scheme: https }', 'http://a.com/x?y=1'), 'https://a.com/x?y=1');
    assert.equal(location('redirect: { authority: b.com }', 'http://a.com:8080/x'), 'http://b.com/x');
    assert.equal(location('redirect: { uri: /z }', 'http://a.com:8080/x?y=1'), 'http://a.com:8080/z?y=1');
    assert.equal(location('redirect: { uri: "/z?w=2" }', 'http://a.com/x?y=1'), 'http://a.com/z?w=2');
  });

  test('puts a prefix in for what was matched', () => {
    const rule = 'match: [{ uri: { prefix: /v1 } }]\n    redirect: { prefixRewrite: /v2 }';
    assert.equal(location(rule, 'http://a.com/v1/x?y'), 'http://a.com/v2/x?y');
  });

  test('names a port that is not the usual one', () => {
    assert.equal(location('redirect: { port: 8443, scheme: https }', 'http://a.com:8080/'), 'https://a.com:8443/');
    assert.equal(location('redirect: { port: 443, scheme: https }', 'http://a.com/'), 'https://a.com/');
  });
});
