import type { Section } from '../model/virtual-service';
import type { Value } from '../yaml/write';

/** One leg of an egress route: who takes it, and where it leads. */
export interface LegValue {
  readonly section: Section;
  /** `mesh` or a gateway, as it is written in `gateways`. */
  readonly gateway: string;
  /** The port dialled (mesh), or of the Gateway's server. */
  readonly matchPort: number;
  readonly hosts: readonly string[];
  /** Whether the VirtualService has other hosts, whose requests lead elsewhere. */
  readonly isAmongOthers?: boolean;
  readonly destination: { readonly host: string; readonly port: number; readonly subset?: string };
}

/** The leg as a rule of a VirtualService. */
export function legRule({ section, gateway, matchPort, hosts, isAmongOthers, destination }: LegValue): Value {
  const { host, subset, port } = destination;
  const sniHosts = section === 'tls' ? { sniHosts: hosts } : {};
  const authorities = section === 'http' && isAmongOthers ? hosts.map((it) => ({ authority: { exact: it } })) : [{}];
  return {
    match: authorities.map((it) => ({ gateways: [gateway], port: matchPort, ...it, ...sniHosts })),
    route: [{ destination: { host, ...(subset ? { subset } : {}), port: { number: port } } }],
  };
}
