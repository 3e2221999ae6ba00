import type { HostData, WayData } from '../egress-data';
import { plural } from './format';
import { verdictSummaries } from './report-words';

/** `2 external hosts on 3 ports. Ways to them: 2 through a gateway, 1 failing. Bypass closed: none.` */
export function reportSummary(hosts: readonly HostData[]): string {
  if (hosts.length === 0) return 'No manifest names a host outside the mesh.';
  const ports = hosts.flatMap((it) => it.ports);
  const ways = ports.flatMap((it) => it.ways);
  const counts = verdictSummaries.flatMap(([verdict, label]) => {
    const count = ways.filter((it) => it.verdict === verdict).length;
    return count > 0 ? [`${count} ${label}`] : [];
  });
  const begin = `${plural(hosts.length, 'external host')} on ${plural(ports.length, 'port')}.`;
  if (ways.length === 0) return begin;
  return `${begin} Ways to them: ${counts.join(', ')}.${bypassSummary(ways)}`;
}

/** Of the ways that something means to keep pods to, how many they are kept to. */
function bypassSummary(ways: readonly WayData[]): string {
  const guarded = ways.flatMap((it) => it.bypass ?? []);
  if (guarded.length === 0) return '';
  const closed = guarded.filter((it) => it.answer === 'closed').length;
  const count = closed === 0 ? 'none' : closed === guarded.length ? 'all' : `${closed} of ${guarded.length}`;
  return ` Bypass closed: ${count}.`;
}
