import { isAddress, isRange } from '../../text/cidr';
import { hostsMatch, hostWithin } from '../host';
import { httpRequirements } from './http-rule';
import { isDnsLabel, isDomain, isWildcardDomain } from './names';
import type { Part } from './part';
import { advice, type Check, form, needs, needsOneOf, type Requirement, requirement } from './requirement';
import { destination, exportTo, labels, weights } from './shared';

const meshGateway = 'mesh';

/** Whether its rules are for gateways only. */
const isForGateways = (spec: Part): boolean => {
  const { items } = spec.field('gateways');
  return items.length > 0 && items.every((it) => it.word !== meshGateway);
};

/** The hosts of a VirtualService; `undefined` where one is not known. */
function hostsOf(object: Part): string[] | undefined {
  const hosts = object.field('spec').field('hosts');
  const known = hosts.items.flatMap((it) => it.text ?? []);
  return known.length < hosts.items.length || hosts.word !== undefined ? undefined : known;
}

/** A name by which proxies ask gateways of other clusters, which only they have a reason to write. */
const isGenerated = (text: string): boolean => text.startsWith('outbound_');

const isHost = (text: string): boolean => isWildcardDomain(text) || isAddress(text);

/** A gateway, by itself or with its namespace. */
export function isGatewayName(text: string): boolean {
  // 2.4 validation.go validateGatewayNames
  const slash = text.indexOf('/');
  return slash < 0 ? isDomain(text) : isDnsLabel(text.slice(0, slash)) && isDnsLabel(text.slice(slash + 1));
}

const gatewayNames = (path: string): Requirement =>
  requirement(
    path,
    'A gateway is called by its name, behind its namespace and a slash if that is another one',
    wrongGateways,
  );

/** Istio looks at the names up to the first without a slash. */
const wrongGateways: Check = (list) => {
  const last = list.items.findIndex((it) => it.text !== undefined && !it.text.includes('/'));
  const seen = last < 0 ? list.items : list.items.slice(0, last + 1);
  return seen.filter((it) => it.text !== undefined && !isGatewayName(it.text));
};

/** What matches of connections have in common. */
const match = (path: string): Requirement[] => [
  form(
    `${path}.destinationSubnets[]`,
    "An item of 'destinationSubnets' is an IP address or a range in CIDR notation",
    isRange,
  ),
  requirement(`${path}.port`, "'port' is a number from 1 to 65535", (it) =>
    it.number === undefined || (it.number >= 0 && it.number <= 65535) ? undefined : it,
  ),
  ...labels(`${path}.sourceLabels`),
  gatewayNames(`${path}.gateways`),
];

export const virtualServiceRequirements: readonly Requirement[] = [
  // 2.4 validation.go ValidateVirtualService
  needsOneOf('spec', 'http', 'tls', 'tcp'),
  gatewayNames('spec.gateways'),
  requirement(
    'spec',
    "Without 'hosts' it is a part of another VirtualService, and has neither 'gateways' nor 'tls' nor 'tcp'",
    (spec) => (spec.field('hosts').isGiven ? undefined : spec.given('gateways', 'tls', 'tcp')),
  ),
  requirement(
    'spec.hosts[]',
    "An item of 'hosts' is the name of a host, with '*' at most in front of others, or an IP address",
    (host, object) =>
      host.text === undefined || isHost(host.text) || (isForGateways(object.field('spec')) && isGenerated(host.text))
        ? undefined
        : host,
  ),
  requirement(
    'spec.hosts[]',
    "The host '*' is for gateways only, and not for the gateway 'mesh', which is the one without 'gateways'",
    (host, object) => (host.text === '*' && !isForGateways(object.field('spec')) ? host : undefined),
  ),
  requirement('spec.hosts', 'No host is one of another host’s names, or named twice', (hosts, object) => {
    const names = hostsOf(object);
    return names?.every(isHost)
      ? hosts.items.filter((_, j) => names.slice(0, j).some((it) => hostsMatch(it, names[j] ?? '')))
      : undefined;
  }),
  ...exportTo(false),

  ...httpRequirements,
  ...match('spec.http[].match[]'),
  requirement('spec.http[].match[]', 'Only rules for gateways can ask for the claims of a token', (it, object) =>
    isForGateways(object.field('spec'))
      ? undefined
      : ['headers', 'withoutHeaders'].flatMap((name) =>
          it
            .field(name)
            .entries.filter((entry) => /^@request\.auth\.claims[.[]/.test(entry.name))
            .map(({ key }) => key),
        ),
  ),

  // 2.4 validation.go validateTLSRoute, validateTLSMatch, validateSniHost
  requirement('spec.tls[].match', "A rule of 'tls' has at least one match", (it) => (it.isGiven ? undefined : it)),
  ...match('spec.tls[].match[]'),
  requirement('spec.tls[].match[].sniHosts', "'sniHosts' has at least one host", (it) => (it.isGiven ? undefined : it)),
  requirement(
    'spec.tls[].match[].sniHosts[]',
    "An item of 'sniHosts' is the name of a host, with '*' at most in front of others",
    (host, object) =>
      host.text === undefined || isHost(host.text) || (isForGateways(object.field('spec')) && isGenerated(host.text))
        ? undefined
        : host,
  ),
  requirement(
    'spec.tls[].match[].sniHosts[]',
    "What 'sniHosts' asks for is among the VirtualService’s own 'hosts'",
    (host, object) => {
      const hosts = hostsOf(object);
      if (!hosts || host.text === undefined || isAddress(host.text)) return undefined;
      return hosts.some((it) => hostWithin(host.text ?? '', it)) ? undefined : host;
    },
  ),
  advice(
    'spec.tls[].match[].sniHosts[]',
    'Clients don’t send an address as the server name of TLS, so this matches nothing.',
    (host) => (isAddress(host.text ?? '') ? host : undefined),
  ),

  ...match('spec.tcp[].match[]'),
  ...['spec.tls[]', 'spec.tcp[]'].flatMap((it) => [
    ...needs(it, 'route'),
    ...weights(`${it}.route`),
    ...destination(`${it}.route[].destination`),
  ]),
];
