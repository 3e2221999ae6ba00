import type { RuleMatch } from '../../mesh/delegated-matches';
import type { Evidence } from '../../mesh/evidence';
import { means, type Proxies } from '../../mesh/legs';
import { agree, knownNamespace } from '../../model/namespace';
import { meshGateway } from '../../model/virtual-service';
import { couldEqual } from '../../text/placeholder';
import type { Path } from '../../yaml/tree';
import type { RouteTarget } from './routes';

/** Why a match is not for that listener; `undefined` where it is. */
export function isForProxy({ match, object, path }: RuleMatch, target: RouteTarget): Evidence | undefined {
  const not = (fact: string, text: string, ...below: Path): Evidence => ({
    fact,
    text,
    object,
    path: [...path, ...below],
  });
  const { port, gateways, sourceLabels, sourceNamespace } = match;
  // V10 pilot/pkg/networking/core/route/route.go TranslateRoute
  if (port?.value && port.value !== target.port)
    return not('V10', `This match is for port ${port.value} only, not for port ${target.port}.`, 'port');

  // A7 pilot/pkg/networking/core/listener_waypoint.go waypointInboundRoute
  if (target.proxy.type === 'waypoint' && sourceLabels?.size)
    return not('A7', 'Waypoints leave out what asks for labels of the client.', 'sourceLabels');
  // V7 pilot/pkg/networking/core/route/route.go sourceMatchHTTP: with gateways, nothing else counts
  if (gateways.length > 0) {
    const names: readonly Proxies[] = target.gateway === meshGateway ? [meshGateway] : target.gateway;
    if (gateways.some((it) => names.some((name) => means(it.value, name, object)))) return undefined;
    return not(
      'V7',
      `This match is for ${gateways.map((it) => gatewayText(it.value)).join(' and ')} only.`,
      'gateways',
    );
  }
  const { labels, namespace } = target.proxy;
  for (const [key, { value }] of sourceLabels ?? []) {
    const own = labels.get(key);
    if (own === undefined || !couldEqual(own, value))
      return not('V7', `This match is for pods with the label ${key}=${value} only.`, 'sourceLabels');
  }
  if (sourceNamespace?.value && !agree(knownNamespace(sourceNamespace.value), namespace))
    return not('V7', `This match is for pods in namespace ${sourceNamespace.value} only.`, 'sourceNamespace');
  return undefined;
}

const gatewayText = (reference: string): string =>
  reference === meshGateway ? 'sidecars' : `the gateway ${reference}`;
