import { podNamespaces } from '../mesh/gateways';
import { legs } from '../mesh/legs';
import { owns } from '../mesh/ownership';
import { scopeOf } from '../mesh/scope';
import { type Service, servicesMatching } from '../mesh/services';
import { isExportedTo } from '../mesh/visibility';
import { hostLabel } from '../model/host';
import { meshGateway } from '../model/virtual-service';
import type { Located } from '../text/span';
import type { Trace } from '../trace/answer';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { declaration } from './declaration';
import { ofChain } from './egress-chain';
import { alsoTo, exportedToo } from './exported-too';
import { peerOf } from './hop-tls';
import { legsNotDialled } from './legs-not-dialled';
import { gatewayDestinations } from './past-gateway';
import { at, label, spanOf } from './places';
import { type RoutedPort, routedPort, undeclaredPort } from './routed-port';
import type { Finding } from './rule';

type VirtualService = MeshObject<'VirtualService'>;

/**
 * What is to be said of the rule of a VirtualService that a request was meant for, and that it passes by on its way out of
 * a sidecar; `undefined` where there is no such rule, or it is as it should be.
 */
export function passedBy(
  mesh: Mesh,
  object: VirtualService,
  written: Located<string>,
  host: string,
  trace: Trace,
): Finding | undefined {
  const { port } = trace.request;
  const routed = routedPort(object, port);
  if (!routed) return undefined;
  const services = servicesMatching(mesh, host);
  if (services.length === 0) return undeclared(mesh, object, written, host, routed, trace);
  if (trace.verdict === 'direct') return undefined;
  // V17 something else makes sidecars listen for HTTP there
  if (routed.section === 'http' && port === 80) return undefined;
  const other = undeclaredPort(routed, services, host, `so connections to it there pass this rule by: ${leaves}`);
  // of a rule that leads to a gateway that is said beside the gateway
  if (other && legsNotDialled(mesh, object).some((it) => it.port.value === routed.number)) return undefined;
  if (other) return { ...other, span: spanOf(object, other.path) };
  const listening = services.filter((it) => it.ports.some(({ number }) => number.value === port));
  return notExported(mesh, object, written, trace, listening);
}

const leaves = 'they leave like those to any unknown host';

function undeclared(
  mesh: Mesh,
  object: VirtualService,
  { span }: Located<string>,
  host: string,
  { section, number }: RoutedPort,
  { hops: [hop] }: Trace,
): Finding | undefined {
  // a VirtualService alone is often all that one looks at
  const namespaces = [object, ...mesh.withHost('VirtualService', host)].map((it) => it.namespace);
  const owned = namespaces.filter((it) => owns(mesh, it, 'ServiceEntry'));
  if (owned.length === 0) return undefined;
  const taken = hop && peerOf(hop)?.host;
  const consequence =
    section === 'http' && number === 80
      ? 'requests for it leave like those to any unknown host, or are answered with 503'
      : `connections to it on port ${number} pass these rules by: ${taken ? `they go to ${taken}, which has the address` : leaves}`;
  // where there is no other one either, they may all be elsewhere
  const isPlain = mesh.settings.closedWorld === true || owned.some((it) => mesh.has('ServiceEntry', it));
  return ofChain(mesh, object, 'ServiceEntry', {
    span,
    ...(isPlain ? {} : { severity: 'warning' as const }),
    message: `No ServiceEntry declares ${hostLabel(host)}, so ${consequence}.`,
    fixes: () => declaration(mesh, object, host),
  });
}

/** The host is known, but not to clients whom the rules are plainly for. */
function notExported(
  mesh: Mesh,
  object: VirtualService,
  { span }: Located<string>,
  { client, hops }: Trace,
  services: readonly Service[],
): Finding | undefined {
  const { namespace } = client;
  const [hop] = hops;
  if (!hop || namespace === '' || !isFor(object, namespace)) return undefined;
  // S11
  const hidden = services.find(({ object: it, host }) =>
    scopeOf(mesh, hop.proxy)
      .hidden(host)
      .some(({ fact, object: by }) => fact === 'S11' && by === it),
  )?.object;
  if (!hidden || !isOfKind(hidden, 'ServiceEntry')) return undefined;
  return {
    span,
    message: `${label(hidden)} is not exported to ${namespace}, so connections from there pass these rules by: ${leaves}.`,
    related: [at(hidden, `${label(hidden)} declares the host.`)],
    fixes: () => {
      // the gateway that the rules lead to needs the host and the rules, and whoever else the rules are for the host
      const gateways = legs(object, meshGateway)
        .flatMap((it) => gatewayDestinations(mesh, object, it))
        .flatMap((it) => it.gateways.flatMap((gateway) => podNamespaces(mesh, gateway)));
      const clients = object.resource.spec.exportTo.map((it) => it.value).filter((it) => /^[a-z0-9]/.test(it));
      const own = isExportedTo(object.resource.spec.exportTo, object.namespace, object.namespace)
        ? [object.namespace]
        : [];
      return exportedToo(hidden, [namespace, ...own, ...clients, ...gateways], alsoTo(object, gateways));
    },
  };
}

/** Whether a VirtualService is plainly meant for clients of a namespace. */
const isFor = ({ namespace, resource }: VirtualService, client: string): boolean =>
  namespace === client || resource.spec.exportTo.some((it) => it.value === client);
