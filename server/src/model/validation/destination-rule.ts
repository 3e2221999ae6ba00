import { isAddress } from '../../text/cidr';
import { connectionPool } from './connection-pool';
import { locality } from './locality';
import { isDnsLabel, isDomain, isWildcardDomain, milliseconds } from './names';
import type { Part } from './part';
import { asHost, asLabel, becomes, goes, inUpperCase, partAt, remove } from './repair';
import {
  atMostOneOf,
  between,
  type Check,
  duration,
  form,
  mended,
  natural,
  needs,
  needsOneOf,
  port,
  type Requirement,
  repeated,
  requirement,
} from './requirement';
import { exportTo, labels, selector } from './shared';

const policies = ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'];
const portLevel = policies.map((it) => `${it}.portLevelSettings[]`);

const settings = (path: string): Requirement[] => [
  ...connectionPool(`${path}.connectionPool`),
  // 2.5 validation.go validateOutlierDetection, validateLoadBalancer
  ...['consecutive5xxErrors', 'consecutiveGatewayErrors', 'consecutiveLocalOriginFailures'].map((it) =>
    natural(`${path}.outlierDetection.${it}`),
  ),
  duration(`${path}.outlierDetection.baseEjectionTime`),
  duration(`${path}.outlierDetection.interval`),
  between(`${path}.outlierDetection.maxEjectionPercent`, 0, 100),
  between(`${path}.outlierDetection.minHealthPercent`, 0, 100),
  mended(
    requirement(
      `${path}.outlierDetection`,
      "'consecutiveLocalOriginFailures' needs 'splitExternalLocalOriginErrors: true'",
      (it) =>
        (it.field('consecutiveLocalOriginFailures').number ?? 0) > 0 &&
        ['', 'false'].includes(it.field('splitExternalLocalOriginErrors').choice(''))
          ? it.field('consecutiveLocalOriginFailures')
          : undefined,
    ),
    (failures, object) => {
      const split = partAt(object, failures.path.slice(0, -1)).field('splitExternalLocalOriginErrors');
      return split.isSet ? [] : [becomes(split, true, 'Tell such failures from others')];
    },
  ),
  atMostOneOf(`${path}.loadBalancer`, 'simple', 'consistentHash', 'backendUtilization'),
  atMostOneOf(`${path}.loadBalancer`, 'localityLbSetting', 'zoneAwareLbSetting'),
  ...locality(`${path}.loadBalancer.localityLbSetting`),
  atMostOneOf(
    `${path}.loadBalancer.consistentHash`,
    'httpHeaderName',
    'httpCookie',
    'useSourceIp',
    'httpQueryParameterName',
  ),
  atMostOneOf(`${path}.loadBalancer.consistentHash`, 'ringHash', 'maglev'),
  requirement(
    `${path}.loadBalancer.consistentHash`,
    "'minimumRingSize' and 'ringHash' or 'maglev' exclude each other",
    (it) => ((it.field('minimumRingSize').number ?? 0) !== 0 ? it.given('ringHash', 'maglev')[0] : undefined),
  ),
  form(`${path}.loadBalancer.consistentHash.httpCookie.name`, "A cookie needs 'name'", (text) => text !== ''),
  form(
    `${path}.loadBalancer.consistentHash.httpCookie.ttl`,
    "'ttl' is a duration such as '10s'",
    (text) => milliseconds(text) !== undefined,
  ),
  ...needs(`${path}.loadBalancer.consistentHash.maglev`, 'tableSize'),
  requirement(
    `${path}.loadBalancer.consistentHash.maglev.tableSize`,
    "'tableSize' is a prime number below 5000011",
    (it) => (it.number === undefined || isTableSize(it.number) ? undefined : it),
  ),
  duration(`${path}.loadBalancer.warmup.duration`),
  between(`${path}.loadBalancer.warmup.minimumPercent`, 0, 100),
  duration(`${path}.loadBalancer.warmupDurationSecs`),
  // 2.5 agent/validation.go ValidateTLS
  requirement(
    `${path}.tls.credentialName`,
    "A credential in a ConfigMap is 'configmap://', the DestinationRule’s own namespace, '/' and a name",
    (it, object) => (isOwnCredential(it.text ?? '', object.field('metadata').field('namespace').text) ? undefined : it),
  ),
  requirement(
    `${path}.tls`,
    "Mode MUTUAL needs 'credentialName', or files as 'clientCertificate' and 'privateKey'",
    where(['MUTUAL'], (tls) =>
      tls.field('credentialName').isGiven || tls.given('clientCertificate', 'privateKey').length === 2
        ? undefined
        : tls.field('mode'),
    ),
  ),
  mended(
    requirement(
      `${path}.tls`,
      "With 'credentialName' there are no files: 'clientCertificate', 'privateKey', 'caCertificates' and 'caCrl'",
      where(['SIMPLE', 'MUTUAL'], (tls) =>
        tls.field('credentialName').isGiven
          ? tls.given('clientCertificate', 'privateKey', 'caCertificates', 'caCrl')
          : undefined,
      ),
    ),
    remove,
  ),
  mended(
    requirement(
      `${path}.tls`,
      "With 'insecureSkipVerify' the server’s certificate is not looked at, so nothing says what it must be",
      where(['SIMPLE', 'MUTUAL'], unverified),
    ),
    (field, object) => [
      goes(partAt(object, field.path.slice(0, -1)).field('insecureSkipVerify'), 'Look at the certificate'),
    ],
  ),
];

const isTableSize = (size: number): boolean => {
  // 2.5 validation.go validateLoadBalancer, isPrime
  if (!Number.isInteger(size) || size < 1 || size >= 5_000_011) return false;
  for (let factor = 2; factor * factor <= size; factor++) if (size % factor === 0) return false;
  return true;
};

const where =
  (modes: readonly string[], check: Check): Check =>
  (tls, object) =>
    modes.includes(tls.field('mode').choice('DISABLE')) ? check(tls, object) : undefined;

function isOwnCredential(text: string, own: string | undefined): boolean {
  const [, rest] = /^configmap:\/\/(.*)$/.exec(text) ?? [];
  const [namespace, ...name] = rest?.split('/') ?? [];
  return rest === undefined || (name.length === 1 && name[0] !== '' && (own === undefined || namespace === own));
}

const unverified: Check = (tls) => {
  if (!tls.field('insecureSkipVerify').isTrue) return undefined;
  return tls.given(
    'caCertificates',
    'subjectAltNames',
    ...(tls.field('mode').word === 'SIMPLE' ? ['credentialName'] : []),
  );
};

const policy = (path: string): Requirement[] => [
  // 2.5 validation.go validateTrafficPolicy, validatePortTrafficPolicies, validateTunnelSettings
  requirement(path, 'A traffic policy has at least one field', (it) =>
    it.entries.length > 0 || it.word !== undefined ? undefined : it,
  ),
  requirement(path, "'tunnel' and 'proxyProtocol' exclude each other", (it) =>
    it.field('tunnel').isSet && it.field('proxyProtocol').isSet ? it.field('proxyProtocol') : undefined,
  ),
  form(
    `${path}.tunnel.protocol`,
    "'protocol' of a tunnel is CONNECT or POST",
    (text) => ['', 'CONNECT', 'POST'].includes(text),
    inUpperCase,
  ),
  form(
    `${path}.tunnel.targetHost`,
    "'targetHost' is the name of a host or an IP address",
    (text) => isDomain(text) || isAddress(text),
  ),
  port(`${path}.tunnel.targetPort`),
  ...needs(`${path}.portLevelSettings[]`, 'port'),
  natural(`${path}.portLevelSettings[].port.number`),
  needsOneOf(`${path}.portLevelSettings[]`, 'connectionPool', 'loadBalancer', 'outlierDetection', 'tls'),
];

export const destinationRuleRequirements: readonly Requirement[] = [
  // 2.5 validation.go ValidateDestinationRule
  form(
    'spec.host',
    "'host' is the name of a host: no address, and '*' only in front of others",
    isWildcardDomain,
    asHost,
  ),
  ...needs('spec', 'host'),
  form('spec.subsets[].name', "The 'name' of a subset has letters, digits and hyphens only", isDnsLabel, asLabel),
  requirement('spec.subsets', 'Each subset has a name of its own', (list) =>
    repeated(list.items, (it) => it.field('name').text).map((it) => it.field('name')),
  ),
  ...labels('spec.subsets[].labels'),
  ...policies.flatMap(policy),
  ...[...policies, ...portLevel].flatMap(settings),
  ...selector('spec.workloadSelector', 'matchLabels'),
  ...exportTo(false),
  requirement(
    'spec.exportTo',
    "With 'workloadSelector' a DestinationRule is for its own namespace only",
    (list, object) =>
      object.field('spec').field('workloadSelector').isSet
        ? beyond(list, object.field('metadata').field('namespace'))
        : undefined,
  ),
];

/** The namespaces of a list that are surely not the object's own. */
const beyond = (list: Part, own: Part): Part[] =>
  list.items.filter(
    (it) =>
      it.text !== undefined && it.text !== '.' && (it.text === '*' || (own.text !== undefined && it.text !== own.text)),
  );
