import { isAddress } from '../../text/cidr';
import { listenerClass, parseProtocol } from '../protocol';
import { isDnsLabel, isListedHost } from './names';
import type { Part } from './part';
import { asListedHost, asWildcard, becomes, goes, namePort, type Premise, partAt, type Repair, remove } from './repair';
import { advice, form, mended, type Requirement, repeated, requirement } from './requirement';
import { certificates, serverTls } from './server-tls';
import { protocolText } from './service-entry';
import { isSocket } from './workload-entry';

const server = 'spec.servers[]';

export const gatewayRequirements: readonly Requirement[] = [
  // 2.2 validation.go ValidateGateway, validateServer
  form('metadata.name', 'The name of a Gateway has no dots', isDnsLabel),
  requirement('spec', "A Gateway needs 'servers'", (spec) =>
    spec.field('servers').isGiven ? undefined : spec.field('servers'),
  ),
  requirement(`${server}.hosts`, "'hosts' has at least one host", (list) => (list.isGiven ? undefined : list)),
  form(
    `${server}.hosts[]`,
    "An item of 'hosts' is '*', a full name that may begin with '*.', or an address, behind a namespace and '/' if there is one",
    (text) => isListedHost(text, 'Gateway'),
    asListedHost,
    asWildcard,
  ),
  requirement(
    `${server}.port.number`,
    "'number' is a number from 1 to 65535, or 0 where 'bind' is a socket",
    (number) => (number.number === undefined || (number.number >= 0 && number.number <= 65535) ? undefined : number),
  ),
  requirement(server, "'number' is 0 just where 'bind' is a socket", numberAndBind),
  form(`${server}.port.name`, "A port needs 'name'", (text) => text !== ''),
  mended(
    requirement('spec.servers', 'Each port has a name of its own', (list) =>
      repeated(list.items, (it) => it.field('port').field('name').text).map((it) => it.field('port').field('name')),
    ),
    namePort,
  ),
  form(`${server}.port.protocol`, protocolText, (text) => parseProtocol(text) !== 'UNSUPPORTED'),
  mended(
    requirement(
      `${server}.port.targetPort`,
      "A Gateway has no 'targetPort', which belongs to the Service of its pods",
      (it) => (it.number === 0 ? undefined : it),
    ),
    remove,
  ),
  form(
    `${server}.bind`,
    "'bind' is an IP address, or an absolute path behind 'unix://'",
    (text) => text === '' || isAddress(text) || isSocket(text),
  ),
  mended(
    requirement(server, "A server of HTTPS or TLS needs 'tls'", (it) =>
      classOf(it) === 'tls' && !it.field('tls').isSet ? it.field('port').field('protocol') : undefined,
    ),
    (protocol, object) => {
      const tls = serverOf(protocol, object).field('tls');
      const as = (mode: string | undefined, spoken = protocol.word ?? '') => ({ premise: premise(tls, spoken, mode) });
      return [
        { ...becomes(tls, { mode: 'PASSTHROUGH' }, 'Pass TLS on (mode PASSTHROUGH)'), ...as('PASSTHROUGH') },
        {
          ...becomes(tls, { mode: 'ISTIO_MUTUAL' }, 'End the TLS of the mesh (mode ISTIO_MUTUAL)'),
          ...as('ISTIO_MUTUAL'),
        },
        { ...becomes(protocol, 'HTTP', 'Speak HTTP (protocol: HTTP)'), ...as(undefined, 'HTTP') },
      ];
    },
  ),
  mended(
    requirement(server, "A server of HTTP has 'tls' at most for 'httpsRedirect', without mode or certificates", (it) =>
      classOf(it) === 'http' && terminates(it.field('tls')) ? it.field('tls') : undefined,
    ),
    speakOrRemove,
  ),
  mended(
    requirement(server, "A server has 'tls' only where its protocol is HTTPS or TLS", (it) =>
      ['tcp', 'none'].includes(classOf(it)) && it.field('tls').isSet ? it.field('tls') : undefined,
    ),
    speakOrRemove,
  ),
  ...serverTls(`${server}.tls`),
  mended(
    advice(server, "Only a server of HTTP redirects to https, so 'httpsRedirect' has no effect.", (it) =>
      ['tls', 'tcp', 'none'].includes(classOf(it)) && it.field('tls').field('httpsRedirect').isTrue
        ? it.field('tls').field('httpsRedirect')
        : undefined,
    ),
    remove,
  ),
];

/** The server that a part of it belongs to. */
const serverOf = ({ path }: Part, object: Part): Part => partAt(object, path.slice(0, 3));

/** What is said of TLS was meant, or is left from before. */
function speakOrRemove(tls: Part, object: Part): Repair[] {
  const protocol = serverOf(tls, object).field('port').field('protocol');
  const mode = tls.field('mode').choice('PASSTHROUGH');
  const speak = (word: string): Repair => ({
    ...becomes(protocol, word, `Speak ${word} (protocol: ${word})`),
    premise: premise(tls, word, mode),
  });
  return [speak('HTTPS'), speak('TLS'), { ...goes(tls), premise: premise(tls, protocol.word ?? '', undefined) }];
}

const premise = (tls: Part, protocol: string, mode: string | undefined): Premise => ({
  server: Number(tls.path[2]),
  protocol,
  mode,
});

function numberAndBind(server: Part): Part | undefined {
  const number = server.field('port').field('number');
  const bind = server.field('bind');
  if (number.number === undefined || (bind.isSet && bind.text === undefined)) return undefined;
  return (number.number === 0) === (bind.text?.startsWith('unix://') === true) ? undefined : number;
}

/** `auto` for a protocol that is none, or not known yet. */
const classOf = (server: Part) => listenerClass(parseProtocol(server.field('port').field('protocol').choice('')));

/** Whether a server would end the TLS of its clients. */
const terminates = (tls: Part): boolean =>
  tls.isSet &&
  (!['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(tls.field('mode').choice('PASSTHROUGH')) ||
    tls.given(...certificates).length > 0);
