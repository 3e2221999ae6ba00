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
  readonly destination: { readonly host: string; readonly port: number; readonly subset?: string };
}

/** The leg as a rule of a VirtualService. */
export function legRule({ section, gateway, matchPort, hosts, destination }: LegValue): Value {
  const { host, subset, port } = destination;
  const sniHosts = section === 'tls' ? { sniHosts: hosts } : {};
  return {
    match: [{ gateways: [gateway], port: matchPort, ...sniHosts }],
    route: [{ destination: { host, ...(subset ? { subset } : {}), port: { number: port } } }],
  };
}
