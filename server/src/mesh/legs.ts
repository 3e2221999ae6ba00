import { resolveHost } from '../model/host';
import { type Name, sameName } from '../model/name';
import {
  type Destination,
  type HttpRule,
  type Match,
  meshGateway,
  resolveGateway,
  type Section,
  type TlsRule,
} from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

type GatewayName = Extract<Name, { kind: 'gateway' }>;
type VirtualService = MeshObject<'VirtualService'>;

/** Whose rules are meant: every sidecar's, or a gateway's. */
export type Proxies = typeof meshGateway | GatewayName;

/** A rule of a VirtualService as certain proxies have it. */
export interface Leg {
  readonly section: Section;
  readonly rule: HttpRule | TlsRule;
  /** Of the rule, such as `spec.http[0]`. */
  readonly path: Path;
  /** The rule's matches that can hold there; none where the rule has no match at all. */
  readonly matches: readonly Match[];
}

/** The name of a Gateway object. */
export const gatewayName = ({ namespace, name }: MeshObject<'Gateway'>): GatewayName => ({
  kind: 'gateway',
  namespace,
  name,
});

/** Whether a reference in `gateways` means these proxies. */
export function means(reference: string, proxies: Proxies, { name, namespace }: VirtualService): boolean {
  if (hasPlaceholder(reference)) return true;
  if (proxies === meshGateway || reference === meshGateway) return reference === proxies;
  return sameName(resolveGateway(reference, { name, namespace }), proxies);
}

/** Whether the VirtualService is bound to these proxies at all. */
export function isBound(virtualService: VirtualService, proxies: Proxies): boolean {
  const { gateways } = virtualService.resource.spec;
  // V1 pilot/pkg/model/push_context.go getGatewayNames
  if (gateways.length === 0) return proxies === meshGateway;
  return gateways.some((it) => means(it.value, proxies, virtualService));
}

/** The rules that these proxies have of the VirtualService, in order. */
export function legs(virtualService: VirtualService, proxies: Proxies): Leg[] {
  if (!isBound(virtualService, proxies)) return [];
  const { http, tls, tcp } = virtualService.resource.spec;
  const sections: [Section, readonly (HttpRule | TlsRule)[]][] = [
    ['http', http],
    ['tls', tls],
    ['tcp', tcp],
  ];
  return sections.flatMap(([section, rules]) =>
    rules.flatMap((rule, index): Leg[] => {
      // V7, V8 pilot/pkg/networking/core/route/route.go sourceMatchHTTP, BuildHTTPRoutesForVirtualService
      const matches = rule.match.filter(
        (it) => it.gateways.length === 0 || it.gateways.some((g) => means(g.value, proxies, virtualService)),
      );
      if (rule.match.length > 0 && matches.length === 0) return [];
      return [{ section, rule, path: [...virtualService.resource.path, 'spec', section, index], matches }];
    }),
  );
}

/** Whether the leg can take requests that reach a listener of that port. */
export const takesPort = ({ matches }: Leg, port: number | undefined): boolean =>
  // V10 pilot/pkg/networking/core/route/route.go TranslateRoute
  matches.length === 0 || port === undefined || matches.some((it) => it.port === undefined || it.port.value === port);

/** Whether nothing that reaches the leg goes on to a later rule. */
export const takesAll = ({ matches }: Leg): boolean =>
  // V9 pilot/pkg/networking/core/route/route.go IsCatchAllRoute
  matches.length === 0 ||
  matches.some(
    (it) =>
      !it.sourceLabels &&
      !it.sourceNamespace &&
      !(
        'uri' in it &&
        (it.uri || it.headers || it.queryParams || it.method || it.authority || it.scheme || it.withoutHeaders)
      ),
  );

export interface RouteDestination {
  readonly destination: Destination;
  /** Resolved. */
  readonly host: string;
  /** Of the destination. */
  readonly path: Path;
}

/** Where the leg sends to, mirrors left out. */
export function routeDestinations({ rule, path }: Leg, { namespace }: VirtualService): RouteDestination[] {
  return rule.route.flatMap(({ destination }, index) =>
    destination?.host
      ? [
          {
            destination,
            host: resolveHost(destination.host.value, namespace),
            path: [...path, 'route', index, 'destination'],
          },
        ]
      : [],
  );
}
