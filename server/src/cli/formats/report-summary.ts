import type { HostData } from '../egress-data';
import { plural } from './format';
import { verdictSummaries } from './report-words';

/** `2 external hosts on 3 ports. Ways to them: 2 through a gateway, 1 failing. Enforced: 2 of 3.` */
export function reportSummary(hosts: readonly HostData[]): string {
  if (hosts.length === 0) return 'No manifest names a host outside the mesh.';
  const ports = hosts.flatMap((it) => it.ports);
  const ways = ports.flatMap((it) => it.ways);
  const counts = verdictSummaries.flatMap(([verdict, label]) => {
    const count = ways.filter((it) => it.verdict === verdict).length;
    return count > 0 ? [`${count} ${label}`] : [];
  });
  const enforced = ways.filter((it) => it.enforced === 'yes').length;
  const begin = `${plural(hosts.length, 'external host')} on ${plural(ports.length, 'port')}.`;
  if (ways.length === 0) return begin;
  const all = enforced === 0 ? 'none' : enforced === ways.length ? 'all' : `${enforced} of ${ways.length}`;
  return `${begin} Ways to them: ${counts.join(', ')}. Enforced: ${all}.`;
}
