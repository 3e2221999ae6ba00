import { isAddress } from '../../text/cidr';
import { listenerClass, parseProtocol } from '../protocol';
import { connectionPool } from './connection-pool';
import { isDnsLabel, isDomain, isListedHost } from './names';
import type { Part } from './part';
import { advice, form, needs, needsOneOf, type Requirement, refused, repeated, requirement } from './requirement';
import { serverTls } from './server-tls';
import { isProtocol, protocolText } from './service-entry';
import { destination, selector } from './shared';
import { isSocket } from './workload-entry';

const listenerPort = (path: string): Requirement[] => [
  form(`${path}.protocol`, protocolText, isProtocol),
  form(
    `${path}.name`,
    "The 'name' of a port has letters, digits and hyphens only",
    (text) => text === '' || isDnsLabel(text),
  ),
  refused(`${path}.targetPort`, "A Sidecar has no 'targetPort'"),
];

const bind = (path: string): Requirement =>
  form(
    path,
    "'bind' is an IP address, or an absolute path behind 'unix://'",
    (text) => text === '' || isAddress(text) || isSocket(text),
  );

export const sidecarRequirements: readonly Requirement[] = [
  // 2.6 validation.go ValidateSidecar
  needsOneOf('spec', 'egress', 'ingress', 'outboundTrafficPolicy', 'inboundConnectionPool'),
  ...selector('spec.workloadSelector', 'labels'),
  requirement('spec.egress', "A listener without 'port' is the only one, or the last", (list) =>
    list.items.slice(0, -1).filter((it) => !it.field('port').isSet),
  ),
  requirement('spec.egress[].hosts', "'hosts' has at least one host", (list) => (list.isGiven ? undefined : list)),
  form(
    'spec.egress[].hosts[]',
    "An item of 'hosts' is a namespace, '.' or '*', a slash, and then '*' or a full name that may begin with '*.'",
    (text) => isListedHost(text, 'Sidecar'),
  ),
  ...listenerPort('spec.egress[].port'),
  bind('spec.egress[].bind'),
  requirement('spec.egress[]', "'number' is a number from 1 to 65535, or 0 where 'bind' is a socket", portAndBind),
  requirement('spec.egress', 'Each listener has a port of its own', (list) =>
    repeated(list.items, (it) => it.field('port').field('number').number || undefined).map((it) =>
      it.field('port').field('number'),
    ),
  ),
  requirement('spec.egress[]', 'A listener on a socket captures nothing', (it) =>
    it.field('port').isSet &&
    it.field('port').field('number').choice('0') === '0' &&
    it.field('captureMode').word === 'IPTABLES'
      ? it.field('captureMode')
      : undefined,
  ),
  ...listenerPort('spec.ingress[].port'),
  requirement('spec.ingress[].port', "'number' is a number from 1 to 65535", (it) => {
    const number = it.field('number');
    const isWrong = !number.isSet || (number.number !== undefined && (number.number < 1 || number.number > 65535));
    return isWrong ? number : undefined;
  }),
  form('spec.ingress[].bind', "'bind' is an IP address", (text) => text === '' || isAddress(text)),
  requirement('spec.ingress', 'Each listener has a port of its own', (list) =>
    repeated(list.items, (it) => it.field('port').field('number').number).map((it) => it.field('port').field('number')),
  ),
  form(
    'spec.ingress[].defaultEndpoint',
    "'defaultEndpoint' is 127.0.0.1, 0.0.0.0, [::1], [::] or nothing with ':' and a port, or an absolute path behind 'unix://'",
    (text) => text === '' || isSocket(text) || /^(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\])?:[1-9]\d{0,4}$/.test(text),
  ),
  ...['subjectAltNames', 'httpsRedirect', 'credentialName', 'credentialNames', 'tlsCertificates'].map((it) =>
    requirement(`spec.ingress[].tls.${it}`, `A Sidecar does not know '${it}'`, (part) =>
      part.isGiven && part.word !== 'false' ? part : undefined,
    ),
  ),
  requirement('spec.ingress[].tls', 'A Sidecar does not know this mode', (tls) =>
    ['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'].includes(tls.field('mode').choice('')) ? tls.field('mode') : undefined,
  ),
  requirement('spec.ingress[]', "A listener has 'tls' only where its protocol is HTTPS or TLS", (it) =>
    it.field('tls').isSet && isPlain(it.field('port').field('protocol')) ? it.field('tls') : undefined,
  ),
  ...serverTls('spec.ingress[].tls'),
  ...connectionPool('spec.ingress[].connectionPool'),
  ...connectionPool('spec.inboundConnectionPool'),
  requirement('spec.outboundTrafficPolicy', "'egressProxy' needs mode ALLOW_ANY", (policy) =>
    policy.field('egressProxy').isSet && policy.field('mode').choice('REGISTRY_ONLY') === 'REGISTRY_ONLY'
      ? policy.field('egressProxy')
      : undefined,
  ),
  requirement('spec.outboundTrafficPolicy.mode', 'This mode is for the whole mesh only', (it) =>
    it.word === 'ALLOW_ANY_DYNAMIC_DNS' ? it : undefined,
  ),
  ...needs('spec.outboundTrafficPolicy.egressProxy', 'port'),
  form('spec.outboundTrafficPolicy.egressProxy.host', "'host' is the name of a host", isDomain),
  ...destination('spec.outboundTrafficPolicy.egressProxy'),
  advice('spec.egress[].hosts', "Another item of 'hosts' has it already.", (list, object) =>
    covered(list, object.field('metadata').field('namespace').text),
  ),
];

function portAndBind(listener: Part): Part | undefined {
  const port = listener.field('port');
  const bind = listener.field('bind');
  const number = port.field('number');
  if (!port.isSet || (number.isSet && number.number === undefined) || (bind.isSet && bind.text === undefined))
    return undefined;
  const value = number.number ?? 0;
  const isSocketBound = bind.text?.startsWith('unix://') === true;
  const isFine = isSocketBound ? value === 0 : value <= 65535 && value > 0;
  return isFine ? undefined : number;
}

const isPlain = (protocol: Part): boolean =>
  !protocol.isSet || (protocol.text !== undefined && listenerClass(parseProtocol(protocol.text)) !== 'tls');

/** The hosts that another item has as well; of two that are the same, the second. */
function covered({ items }: Part, own: string | undefined): Part[] {
  const hosts = items.map((it) => hostOf(it, own));
  return items.filter((_, i) => {
    const host = hosts[i];
    if (!host) return false;
    const wider = [host.wider, '*/*'].filter((it) => it !== host.name);
    return hosts.some((it, j) => it !== undefined && (wider.includes(it.name) || (j < i && it.name === host.name)));
  });
}

/** A host, and all of its namespace; `undefined` for one that is not known, or left out. */
function hostOf(
  { text }: Part,
  own: string | undefined,
): { readonly name: string; readonly wider: string } | undefined {
  if (text === undefined || text.startsWith('~')) return undefined;
  const [before = '', host = ''] = text.split('/');
  const namespace = before === '.' ? (own ?? '.') : before;
  return { name: `${namespace}/${host}`, wider: `${namespace}/*` };
}
