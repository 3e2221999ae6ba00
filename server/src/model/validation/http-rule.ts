import { httpActionRequirements, isAuthority } from './http-actions';
import { isDnsLabel, isHeaderName } from './names';
import {
  atMostOneOf,
  between,
  type Check,
  duration,
  form,
  keyForm,
  type Requirement,
  regularExpression,
  requirement,
} from './requirement';
import { destination, weights } from './shared';

const rule = 'spec.http[]';
const match = `${rule}.match[]`;

/** What must not stand beside each other in a rule. */
const apart: readonly (readonly [string, readonly string[]])[] = [
  // 2.4 virtualservice.go validateHTTPRouteConflict
  ['delegate', ['redirect', 'route']],
  ['redirect', ['route', 'fault', 'rewrite', 'directResponse']],
  ['directResponse', ['route', 'fault', 'rewrite']],
];

const conflicts = apart.map(([one, others]) =>
  requirement(rule, `A rule with '${one}' has no ${others.map((it) => `'${it}'`).join(', ')}`, (it) => {
    if (!it.field(one).isSet || (one !== 'delegate' && it.field('delegate').isSet)) return undefined;
    return it.given(...others);
  }),
);

/** Ways to match a text. */
const textMatch = (path: string, mayBeEmpty: boolean): Requirement[] => [
  // 2.4, 2.8 validation.go validateStringMatch
  atMostOneOf(path, 'exact', 'prefix', 'regex'),
  ...(mayBeEmpty ? [] : [form(`${path}.prefix`, "'prefix' is not empty", (text) => text !== '')]),
];

const headerMatch = (path: string): Requirement[] => [
  keyForm(
    path,
    'The name of a header has no spaces and none of the signs that HTTP keeps for itself',
    (name) =>
      isHeaderName(name) ||
      ['method', 'scheme', 'authority', 'path', 'status'].some((it) => name === `:${it}`) ||
      /^@request\.auth\.claims[.[]/.test(name),
  ),
  ...textMatch(`${path}{}`, false),
];

/** Headers that are changed, of a rule or of a destination. */
const headers = (path: string): Requirement[] => [
  // 2.4 validation.go ValidateHTTPHeaderWithAuthorityOperationName, ValidateHTTPHeaderOperationName
  ...['add', 'set'].flatMap((it) => [
    keyForm(
      `${path}.request.${it}`,
      "Of the headers with ':' in front only ':authority' can be written",
      (name) => name !== '' && (!name.startsWith(':') || isAuthority(name)),
    ),
    keyForm(
      `${path}.response.${it}`,
      'A response has no Host, and no header with a colon in front can be written',
      isPlainHeader,
    ),
  ]),
  ...['request', 'response']
    .flatMap((it) => [`${path}.${it}.add{}`, `${path}.${it}.set{}`])
    .map((it) =>
      form(
        it,
        "A '%' in a value is written '%%', unless it begins a variable such as '%HOSTNAME%'",
        isHeaderValue,
        (text) => (text.split('%').length === 2 ? text.replace('%', '%%') : text),
      ),
    ),
  ...['request', 'response'].map((it) =>
    form(`${path}.${it}.remove[]`, 'The Host, and headers with a colon in front, cannot be removed', isPlainHeader),
  ),
];

const isHeaderValue = (text: string): boolean =>
  // pkg/config/validation/header_value_validator.go validateHeaderValue
  /^(?:[^%]|%%|%[^%(]+%|%[^%(]*\((?:\\[\s\S]|[^)\\])*\)\s*%)*$/.test(text);

const isPlainHeader = (name: string): boolean => name !== '' && !name.startsWith(':') && name.toLowerCase() !== 'host';

/** What becomes of a request must be said. */
const needsAnswer: Check = (it) =>
  it.given('route', 'redirect', 'directResponse', 'delegate').length > 0 ? undefined : it;

/** What Istio asks of the rules for HTTP of a VirtualService, apart from what it asks of every match. */
export const httpRequirements: readonly Requirement[] = [
  // 2.4 virtualservice.go validateHTTPRoute
  ...conflicts,
  requirement(rule, "A rule needs one of 'route', 'redirect', 'directResponse' and 'delegate'", needsAnswer),
  requirement(
    rule,
    "A VirtualService without 'hosts' is a part of another one, and has no parts itself",
    (it, object) =>
      object.field('spec').field('hosts').isGiven || !it.field('delegate').isSet ? undefined : it.field('delegate'),
  ),
  requirement(rule, "'mirror' and 'mirrors' exclude each other", (it) =>
    it.field('delegate').isSet ? undefined : it.given('mirror', 'mirrors')[1],
  ),
  between(`${rule}.mirrorPercentage.value`, 0, 100),
  between(`${rule}.mirrorPercent`, 0, 100),
  between(`${rule}.mirrors[].percentage.value`, 0, 100),
  duration(`${rule}.timeout`),
  between(`${rule}.directResponse.status`, 200, 600),
  atMostOneOf(`${rule}.directResponse.body`, 'string', 'bytes'),
  ...headers(`${rule}.headers`),
  ...headers(`${rule}.route[].headers`),
  ...weights(`${rule}.route`),
  ...['route[].destination', 'mirror', 'mirrors[].destination'].flatMap((it) => destination(`${rule}.${it}`)),
  ...headerMatch(`${match}.headers`),
  ...headerMatch(`${match}.withoutHeaders`),
  ...textMatch(`${match}.uri`, true),
  ...['scheme', 'method', 'authority', 'queryParams{}'].flatMap((it) => textMatch(`${match}.${it}`, false)),
  ...['headers{}', 'uri', 'scheme', 'method', 'authority', 'queryParams{}'].map((it) =>
    regularExpression(`${match}.${it}.regex`),
  ),
  requirement(
    `${match}.withoutHeaders{}.regex`,
    "'regex' is a regular expression in the syntax of RE2, or '*'",
    (it) => {
      const [wrong] = [regularExpression('regex').broken(it, it) ?? []].flat();
      return it.word === '*' ? undefined : wrong;
    },
  ),
  form(
    `${match}.sourceNamespace`,
    "'sourceNamespace' is the name of a namespace",
    (text) => text === '' || isDnsLabel(text),
  ),
  ...httpActionRequirements,
];
