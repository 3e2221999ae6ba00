import { problemsOf } from '../../mesh/gateway-api/backend-problem';
import { parentsOf } from '../../mesh/gateway-api/parents';
import type { Problem } from '../../mesh/gateway-api/problem';
import { statusOf } from '../../mesh/gateway-api/status/status';
import { meshGateway } from '../../model/virtual-service';
import type { Mesh } from '../../workspace/mesh';
import { code, codes, prose } from '../markdown';
import { referenceAt } from '../references';
import { fieldNames, type Spot, samePath } from '../spot';
import { isRoute } from '../usable';

/** What Istio reports of the reference or the listener that a place is in; nothing where it reports nothing. */
export function describeStatus(spot: Spot): string[] {
  const { object, path } = spot;
  const at = path.slice(0, -1);
  if (!object || !(referenceAt(spot) || fieldNames(at) === 'spec.listeners')) return [];
  const texts = problemsIn(spot)
    .filter((it) => it.object === object && samePath(it.path?.slice(0, at.length) ?? [], at))
    .map(problemText);
  return texts.length > 0 ? [...new Set(texts)] : acceptance(spot);
}

function problemsIn({ mesh, object }: Spot): readonly Problem[] {
  if (!object) return [];
  const reported = statusOf(mesh, object).flatMap((it) => it.problem ?? []);
  return isRoute(object) ? [...reported, ...problemsOf(mesh, object, kindsOfParents(mesh, object))] : reported;
}

/** Whether the route is for sidecars, for gateways, or for both. */
const kindsOfParents = (mesh: Mesh, route: Parameters<typeof parentsOf>[1]): boolean[] => [
  ...new Set(parentsOf(mesh, route).map((it) => it.bound === meshGateway)),
];

const problemText = ({ reason, text, path }: Problem): string =>
  `${path?.[1] === 'parentRefs' ? '**Not accepted**' : 'Istio reports'} ${code(reason)}: ${prose(text)}`;

/** That a parent has the route. */
function acceptance({ mesh, object, path }: Spot): string[] {
  if (!isRoute(object) || path[1] !== 'parentRefs') return [];
  const bound = parentsOf(mesh, object).filter((it) => it.index === path[2] && !it.denied);
  const hosts = bound.flatMap((it) => ('hosts' in it ? it.hosts : []));
  if (hosts.length > 0) return [`**Accepted** for requests to ${codes(hosts)}.`];
  const listeners = bound.flatMap((it) => ('hosts' in it ? [] : [it.bound.listener.name?.value ?? '']));
  const noun = listeners.length === 1 ? 'listener' : 'listeners';
  return listeners.length > 0 ? [`**Accepted** by ${noun} ${codes(listeners)}.`] : [];
}
