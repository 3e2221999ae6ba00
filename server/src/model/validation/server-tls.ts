import type { Part } from './part';
import { goes, partAt, remove } from './repair';
import { advice, atMost, type Check, mended, needs, type Requirement, requirement } from './requirement';

/** The fields of a server's TLS that name files. */
export const certificates = ['serverCertificate', 'privateKey', 'caCertificates'];
const sources = ['credentialName', 'credentialNames', 'tlsCertificates'];

const mutual: readonly string[] = ['MUTUAL', 'OPTIONAL_MUTUAL'];
const terminating: readonly string[] = ['SIMPLE', ...mutual];

const where =
  (modes: readonly string[], check: Check): Check =>
  (tls, object) =>
    modes.includes(tls.field('mode').choice('PASSTHROUGH')) ? check(tls, object) : undefined;

const hasCredential = (tls: Part): boolean => tls.given('credentialName', 'credentialNames').length > 0;

const hasFiles = (tls: Part): boolean => tls.given('serverCertificate', 'privateKey').length === 2;

const hasSource = (tls: Part): boolean => sourcesOf(tls).length > 0;

const sourcesOf = (tls: Part): Part[] => [
  ...tls.given(...sources),
  ...(hasFiles(tls) ? [tls.field('serverCertificate')] : []),
];

const badRevocation: Check = (tls) => {
  const revoked = tls.field('caCrl');
  const isSimple = tls.field('mode').word === 'SIMPLE';
  if (!revoked.isGiven || (terminating.includes(tls.field('mode').choice('')) && hasCredential(tls))) return undefined;
  return isSimple || tls.field('credentialName').isGiven ? revoked : undefined;
};

/** What Istio asks of the TLS of a server, in a Gateway and in a Sidecar. */
export function serverTls(path: string): Requirement[] {
  // 2.2 validation.go validateTLSOptions
  return [
    mended(
      requirement(
        path,
        'With mode ISTIO_MUTUAL, Istio’s own certificates are used, so none is named',
        where(['ISTIO_MUTUAL'], (tls) => tls.given(...certificates, ...sources)),
      ),
      remove,
    ),
    mended(
      requirement(
        path,
        "The certificate comes from only one of 'credentialName', 'credentialNames', 'tlsCertificates', and 'serverCertificate' with 'privateKey'",
        (tls) => sourcesOf(tls)[1],
      ),
      (source, object) => [
        {
          ...goes(source),
          changes: [source, ...(source.path.at(-1) === 'serverCertificate' ? [keyBeside(source, object)] : [])].flatMap(
            (it) => goes(it).changes,
          ),
        },
      ],
    ),
    ...needs(`${path}.tlsCertificates[]`, 'serverCertificate', 'privateKey'),
    atMost(`${path}.credentialNames`, 2),
    atMost(`${path}.tlsCertificates`, 2),
    requirement(
      path,
      "With this mode a server needs 'credentialName', or files as 'serverCertificate' and 'privateKey'",
      where(terminating, (tls) => (hasSource(tls) ? undefined : tls.field('mode'))),
    ),
    requirement(
      path,
      "With this mode a server without 'credentialName' needs 'caCertificates'",
      where(mutual, (tls) =>
        hasCredential(tls) || tls.field('caCertificates').isGiven ? undefined : tls.field('mode'),
      ),
    ),
    requirement(
      path,
      "A list of revoked certificates ('caCrl') is not used with 'credentialName', nor with mode SIMPLE",
      where(['SIMPLE', ...mutual, 'PASSTHROUGH', 'AUTO_PASSTHROUGH'], badRevocation),
    ),
    mended(
      advice(
        path,
        'TLS is passed through to the host that it is for, so Istio does not use the certificate.',
        where(['PASSTHROUGH', 'AUTO_PASSTHROUGH'], (tls) => tls.given(...certificates, ...sources, 'caCrl')[0]),
      ),
      remove,
    ),
  ];
}

const keyBeside = ({ path }: Part, object: Part): Part => partAt(object, path.slice(0, -1)).field('privateKey');
