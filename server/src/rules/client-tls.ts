import { type Leg, routeDestinations } from '../mesh/legs';
import { type Service, servicesOf } from '../mesh/services';
import type { ClientTls, TrafficPolicy } from '../model/destination-rule';
import { resolveHost } from '../model/host';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

type DestinationRule = MeshObject<'DestinationRule'>;

/** TLS settings of a DestinationRule, with where they are. */
export interface PlacedTls {
  readonly tls: ClientTls;
  readonly path: Path;
  /** The only port that they are for. */
  readonly port: number | undefined;
  /** Ports that have settings of their own instead. */
  readonly except: readonly number[];
}

/** The policies of a DestinationRule: for the host, and for each subset. */
export const policiesOf = ({ resource: { spec } }: DestinationRule): { policy: TrafficPolicy; path: Path }[] => [
  ...(spec.trafficPolicy ? [{ policy: spec.trafficPolicy, path: ['spec', 'trafficPolicy'] }] : []),
  ...spec.subsets.flatMap(({ trafficPolicy: policy }, index) =>
    policy ? [{ policy, path: ['spec', 'subsets', index, 'trafficPolicy'] }] : [],
  ),
];

/** All TLS settings of a DestinationRule. */
export const tlsOf = (rule: DestinationRule): PlacedTls[] =>
  policiesOf(rule).flatMap(({ policy, path }) => {
    const own = policy.portLevelSettings;
    const except = own.flatMap((it) => it.port?.number?.value ?? []);
    return [
      ...(policy.tls ? [{ tls: policy.tls, path: [...path, 'tls'], port: undefined, except }] : []),
      ...own.flatMap(({ port, tls }, index) =>
        tls ? [{ tls, path: [...path, 'portLevelSettings', index, 'tls'], port: port?.number?.value, except: [] }] : [],
      ),
    ];
  });

/** Whether a proxy begins TLS by these settings with somebody who is not of the mesh. */
export const beginsTls = (tls: ClientTls | undefined): boolean =>
  tls?.mode?.value === 'SIMPLE' || tls?.mode?.value === 'MUTUAL';

/** Whether a DestinationRule is there that puts the mesh’s TLS around what a rule of a VirtualService sends. */
export const isWrapped = (mesh: Mesh, object: MeshObject<'VirtualService'>, leg: Leg): boolean =>
  routeDestinations(leg, object).some(({ host }) =>
    mesh
      .withHost('DestinationRule', host)
      .some((it) => tlsOf(it).some(({ tls }) => tls.mode?.value === 'ISTIO_MUTUAL')),
  );

/** The services that a DestinationRule is for, with what their ports are; empty for a wildcard, and where that is not known. */
export function servicesMeant(mesh: Mesh, { resource, namespace }: DestinationRule): readonly Service[] {
  const host = resolveHost(resource.spec.host?.value ?? '', namespace);
  if (host === '' || hasPlaceholder(host)) return [];
  const services = servicesOf(mesh, host, namespace);
  return services.some((it) => it.ports.length === 0 || it.object.document.partial) ? [] : services;
}

/** Settings for ports that the host does not have. */
export function unknownPorts(
  mesh: Mesh,
  rule: DestinationRule,
): { port: Located<number>; path: Path; isTls: boolean }[] {
  const known = new Set(servicesMeant(mesh, rule).flatMap((it) => it.ports.map(({ number }) => number.value)));
  if (known.size === 0) return [];
  return policiesOf(rule).flatMap(({ policy, path }) =>
    policy.portLevelSettings.flatMap(({ port, tls }, index) =>
      port?.number && !known.has(port.number.value)
        ? [{ port: port.number, path: [...path, 'portLevelSettings', index], isTls: tls !== undefined }]
        : [],
    ),
  );
}
