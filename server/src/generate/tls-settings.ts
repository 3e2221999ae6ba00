import type { ClientTls } from '../model/destination-rule';
import type { MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { type DocumentEdit, insertInto } from './edit';

/** The TLS settings of a DestinationRule, to be written into another. */
export function tlsValue({ subjectAltNames, ...settings }: ClientTls): Value {
  const names = [
    'mode',
    'sni',
    'credentialName',
    'clientCertificate',
    'privateKey',
    'caCertificates',
    'insecureSkipVerify',
  ] as const;
  const written = names.flatMap((it): [string, Value][] => {
    const field = settings[it];
    return field ? [[it, field.value]] : [];
  });
  return Object.fromEntries([
    ...written,
    ...(subjectAltNames.length > 0 ? [['subjectAltNames', subjectAltNames.map((it) => it.value)]] : []),
  ]);
}

/** Makes a DestinationRule speak TLS on a port, of a subset if it has that; not possible where it says something of it already. */
export function giveTls(
  rule: MeshObject<'DestinationRule'>,
  { port, subset }: { readonly port: number; readonly subset: string },
  tls: Value,
): DocumentEdit | undefined {
  const { spec } = rule.resource;
  const index = subset === '' ? -1 : spec.subsets.findIndex((it) => it.name?.value === subset);
  const policy = index < 0 ? spec.trafficPolicy : spec.subsets[index]?.trafficPolicy;
  const path = index < 0 ? ['spec', 'trafficPolicy'] : ['spec', 'subsets', index, 'trafficPolicy'];
  const settings = policy?.portLevelSettings ?? [];
  const own = settings.findIndex((it) => it.port?.number?.value === port);
  // D10 the settings of a port replace what is said for all
  return own < 0
    ? insertInto(rule, [...path, 'portLevelSettings', settings.length], { port: { number: port }, tls })
    : insertInto(rule, [...path, 'portLevelSettings', own, 'tls'], tls);
}
