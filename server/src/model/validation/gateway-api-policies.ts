import { host, isKind, nonEmpty, reference, targets } from './gateway-api-parts';
import { isNamespaceName, isObjectName } from './names';
import { becomes, inLowerCase, remove } from './repair';
import { atMost, form, mended, needs, type Requirement, requirement } from './requirement';

const validation = 'spec.validation';

export const backendTlsPolicyRequirements: readonly Requirement[] = [
  nonEmpty('spec.targetRefs', "'targetRefs' has at least one target"),
  atMost('spec.targetRefs', 16),
  ...reference('spec.targetRefs[]'),
  targets('spec.targetRefs', ['sectionName']),
  mended(
    requirement(validation, "'validation' needs one of 'caCertificateRefs' and 'wellKnownCACertificates'", (it) =>
      it.given('caCertificateRefs', 'wellKnownCACertificates').length === 0 ? it : undefined,
    ),
    (it) => [becomes(it.field('wellKnownCACertificates'), 'System', 'Trust the authorities that the system knows')],
  ),
  mended(
    requirement(
      validation,
      "'caCertificateRefs' and 'wellKnownCACertificates' exclude each other",
      (it) => it.given('caCertificateRefs', 'wellKnownCACertificates')[1],
    ),
    remove,
  ),
  atMost(`${validation}.caCertificateRefs`, 8),
  ...reference(`${validation}.caCertificateRefs[]`),
  form(`${validation}.hostname`, "'hostname' is a full name in lower case, without '*'", isObjectName, inLowerCase),
  form(
    `${validation}.wellKnownCACertificates`,
    "'wellKnownCACertificates' is 'System', or a name behind a domain and '/'",
    (text) => text === 'System' || /^[-a-z0-9.]+\/[-A-Za-z0-9_.]+$/.test(text),
    (text) => (text.toLowerCase() === 'system' ? 'System' : text),
  ),
  form(
    `${validation}.subjectAltNames[].uri`,
    "'uri' has a scheme and an authority, as in 'spiffe://cluster.local/ns/shop/sa/api'",
    (text) => /^[^:/?#]+:\/\//.test(text),
  ),
  atMost(`${validation}.subjectAltNames`, 5),
  requirement(
    `${validation}.subjectAltNames[]`,
    "A name of type 'Hostname' has 'hostname', and one of type 'URI' has 'uri'",
    (it) => {
      const type = it.field('type').word;
      const [own, other] = type === 'Hostname' ? ['hostname', 'uri'] : ['uri', 'hostname'];
      if (type !== 'Hostname' && type !== 'URI') return undefined;
      return it.field(own ?? '').isGiven ? it.given(other ?? '') : it.field('type');
    },
  ),
  host(`${validation}.subjectAltNames[].hostname`, "'hostname'"),
];

export const referenceGrantRequirements: readonly Requirement[] = [
  ...needs('spec', 'from', 'to'),
  nonEmpty('spec.from', "'from' has at least one item"),
  nonEmpty('spec.to', "'to' has at least one item"),
  ...['spec.from', 'spec.to'].flatMap((it) => [
    atMost(it, 16),
    form(
      `${it}[].group`,
      "'group' is the name of an API group, without a version",
      (text) => text === '' || isObjectName(text),
    ),
    form(`${it}[].kind`, "'kind' has letters, digits and hyphens only", isKind),
    form(`${it}[].namespace`, "'namespace' has lower-case letters, digits and hyphens only", isNamespaceName),
  ]),
];
