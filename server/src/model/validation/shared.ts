import { isDnsLabel, isLabelKey, isLabelValue, isWildcardDomain } from './names';
import type { Part } from './part';
import { asHost, asLabel, becomes, goes, type Mend, removeRepeated } from './repair';
import {
  advice,
  type Check,
  form,
  keyForm,
  mended,
  needs,
  port,
  type Requirement,
  refused,
  requirement,
} from './requirement';

/*
 * What objects of several kinds have in common.
 */

/** To whom an object is shown. */
export const exportTo = (mayHide: boolean): Requirement[] => [
  // 2.1 validation.go validateExportTo
  form(
    'spec.exportTo[]',
    `An item of 'exportTo' is '.', '*'${mayHide ? ", '~'" : ''} or the name of a namespace`,
    (text) => ['.', '*', ...(mayHide ? ['~'] : [])].includes(text) || isDnsLabel(text),
  ),
  mended(
    requirement('spec.exportTo', "'*' or '~' stands alone in 'exportTo'", (list) =>
      list.items.length > 1 ? list.items.find((it) => it.word === '*' || it.word === '~') : undefined,
    ),
    (all) => [goes(all, 'Show it only to the namespaces that are named')],
  ),
  mended(
    requirement(
      'spec.exportTo',
      "'exportTo' names each namespace once, of which '.' is the object's own",
      (list, object) => twice(list, object.field('metadata').field('namespace').text),
    ),
    removeRepeated,
  ),
];

function twice(list: Part, own: string | undefined): Part[] {
  const names = list.items.map((it) => (it.text === '.' ? (own ?? '.') : it.text));
  return list.items.filter((_, i) => names[i] !== undefined && names.indexOf(names[i]) < i);
}

/** Labels that pods must have, of a selector that Istio gives to no expression. */
export const selector = (path: string, labels: string): Requirement[] => [
  // 2.8 validation.go ValidateAlphaWorkloadSelector, validateWorkloadSelector
  keyForm(
    `${path}.${labels}`,
    'The key of a label is not empty and has no wildcard',
    (key) => key !== '' && !key.includes('*'),
  ),
  form(
    `${path}.${labels}{}`,
    'The value of a label has no wildcard and at most 63 characters',
    (text) => !text.includes('*') && text.length <= 63,
  ),
  advice(path, 'A selector without labels selects every pod of the namespace.', (part) =>
    part.word === undefined && part.field(labels).word === undefined && part.field(labels).entries.length === 0
      ? part
      : undefined,
  ),
];

export const labels = (path: string): Requirement[] => [
  // pkg/config/labels/instance.go Validate
  keyForm(
    path,
    "The key of a label has letters, digits, '-', '_' and '.', behind a domain and '/' if there is one",
    isLabelKey,
  ),
  form(
    `${path}{}`,
    "The value of a label has letters, digits, '-', '_' and '.' and ends with a letter or digit",
    isLabelValue,
  ),
];

/** Where a VirtualService sends to. */
export const destination = (path: string): Requirement[] => [
  // 2.4 validation.go validateDestination
  form(
    `${path}.host`,
    "'host' is the name of a host: no address, and '*' only in front of others",
    (text) => text !== '*' && isWildcardDomain(text),
    asHost,
  ),
  form(
    `${path}.subset`,
    "'subset' has letters, digits and hyphens only",
    (text) => text === '' || isDnsLabel(text),
    asLabel,
  ),
  ...needs(`${path}.port`, 'number'),
  port(`${path}.port.number`),
];

/** Several destinations of which none has a weight. */
export const weights = (path: string): Requirement[] => [
  // 2.4 validation.go validateHTTPRouteDestinations
  mended(requirement(path, 'Several destinations have weights', withoutWeight), shareEqually),
  requirement(`${path}[].weight`, "'weight' is not below 0", (part) => ((part.number ?? 0) < 0 ? part : undefined)),
];

const withoutWeight: Check = (route) => {
  const written = route.items.map((it) => it.field('weight'));
  const isNothing = (it: Part): boolean => !it.isSet || it.number === 0;
  return written.length > 1 && written.every(isNothing) ? route : undefined;
};

const shareEqually: Mend = (route) => {
  const { items } = route;
  const share = Math.floor(100 / items.length);
  const weightOf = (index: number): number => (index === 0 ? 100 - share * (items.length - 1) : share);
  const changes = items.flatMap((it, index) => becomes(it.field('weight'), weightOf(index)).changes);
  return [{ title: 'Send equal shares to them', changes }];
};

/** A part of the selector of a policy, and what it may be attached to instead. */
export const attached: readonly Requirement[] = [
  // 2.7 validation.go validateOneOfSelectorType, validatePolicyTargetReference
  requirement(
    'spec',
    "A policy has only one of 'selector', 'targetRef' and 'targetRefs'",
    (spec) => ['selector', 'targetRef', 'targetRefs'].map((it) => spec.field(it)).filter((it) => it.isSet)[1],
  ),
  ...selector('spec.selector', 'matchLabels'),
  ...['spec.targetRef', 'spec.targetRefs[]'].flatMap((path) => [
    ...needs(path, 'kind', 'name'),
    mended(
      refused(`${path}.namespace`, 'A policy targets objects of its own namespace only, which it does not name'),
      // what it names in another one it does not reach
      (namespace, object) =>
        namespace.text === object.field('metadata').field('namespace').text ? removeRepeated(namespace, object) : [],
    ),
    requirement(
      path,
      'A policy targets a Service, a ServiceEntry, or a Gateway or GatewayClass of the Gateway API',
      (target) => (mayBeTarget(target.field('group'), target.field('kind')) ? undefined : target.field('kind')),
    ),
  ]),
];

function mayBeTarget(group: Part, kind: Part): boolean {
  if ((group.isGiven && group.text === undefined) || kind.text === undefined) return true;
  const targets: Readonly<Record<string, readonly string[]>> = {
    core: ['Service'],
    'networking.istio.io': ['ServiceEntry'],
    'gateway.networking.k8s.io': ['Gateway', 'GatewayClass'],
  };
  return targets[group.text || 'core']?.includes(kind.text) === true;
}
