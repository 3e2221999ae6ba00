import { isAddress } from '../../text/cidr';
import { backend, filters } from './gateway-api-filters';
import { host, named, nonEmpty, reference, targets } from './gateway-api-parts';
import { isGatewayApiHost, isObjectName, milliseconds } from './names';
import type { Part } from './part';
import { asSeconds, inLowerCase, respelt } from './repair';
import { atMost, form, mended, needsOneOf, type Requirement, repeated, requirement } from './requirement';

const parents: readonly Requirement[] = [
  atMost('spec.parentRefs', 32),
  ...reference('spec.parentRefs[]'),
  targets('spec.parentRefs', ['sectionName', 'port']),
];

const backends = (path: string): Requirement[] => [atMost(path, 16), ...backend(`${path}[]`)];

const rule = 'spec.rules[]';

const rules: readonly Requirement[] = [
  atMost('spec.rules', 16),
  requirement('spec.rules', 'Each rule has a name of its own', (list) =>
    repeated(list.items, (it) => it.field('name').text).map((it) => it.field('name')),
  ),
  form(`${rule}.name`, "The 'name' of a rule has lower-case letters, digits, dots and hyphens only", isObjectName),
  ...backends(`${rule}.backendRefs`),
];

const isPath = (text: string): boolean =>
  // HTTPRoute, spec.rules[].matches[].path
  /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/.test(text) && !/\/\/|\/\.{1,2}(?:\/|$)|%2f/i.test(text);

const isTime = (text: string): boolean => /^(?:\d{1,5}(?:h|m|s|ms)){1,4}$/.test(text);

const routes: readonly Requirement[] = [
  ...parents,
  ...rules,
  atMost('spec.hostnames', 16),
  host('spec.hostnames[]', "An item of 'hostnames'"),
  ...filters(`${rule}.filters`),
  ...filters(`${rule}.backendRefs[].filters`),
  atMost(`${rule}.matches`, 64),
  ...['headers', 'queryParams'].flatMap((it) => named(`${rule}.matches[].${it}`)),
];

export const httpRouteRequirements: readonly Requirement[] = [
  ...routes,
  nonEmpty('spec.rules', "'rules' has at least one rule, or is not written"),
  mended(
    requirement(
      `${rule}.matches[].path`,
      "A path begins with '/', and has no empty segments, no '.' or '..', and no '%2f'",
      (it) => {
        const value = it.field('value');
        return ['Exact', 'PathPrefix'].includes(it.field('type').choice('PathPrefix')) &&
          value.text !== undefined &&
          !isPath(value.text)
          ? value
          : undefined;
      },
    ),
    (value) => respelt(value, isPath, [(text) => `/${text}`]),
  ),
  requirement(rule, 'A rule that redirects has no backends', (it) =>
    it.field('backendRefs').isGiven && it.field('filters').items.some((filter) => filter.field('requestRedirect').isSet)
      ? it.field('backendRefs')
      : undefined,
  ),
  requirement(rule, "'replacePrefixMatch' needs just one match, by PathPrefix", (it) =>
    hasOnePrefix(it) ? undefined : replacedPrefixes(it),
  ),
  ...['request', 'backendRequest'].map((it) =>
    form(`${rule}.timeouts.${it}`, `'${it}' is a duration such as '10s', in whole numbers`, isTime, asSeconds),
  ),
  requirement(`${rule}.timeouts`, "'backendRequest' is not longer than 'request'", (it) => {
    const [all, each] = ['request', 'backendRequest'].map((name) => milliseconds(it.field(name).text ?? ''));
    return all && each && each > all ? it.field('backendRequest') : undefined;
  }),
];

/** Nothing written is a match by the prefix `/`. */
function hasOnePrefix(rule: Part): boolean {
  const matches = rule.field('matches');
  const type = matches.items[0]?.field('path').field('type').choice('PathPrefix') ?? 'PathPrefix';
  return !matches.isSet || (matches.items.length === 1 && type === 'PathPrefix');
}

const replacedPrefixes = (rule: Part): Part[] =>
  rule
    .field('filters')
    .items.flatMap((it) =>
      ['requestRedirect', 'urlRewrite']
        .map((name) => it.field(name).field('path').field('replacePrefixMatch'))
        .filter((it) => it.isSet),
    );

export const grpcRouteRequirements: readonly Requirement[] = [
  ...routes,
  needsOneOf(`${rule}.matches[].method`, 'service', 'method'),
  // GRPCRoute, spec.rules[].matches[].method
  ...[
    ['service', /^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i, ', with dots between them'] as const,
    ['method', /^[a-z_][a-z_0-9]*$/i, ''] as const,
  ].map(([field, isName, more]) =>
    requirement(
      `${rule}.matches[].method`,
      `The name of a ${field} has letters, digits and '_' only${more}, unless the type is RegularExpression`,
      (it) => {
        const { text } = it.field(field);
        const isExact = it.field('type').choice('Exact') === 'Exact';
        return isExact && text !== undefined && !isName.test(text) ? it.field(field) : undefined;
      },
    ),
  ),
];

export const l4RouteRequirements: readonly Requirement[] = [
  ...parents,
  ...rules,
  nonEmpty('spec.rules', "'rules' has one rule"),
  nonEmpty(`${rule}.backendRefs`, "'backendRefs' has at least one backend"),
  atMost('spec.rules', 1),
  nonEmpty('spec.hostnames', "'hostnames' has at least one host"),
  mended(
    requirement(
      'spec.hostnames[]',
      "An item of 'hostnames' is a full name in lower case that may begin with '*.', and no address",
      (it) => (it.text === undefined || (isGatewayApiHost(it.text) && !isAddress(it.text)) ? undefined : it),
    ),
    (host) => respelt(host, (text) => isGatewayApiHost(text) && !isAddress(text), [inLowerCase]),
  ),
];
