import type { AuthorizationRule } from '../model/authorization-policy';
import { sameHost } from '../model/host';
import { nothingByDefault, referred } from '../model/object-reference';
import type { MeshObject } from '../workspace/mesh';
import type { Trail } from './trail';

/** The rules of a policy that are about nothing but a host, by their places: as they say, or as what they are bound to. */
export function rulesFor(
  { resource: { spec }, namespace }: MeshObject<'AuthorizationPolicy'>,
  { hosts, entries }: Pick<Trail, 'hosts' | 'entries'>,
): number[] {
  const targets = spec.targetRefs.map((it) => referred(it, nothingByDefault, namespace));
  const isBound =
    targets.length > 0 &&
    targets.every(
      ({ type, name, namespace: owner }) =>
        type === 'ServiceEntry' && entries.some((it) => it.name === name && it.namespace === owner),
    );
  return spec.rules.flatMap((it, index) => (isBound || isAbout(it, hosts) ? [index] : []));
}

/** Whether a rule takes requests for the hosts only, by the name that they ask for or that their TLS shows. */
function isAbout({ to, when }: AuthorizationRule, hosts: readonly string[]): boolean {
  const are = (names: readonly { readonly value: string }[] = []): boolean =>
    names.length > 0 &&
    names.every(({ value }) => hosts.some((it) => sameHost(it, value.toLowerCase().replace(/:(\*|\d+)$/, ''))));
  return (
    (to.length > 0 && to.every(({ operation }) => are(operation?.hosts))) ||
    when.some(({ key, values }) => key?.value === 'connection.sni' && are(values))
  );
}
