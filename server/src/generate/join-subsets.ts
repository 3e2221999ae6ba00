import { destinationRulesFor } from '../mesh/destination-rules';
import { parseProtocol } from '../model/protocol';
import type { Mesh } from '../workspace/mesh';
import { dialledHost, type EgressRequest, hopPort, isHttp, outsidePort } from './egress-request';
import { gatewayHost, subsetOf } from './istio-api';

/** The subsets by which a request goes its own way where others go theirs: to the gateway's port, and to the host's. */
export const withSubsets = (
  mesh: Mesh,
  request: EgressRequest,
): Pick<EgressRequest, 'subset' | 'bareSubset' | 'outsideSubset'> => ({
  subset: freeSubset(mesh, request),
  ...bare(mesh, request),
  ...apart(mesh, request),
});

/** A subset that begins the hop's TLS with this host's name, or a name that no other subset has. */
function freeSubset(mesh: Mesh, request: EgressRequest): string {
  const [client = request.namespace] = request.clients ?? [];
  const rules = destinationRulesFor(mesh, gatewayHost(request), client);
  const subsets = rules.flatMap((it) => it.resource.spec.subsets);
  const isOurs = (it: (typeof subsets)[number]): boolean =>
    it.trafficPolicy?.portLevelSettings.some(
      ({ port, tls }) =>
        port?.number?.value === hopPort(request) &&
        tls?.mode?.value === 'ISTIO_MUTUAL' &&
        tls.sni?.value === dialledHost(request),
    ) ?? false;
  const known = subsets.find(isOurs)?.name?.value;
  if (known !== undefined) return known;
  const usual = subsetOf(request);
  // one of that name for another port is the same host's: it gets this port, too
  const isFree = (name: string): boolean =>
    subsets
      .filter((it) => it.name?.value === name)
      .every(
        (it) =>
          (it.labels?.size ?? 0) === 0 &&
          (it.trafficPolicy?.portLevelSettings ?? []).every(({ port }) => port?.number?.value !== hopPort(request)),
      );
  return [usual, ...further.map((it) => `${usual}-${it}`)].find(isFree) ?? usual;
}

/** Where all that is sent to the gateway's port gets TLS, what is to have none of it has a subset of its own. */
function bare(mesh: Mesh, request: EgressRequest): { readonly bareSubset?: string } {
  if (request.hop === 'mtls') return {};
  const [client = request.namespace] = request.clients ?? [];
  const policies = destinationRulesFor(mesh, gatewayHost(request), client).map((it) => it.resource.spec.trafficPolicy);
  // D10 the settings of a port replace what is said for all
  const hasTls = policies.some((it) => {
    const own = it?.portLevelSettings.find(({ port }) => port?.number?.value === hopPort(request));
    const mode = (own ?? it)?.tls?.mode?.value;
    return mode !== undefined && mode !== 'DISABLE';
  });
  return hasTls ? { bareSubset: 'as-it-comes' } : {};
}

/** Where one way to a port of the host begins TLS and another does not, each has its own part of the DestinationRule. */
function apart(mesh: Mesh, request: EgressRequest): { readonly outsideSubset?: string } {
  const host = dialledHost(request);
  const port = outsidePort(request);
  if (request.outside !== 'same') {
    const others = mesh
      .withHost('VirtualService', host)
      .flatMap(({ resource: { spec } }) => [...spec.tls, ...spec.tcp]);
    const isShared = others.some((it) =>
      it.route.some(({ destination }) => destination?.host?.value === host && destination.port?.number?.value === port),
    );
    return isShared || isDialled(mesh, request, host, port) ? { outsideSubset: 'begin-tls' } : {};
  }
  const settings = destinationRulesFor(mesh, host, request.namespace).flatMap(
    (it) => it.resource.spec.trafficPolicy?.portLevelSettings ?? [],
  );
  const isOriginated = settings.some((it) => it.port?.number?.value === port && it.tls);
  return isOriginated && !isHttp(request) ? { outsideSubset: 'as-it-comes' } : {};
}

/** Whether applications may speak TLS to the port themselves: it is known, and nothing there says that proxies begin it. */
const isDialled = (mesh: Mesh, request: EgressRequest, host: string, port: number): boolean =>
  mesh
    .withHost('ServiceEntry', host)
    .some(({ resource: { spec } }) =>
      spec.ports.some(
        (it) => it.number?.value === port && ['HTTPS', 'TLS'].includes(parseProtocol(it.protocol?.value ?? '')),
      ),
    ) &&
  !destinationRulesFor(mesh, host, request.namespace).some(({ resource: { spec } }) =>
    spec.trafficPolicy?.portLevelSettings.some((it) => it.port?.number?.value === port && it.tls),
  ) &&
  !mesh
    .withHost('VirtualService', host)
    .some(({ resource: { spec } }) =>
      spec.http.some((it) =>
        it.route.some(
          ({ destination }) => destination?.host?.value === host && destination.port?.number?.value === port,
        ),
      ),
    );

/** Numbers behind a name that others have. */
const further = Array.from({ length: 20 }, (_, index) => index + 2);
