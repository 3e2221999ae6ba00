import { host, nonEmpty, reference } from './gateway-api-parts';
import { isObjectName } from './names';
import type { Part } from './part';
import { becomes, goes, type Mend, type Premise, partAt, remove } from './repair';
import { atMost, form, mended, port, type Requirement, repeated, requirement, unique } from './requirement';

const listener = 'spec.listeners[]';

const protocolOf = (item: Part): string => item.field('protocol').choice('');

const routesOf = (protocol: string): Premise => ({
  // L1
  routes: /^HTTPS?$/.test(protocol) ? ['HTTPRoute', 'GRPCRoute'] : [`${protocol}Route`],
});

/** What is said of TLS was meant, or there is nothing in it. */
const speakTls: Mend = (tls, object) => {
  const protocol = listenerOf(tls, object).field('protocol');
  const spoken = protocol.word === 'HTTP' && tls.field('mode').word !== 'Passthrough' ? 'HTTPS' : 'TLS';
  const isSaid = tls.given('mode', 'certificateRefs', 'options').length > 0;
  if (protocol.word === 'UDP' || !isSaid) return [goes(tls)];
  return [{ ...becomes(protocol, spoken, `Speak ${spoken} (protocol: ${spoken})`), premise: routesOf(spoken) }];
};

/** The listeners of a Gateway of the Gateway API, and of a ListenerSet. */
export const listenerRequirements: readonly Requirement[] = [
  nonEmpty('spec.listeners', "'listeners' has at least one listener"),
  atMost('spec.listeners', 64),
  form(
    `${listener}.name`,
    "The 'name' of a listener has lower-case letters, digits, dots and hyphens only",
    isObjectName,
  ),
  requirement('spec.listeners', 'Each listener has a name of its own', (list) =>
    repeated(list.items, (it) => it.field('name').text).map((it) => it.field('name')),
  ),
  unique('spec.listeners', 'No two listeners have port, protocol and hostname in common', (it) => {
    const { number } = it.field('port');
    const hostname = it.field('hostname');
    return number === undefined || (hostname.isSet && hostname.text === undefined)
      ? undefined
      : `${number} ${protocolOf(it)} ${hostname.word}`;
  }),
  port(`${listener}.port`),
  host(`${listener}.hostname`, "'hostname'"),
  form(
    `${listener}.protocol`,
    "'protocol' has letters, digits and hyphens only, behind a domain and '/' if there is one",
    (text) => /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]\/[A-Za-z0-9]+$/.test(text),
  ),
  form('spec.gatewayClassName', "'gatewayClassName' is not empty", (text) => text !== ''),
  mended(
    requirement(listener, "A listener of HTTP, TCP or UDP has no 'tls'", (it) =>
      ['HTTP', 'TCP', 'UDP'].includes(protocolOf(it)) && it.field('tls').isSet ? it.field('tls') : undefined,
    ),
    speakTls,
  ),
  mended(
    requirement(listener, "A listener of TLS needs 'tls' with its 'mode'", (it) =>
      protocolOf(it) === 'TLS' && !it.field('tls').isSet ? it.field('protocol') : undefined,
    ),
    (protocol, object) => [
      {
        ...becomes(
          listenerOf(protocol, object).field('tls'),
          { mode: 'Passthrough' },
          'Pass TLS on (mode Passthrough)',
        ),
        premise: routesOf('TLS'),
      },
      { ...becomes(protocol, 'HTTP', 'Speak HTTP (protocol: HTTP)'), premise: routesOf('HTTP') },
    ],
  ),
  mended(
    requirement(listener, "A listener of TCP or UDP has no 'hostname'", (it) =>
      ['TCP', 'UDP'].includes(protocolOf(it)) && it.field('hostname').isGiven ? it.field('hostname') : undefined,
    ),
    remove,
  ),
  requirement(`${listener}.tls`, "A listener that ends TLS needs 'certificateRefs', or 'options'", (tls) =>
    tls.field('mode').choice('Terminate') === 'Terminate' &&
    tls.given('certificateRefs').length === 0 &&
    tls.field('options').entries.length === 0
      ? tls
      : undefined,
  ),
  ...reference(`${listener}.tls.certificateRefs[]`),
  ...reference('spec.parentRef'),
];

/** The listener that a part of it belongs to. */
const listenerOf = ({ path }: Part, object: Part): Part => partAt(object, path.slice(0, 3));
