import type { Evidence } from '../../mesh/evidence';
import type { Scope } from '../../mesh/scope';
import type { Destination, TlsMatch, TlsRule } from '../../model/virtual-service';
import { meshGateway } from '../../model/virtual-service';
import { hasPlaceholder } from '../../text/placeholder';
import type { MeshObject } from '../../workspace/mesh';
import type { TcpProxy, WeightedCluster } from '../config';
import { destinationCluster } from '../routes/destination';

/** A `tls` or `tcp` rule of a VirtualService, with where it stands. */
export interface L4Rule {
  readonly virtualService: MeshObject<'VirtualService'>;
  readonly section: 'tls' | 'tcp';
  readonly rule: TlsRule;
  readonly index: number;
}

/** The rules of one section, of VirtualServices in order; those without a route do nothing. */
export const l4Rules = (virtualServices: readonly MeshObject<'VirtualService'>[], section: 'tls' | 'tcp'): L4Rule[] =>
  virtualServices.flatMap((virtualService) =>
    virtualService.resource.spec[section].flatMap((rule, index) =>
      rule.route.length > 0 ? [{ virtualService, section, rule, index }] : [],
    ),
  );

/** Why a match does not hold for a sidecar and port; `undefined` where it does. */
export function notForSidecar(match: TlsMatch, { proxy }: Scope, port: number): Evidence | undefined {
  // V12 pilot/pkg/networking/core/tls.go matchTLS, matchTCP: all of them count, unlike in http
  const passedOver = (text: string): Evidence => ({ fact: 'V12', text });
  if (match.gateways.length > 0 && !match.gateways.some((it) => it.value === meshGateway || hasPlaceholder(it.value)))
    return passedOver('It is for gateways only.');
  for (const [key, { value }] of match.sourceLabels ?? [])
    if (proxy.labels.get(key) !== value) return passedOver(`It is for clients labelled ${key}=${value}.`);
  if (match.port?.value && match.port.value !== port) return passedOver(`It is for port ${match.port.value}.`);
  const namespace = match.sourceNamespace?.value;
  if (namespace && proxy.namespace !== '' && namespace !== proxy.namespace)
    return passedOver(`It is for clients in namespace ${namespace}.`);
  return undefined;
}

/** What forwards connections to the destinations of a rule. */
export function tcpProxy(
  scope: Scope,
  { virtualService, section, rule, index }: L4Rule,
  port: number,
  cluster = (it: Destination): string => destinationCluster(it, virtualService.namespace, scope.service, port),
): TcpProxy {
  const path = ['spec', section, index];
  // networkfilter.go buildOutboundNetworkFiltersWithWeightedClusters: without a weight one of several gets nothing
  const sharing = rule.route.length === 1 ? rule.route : rule.route.filter((it) => it.weight?.value);
  const total = sharing.reduce((sum, it) => sum + (it.weight?.value ?? 0), 0);
  const clusters = sharing.flatMap(({ destination, weight }): WeightedCluster[] =>
    destination
      ? [
          {
            name: cluster(destination),
            weight: sharing.length === 1 ? 100 : Math.round((100 * (weight?.value ?? 0)) / total),
            origin: {
              object: virtualService,
              path: [...path, 'route', rule.route.findIndex((it) => it.destination === destination)],
            },
          },
        ]
      : [],
  );
  return { kind: 'tcp', clusters, origin: { object: virtualService, path } };
}
