import { type DocumentEdit, type Fix, fix, insertInto, removeFields, removeFrom, replace } from '../generate/edit';
import type { Leg } from '../mesh/legs';
import type { Destination } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { parse } from '../yaml/parse';
import { entryOf, nodeAt } from '../yaml/tree';
import type { Value } from '../yaml/write';
import { type UnreadLeg, unreadLegs } from './unread-section';

type VirtualService = MeshObject<'VirtualService'>;

/**
 * Moves a rule for a gateway from `tls` to `tcp`. What is there cannot look at the SNI, so there is no such fix where
 * several rules share the server.
 */
export function moveToTcp(object: VirtualService, { leg, at }: UnreadLeg, mesh: Mesh): Fix[] {
  const shared = mesh.all('VirtualService').flatMap((it) => unreadLegs(mesh, it));
  if (shared.filter((it) => it.at.server === at.server).length !== 1) return [];
  return fix('Make it a rule under tcp', movedToTcp(object, leg));
}

/** The edits that move a rule from `tls` to `tcp`, whoever follows it; `[undefined]` where that is not possible. */
export function movedToTcp(object: VirtualService, leg: Leg): (DocumentEdit | undefined)[] {
  const { tls, tcp } = object.resource.spec;
  if (tls.length === 1) return tcp.length === 0 ? renamed(object, leg) : [undefined];
  return [
    removeFrom(object, ['spec', 'tls'], Number(leg.path.at(-1))),
    insertInto(object, ['spec', 'tcp', tcp.length], tcpRule(leg)),
  ];
}

/** The only rule stays where it is. */
function renamed(object: VirtualService, { rule }: Leg) {
  const { document, resource } = object;
  const section = entryOf(nodeAt(parse(document.text).root, [...resource.path, 'spec']), 'tls');
  return [
    section && replace(object, section.key.span, 'tcp'),
    ...rule.match.flatMap((_, index) => removeFields(object, ['spec', 'tls', 0, 'match', index], sniFields)),
  ];
}

/** Also as the pages of Istio 1.0 had it. */
const sniFields = ['sniHosts', 'sni_hosts'];

function tcpRule({ rule, matches }: Leg): Value {
  const match = matches.map(({ gateways, port }) => ({
    ...(gateways.length > 0 && { gateways: gateways.map((it) => it.value) }),
    ...(port && { port: port.value }),
  }));
  const route = rule.route.flatMap(({ destination, weight }) =>
    destination ? [{ destination: destinationValue(destination), ...(weight && { weight: weight.value }) }] : [],
  );
  return { ...(match.length > 0 && { match }), route };
}

const destinationValue = ({ host, subset, port }: Destination): Value => ({
  host: host?.value ?? '',
  ...(subset && { subset: subset.value }),
  ...(port?.number && { port: { number: port.number.value } }),
});
