import type { Evidence } from '../../mesh/evidence';
import type { ServerGroup } from '../../mesh/gateway-servers';

/** The servers that listen at any address of the pods, which is how a Service reaches them. */
export function atAnyAddress(groups: readonly ServerGroup[]): {
  readonly address: string;
  readonly groups: readonly ServerGroup[];
  /** Those at some other address. */
  readonly elsewhere: readonly Evidence[];
} {
  // pilot/pkg/networking/core/gateway.go buildGatewayListeners: listeners of one address are one, however it is written
  const at = (...binds: string[]): ServerGroup[] => groups.filter((it) => binds.includes(it.bind));
  const usual = at('', '0.0.0.0');
  const [address, found] = usual.length > 0 ? ['0.0.0.0', usual] : ['::', at('::')];
  const others = groups.filter((it) => !found.includes(it)).flatMap((it) => it.servers);
  return {
    address: found.length > 0 ? address : '0.0.0.0',
    groups: found,
    elsewhere: others.map(({ bind, place }) => ({
      fact: 'G7',
      text: `This server listens only at ${bind}, where the Service does not lead.`,
      object: place.object,
      path: [...place.path, 'bind'],
    })),
  };
}
