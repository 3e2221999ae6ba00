import { isRange } from '../../text/cidr';
import type { Part } from './part';
import { atMost, type Check, form, keyForm, needs, type Requirement, requirement } from './requirement';
import { attached, selector } from './shared';

const identities = ['principals', 'namespaces'];
const addresses = ['ipBlocks', 'remoteIpBlocks'];
const from = [...identities, ...addresses, 'requestPrincipals', 'serviceAccounts', 'trustDomains'];
const to = ['hosts', 'ports', 'methods', 'paths'];

/** Each field has one that says the opposite. */
const both = (names: readonly string[]): string[] =>
  names.flatMap((it) => [it, `not${it.charAt(0).toUpperCase()}${it.slice(1)}`]);

const source = 'spec.rules[].from[].source';
const operation = 'spec.rules[].to[].operation';

const action = (object: Part): string => object.field('spec').field('action').choice('ALLOW');

const actionIs =
  (word: string, check: Check): Check =>
  (part, object) =>
    action(object) === word ? check(part, object) : undefined;

const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= 65535;

/** `shop/checkout`, or `checkout` for the policy's own namespace. */
const isServiceAccount = (text: string): boolean =>
  // pkg/config/security/security.go CheckServiceAccount
  text.length <= 320 && /^[^/*]+(?:\/[^/*]+)?$/.test(text);

const attributes: readonly RegExp[] = [
  // pkg/config/security/security.go ValidateAttribute
  /^(?:source|remote)\.ip$/,
  /^source\.(?:namespace|serviceAccount|principal|trustDomain)$/,
  /^request\.auth\.(?:principal|audiences|presenter)$/,
  /^destination\.(?:ip|port)$/,
  /^connection\.sni$/,
  /^(?:request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.).*[^[]\[.+\]$/,
  /^(?:request\.headers|request\.auth\.claims)\[.+\]$/,
];

/** What a condition may compare an attribute with. */
const values: readonly (readonly [RegExp, (text: string) => boolean, string])[] = [
  [/^(?:source|remote|destination)\.ip$/, isRange, 'IP addresses or ranges in CIDR notation'],
  [/^destination\.port$/, isPort, 'numbers of ports'],
  [
    /^source\.serviceAccount$/,
    isServiceAccount,
    'service accounts, behind a namespace and a slash if it is another one',
  ],
];

export const authorizationPolicyRequirements: readonly Requirement[] = [
  // 2.7 validation.go ValidateAuthorizationPolicy
  ...attached,
  atMost('spec.targetRefs', 16),
  atMost('spec.rules', 512),
  requirement('spec', "Action CUSTOM needs 'provider' with its 'name'", (spec, object) => {
    const name = spec.field('provider').field('name');
    return action(object) === 'CUSTOM' && !name.isGiven ? name : undefined;
  }),
  requirement('spec', "'provider' is for action CUSTOM", (spec, object) =>
    ['ALLOW', 'DENY', 'AUDIT'].includes(action(object)) && spec.field('provider').isSet
      ? spec.field('provider')
      : undefined,
  ),
  requirement(
    'spec',
    "Without 'rules' this action is never taken; an empty rule '{}' takes it for every request",
    (spec, object) =>
      ['DENY', 'CUSTOM'].includes(action(object)) && !spec.field('rules').isGiven ? spec.field('action') : undefined,
  ),
  ...needs('spec.rules[].from[]', 'source'),
  ...needs('spec.rules[].to[]', 'operation'),
  requirement(source, `'source' needs one of ${both(from).length} fields such as 'principals' or 'ipBlocks'`, (it) =>
    it.given(...both(from)).length > 0 ? undefined : it,
  ),
  requirement(
    operation,
    "'operation' needs one of 'hosts', 'ports', 'methods', 'paths', or of their opposites",
    (it) => (it.given(...both(to)).length > 0 ? undefined : it),
  ),
  requirement(source, "'serviceAccounts' is not beside 'principals' or 'namespaces'", (it) =>
    it.given(...both(identities)).length > 0 ? it.given(...both(['serviceAccounts'])) : undefined,
  ),
  ...[...both(from).map((it) => `${source}.${it}`), ...both(to).map((it) => `${operation}.${it}`)].map((it) =>
    form(`${it}[]`, `An item of '${it.split('.').at(-1)}' is not empty`, (text) => text !== ''),
  ),
  ...both(addresses).map((it) =>
    form(`${source}.${it}[]`, `An item of '${it}' is an IP address or a range in CIDR notation`, isRange),
  ),
  ...both(['serviceAccounts']).flatMap((it) => [
    atMost(`${source}.${it}`, 16),
    form(
      `${source}.${it}[]`,
      `An item of '${it}' is a service account, behind a namespace and a slash if it is another one`,
      isServiceAccount,
    ),
  ]),
  ...both(['trustDomains']).map((it) =>
    form(`${source}.${it}[]`, "A trust domain has no '/', and '*' only in front or at the end", (text) =>
      /^\*?[^*/]*\*?$/.test(text),
    ),
  ),
  ...both(['ports']).map((it) => form(`${operation}.${it}[]`, `An item of '${it}' is the number of a port`, isPort)),
  ...both(['paths']).map((it) =>
    form(`${operation}.${it}[]`, "Braces in a path are '{*}' for one segment, or '{**}' for the rest", isPathTemplate),
  ),
  form(
    'spec.rules[].when[].key',
    "'key' is an attribute that Istio knows, such as 'source.namespace' or 'request.headers[x-user]'",
    (text) => attributes.some((it) => it.test(text)),
  ),
  requirement('spec.rules[].when[]', "A condition needs 'values' or 'notValues'", (it) =>
    it.given('values', 'notValues').length > 0 ? undefined : it,
  ),
  ...['values', 'notValues'].flatMap((it) => [
    form(`spec.rules[].when[].${it}[]`, `An item of '${it}' is not empty`, (text) => text !== ''),
    ...values.map(([key, isRight, what]) =>
      requirement('spec.rules[].when[]', `This attribute is compared with ${what}`, (condition) =>
        key.test(condition.field('key').text ?? '')
          ? condition.field(it).items.filter((one) => one.text !== undefined && !isRight(one.text))
          : undefined,
      ),
    ),
  ]),
  ...both(['principals', 'namespaces', 'requestPrincipals', 'serviceAccounts', 'trustDomains']).map((it) =>
    requirement(
      `${source}.${it}`,
      `Action CUSTOM does not know '${it}'`,
      actionIs('CUSTOM', (part) => (part.isGiven ? part : undefined)),
    ),
  ),
  requirement(
    'spec.rules[].when[].key',
    'Action CUSTOM does not know this attribute',
    actionIs('CUSTOM', (key) =>
      /^source\.(?:namespace|serviceAccount|trustDomain|principal)$|^request\.auth\./.test(key.text ?? '')
        ? key
        : undefined,
    ),
  ),
];

function isPathTemplate(text: string): boolean {
  // pkg/config/security/security.go CheckValidPathTemplate
  const segments = text.replace(/^\/+|\/+$/g, '').split('/');
  const rest = segments.indexOf('{**}');
  return segments.every((it, i) => (it === '{*}' || it === '{**}' ? rest < 0 || i <= rest : !/[{}]/.test(it)));
}

export const peerAuthenticationRequirements: readonly Requirement[] = [
  // 2.7 validation.go ValidatePeerAuthentication
  ...selector('spec.selector', 'matchLabels'),
  requirement('spec.portLevelMtls', "'portLevelMtls' needs a 'selector' with labels", (part, object) =>
    object.field('spec').field('selector').field('matchLabels').entries.length > 0 ||
    object.field('spec').field('selector').word !== undefined
      ? undefined
      : part,
  ),
  requirement('spec.portLevelMtls', "'portLevelMtls' has at least one port", (part) =>
    part.entries.length > 0 || part.word !== undefined ? undefined : part,
  ),
  keyForm('spec.portLevelMtls', 'A key is the number of a port, from 1 to 65535', (key) => isPort(key) && key !== '0'),
];
