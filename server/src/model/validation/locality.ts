import type { Part } from './part';
import { atMostOneOf, between, form, type Requirement, requirement } from './requirement';

/** How requests are spread over regions and zones: `region`, `region/zone` or `region/zone/subzone`. */
export const locality = (path: string): Requirement[] => [
  // 2.5 agent/validation.go ValidateLocalityLbSetting, validateLocalities
  atMostOneOf(path, 'distribute', 'failover'),
  between(`${path}.distribute[].to{}`, 1, 100),
  requirement(`${path}.distribute[].to`, 'The weights of a locality add up to 100', (to) => {
    const weights = to.entries.map(({ value }) => value.number);
    const isKnown = weights.every((it) => it !== undefined);
    return isKnown && weights.reduce((sum, it) => sum + (it ?? 0), 0) !== 100 ? to : undefined;
  }),
  requirement(`${path}.failover[]`, "A failover leads to another region than that which it is 'from'", (it) => {
    const { text } = it.field('to');
    return text !== undefined && text === it.field('from').text ? it.field('to') : undefined;
  }),
  ...['from', 'to'].map((it) =>
    form(
      `${path}.failover[].${it}`,
      `'${it}' of a failover is a region, without zone and '*'`,
      (text) => !/[/*]/.test(text),
    ),
  ),
  form(`${path}.distribute[].from`, localityText, isLocality),
  requirement(`${path}.distribute`, "No two items of 'distribute' are from one place", (list) =>
    overlapping(list.items.map((it) => it.field('from'))),
  ),
];

const localityText = "A locality is a region, with zone and subzone behind '/', and '*' only at the end";

const isLocality = (text: string): boolean =>
  /^[^*]*\*?$/.test(text) &&
  text
    .split('/')
    .slice(0, 2)
    .every((it) => it !== '') &&
  !text.endsWith('/');

/** Those that have places in common with one before them. */
const overlapping = (parts: readonly Part[]): Part[] =>
  parts.filter(({ text }, i) => parts.slice(0, i).some((it) => text !== undefined && isWithin(text, it.text)));

const isWithin = (text: string, other: string | undefined): boolean =>
  other !== undefined && (text === other || text.startsWith(`${other}/`));
