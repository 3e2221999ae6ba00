import type { Origin } from '../envoy/config';
import type { AuthorizationRule } from '../model/authorization-policy';
import { hostsMatch } from '../model/host';
import { isOfKind, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** A rule of an AuthorizationPolicy. */
export interface PlacedRule {
  readonly policy: MeshObject<'AuthorizationPolicy'>;
  readonly rule: AuthorizationRule;
  readonly path: Path;
}

/** The rule at a place such as `spec.rules[0].to[0]`; `undefined` for any other place. */
export function policyRuleAt({ object, path }: Origin): PlacedRule | undefined {
  if (!isOfKind(object, 'AuthorizationPolicy') || path[1] !== 'rules') return undefined;
  const rule = object.resource.spec.rules[Number(path[2])];
  return rule && { policy: object, rule, path: path.slice(0, 3) };
}

/** Whether a rule names no hosts at all, or also this one. */
export function isAboutHost({ to, when }: AuthorizationRule, host: string): boolean {
  const named = [
    ...to.flatMap(({ operation }) => operation?.hosts ?? []),
    ...when.flatMap(({ key, values }) => (key?.value === 'connection.sni' ? values : [])),
  ];
  return named.length === 0 || named.some((it) => hostsMatch(it.value.toLowerCase().replace(/:\d+$/, ''), host));
}

/** Whether a rule asks for a port, this one among others. */
export const namesPort = ({ to }: AuthorizationRule, port: number): boolean =>
  to.some(({ operation }) => operation?.ports.some((it) => it.value === String(port)));

const httpFields = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;

/** Where a rule asks for something that only HTTP has; `undefined` for nowhere. */
export function httpFieldOf({ rule, path }: PlacedRule): Path | undefined {
  for (const [index, { operation }] of rule.to.entries())
    for (const field of httpFields) if (operation?.[field].length) return [...path, 'to', index, 'operation', field];
  const condition = rule.when.findIndex((it) => it.key?.value.startsWith('request.'));
  return condition < 0 ? undefined : [...path, 'when', condition];
}
