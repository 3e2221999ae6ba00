import type { HttpMatch } from '../../model/virtual-service';
import type { ConvertedRule } from './http-rules';

/** The rules in the order in which the Gateway API wants them tried: by how much their matches ask for. */
export const inMatchOrder = (rules: readonly ConvertedRule[]): ConvertedRule[] =>
  // pilot/pkg/config/kube/gateway/conversion.go sortHTTPRoutes
  [...rules].sort((a, b) => compareMatches(a.rule.match[0], b.rule.match[0]));

function compareMatches(a: HttpMatch | undefined, b: HttpMatch | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return (
    pathRank(b) - pathRank(a) ||
    pathLength(b) - pathLength(a) ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    (b.headers?.size ?? 0) - (a.headers?.size ?? 0) ||
    (b.queryParams?.size ?? 0) - (a.queryParams?.size ?? 0)
  );
}

const pathRank = ({ uri }: HttpMatch): number => (uri?.exact ? 3 : uri?.prefix ? 2 : uri?.regex ? 1 : -1);

const pathLength = ({ uri }: HttpMatch): number => (uri?.exact ?? uri?.prefix ?? uri?.regex)?.value.length ?? 0;
