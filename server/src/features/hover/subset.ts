import { hostLabel } from '../../model/host';
import type { Name } from '../../model/name';
import { label } from '../../rules/places';
import { isOfKind } from '../../workspace/mesh';
import { definitionsOf } from '../definitions';
import { code, codes } from '../markdown';
import type { Spot } from '../spot';
import { tlsTexts } from './tls';

/** The DestinationRule that defines a subset, and what it says about it. */
export function describeSubset(name: Extract<Name, { kind: 'subset' }>, spot: Spot): string {
  const title = `**${code(name.name)}** subset of ${code(hostLabel(name.host))}`;
  const lines = definitionsOf(name, spot).flatMap(({ object }) => {
    if (!isOfKind(object, 'DestinationRule')) return [];
    const { subsets, trafficPolicy } = object.resource.spec;
    const subset = subsets.find((it) => it.name?.value === name.name);
    const pods = [...(subset?.labels ?? [])].map(([key, { value }]) => `${key}=${value}`);
    const own = tlsTexts(subset?.trafficPolicy);
    // D11 pilot/pkg/model/destination_rule.go MergeTrafficPolicy: what a subset says goes before what the host says
    const inherited = subset?.trafficPolicy?.tls ? [] : tlsTexts(trafficPolicy);
    const parts = [...(pods.length > 0 ? [`pods with ${codes(pods)}`] : []), ...inherited, ...own];
    return [`- ${code(label(object))}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`];
  });
  return lines.length > 0
    ? [title, '', ...lines].join('\n')
    : `${title} that no DestinationRule of this workspace defines.`;
}
