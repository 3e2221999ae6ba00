import { isAddress } from '../../text/cidr';
import { isDnsLabel, isDomain } from './names';
import { between, form, keyForm, natural, needsOneOf, type Requirement, requirement } from './requirement';
import { labels } from './shared';

export const unix = 'unix://';

/** An address of a workload, wherever it is written. */
export const endpoint = (path: string): Requirement[] => [
  // 2.3, 2.8 validation.go validateWorkloadEntry
  needsOneOf(path, 'address', 'network'),
  form(
    `${path}.address`,
    `'address' is an IP address, the name of a host, or an absolute path behind '${unix}'`,
    (text) => text === '' || (text.startsWith(unix) ? isSocket(text) : isAddress(text) || isDomain(text)),
  ),
  requirement(path, `An address with '${unix}' has no ports`, (part) =>
    part.field('address').text?.startsWith(unix) && part.field('ports').isGiven ? part.field('ports') : undefined,
  ),
  keyForm(`${path}.ports`, 'The name of a port has letters, digits and hyphens only', isDnsLabel),
  between(`${path}.ports{}`, 1, 65535),
  natural(`${path}.weight`),
  ...labels(`${path}.labels`),
];

/** `unix:///var/run/socket`, or the name of an abstract socket behind `@`. */
export const isSocket = (text: string): boolean => /^unix:\/\/(?:@.*|\/.*[^/])$/.test(text);

export const workloadEntryRequirements: readonly Requirement[] = endpoint('spec');
