import { create } from '../generate/create';
import { type DocumentEdit, insertInto } from '../generate/edit';
import { egressName } from '../generate/egress-name';
import { destinationRuleObject, portTls } from '../generate/objects';
import { giveTls } from '../generate/tls-settings';
import { hostLabel } from '../model/host';
import type { Hop } from '../trace/answer';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { appliedRule, nameOf, type Peer } from './hop-tls';

/** Where sidecars are sent to a gateway for a host. */
export interface WayToGateway {
  readonly host: string;
  readonly object: MeshObject<'VirtualService'>;
  /** Of the destination, in the object. */
  readonly path: Path;
  readonly peer: Peer;
}

/**
 * The edits that make sidecars speak the mesh’s own TLS to a gateway for a host; `[undefined]` for a wildcard, which is no
 * SNI. The host has a subset of its own, since the gateway’s Service is shared with others, whose SNI is another.
 */
export function mutualSubset(mesh: Mesh, sender: Hop, way: WayToGateway): (DocumentEdit | undefined)[] {
  const { host, object, path, peer } = way;
  const sni = nameOf(host);
  if (!sni) return [undefined];
  const tls = { mode: 'ISTIO_MUTUAL', sni };
  const applied = appliedRule(sender);
  const subset = peer.subset || egressName(sni).replace(/^egress-/, '');
  const edits = peer.subset === '' ? [insertInto(object, [...path, 'subset'], subset)] : [];
  const value = { name: subset, trafficPolicy: portTls(peer.port, tls) };
  if (!applied) {
    const name = { name: egressName(sni), namespace: object.resource.namespace?.value ?? '' };
    return [...edits, create(mesh, object, destinationRuleObject(name, hostLabel(peer.host), { subsets: [value] }))];
  }
  const { subsets } = applied.resource.spec;
  const isThere = subsets.some((it) => it.name?.value === subset);
  return [
    ...edits,
    isThere
      ? giveTls(applied, { port: peer.port, subset }, tls)
      : insertInto(applied, ['spec', 'subsets', subsets.length], value),
  ];
}
