import type { Evidence } from '../../mesh/evidence';
import type { AuthorizationOperation, AuthorizationRule, AuthorizationSource } from '../../model/authorization-policy';
import { type Answer, all, any, not } from '../../text/answer';
import type { Located } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { type Attribute, attributeOf, type Call } from './attributes';

export type Policy = MeshObject<'AuthorizationPolicy'>;

/** Whether a rule matches a call, and what in it does not, or may not. */
export interface RuleAnswer {
  readonly answer: Answer;
  readonly reason: Evidence | undefined;
}

/** Something that a rule asks for, with the values that fit and those that don't. */
interface Condition {
  readonly attribute: Attribute;
  readonly key: string;
  readonly values: readonly Located<string>[];
  readonly notValues: readonly Located<string>[];
  /** In the object. */
  readonly path: Path;
}

const sourceKeys = {
  principals: 'source.principal',
  requestPrincipals: 'request.auth.principal',
  namespaces: 'source.namespace',
  serviceAccounts: 'source.serviceAccount',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
  trustDomains: 'source.trustDomain',
} as const;
const operationKeys = { hosts: 'host', ports: 'destination.port', methods: 'method', paths: 'path' } as const;

/** Asks one rule of a policy. What an ALLOW rule asks in vain keeps it from matching, a DENY rule goes on without it. */
export function askRule(policy: Policy, index: number, call: Call, isAllow: boolean): RuleAnswer {
  const rule = policy.resource.spec.rules[index];
  const path = ['spec', 'rules', index];
  const says = (answer: Answer, text: string, fact: string, at: Path): RuleAnswer => ({
    answer,
    reason: { fact, text, object: policy, path: at },
  });
  const branches = rule && branchesOf(rule, path);
  if (!branches) return says('no', 'This rule asks for something that Istio does not know.', 'P2', path);

  const everything = [...branches.principals, ...branches.permissions].flat();
  const inVain = everything.find((it) => vainText(it, call) !== undefined);
  // P2 pilot/pkg/security/authz/model/model.go checkError
  if (inVain && isAllow) return says('no', vainText(inVain, call) ?? '', 'P2', inVain.path);

  const asked = [branches.principals, branches.permissions].map((alternatives) =>
    alternatives.map((conditions) =>
      conditions.map((it) => ({ condition: it, answer: ask(it, call, policy.namespace) })),
    ),
  );
  const answer = all(asked.map((alternatives) => any(alternatives.map((it) => all(it.map((one) => one.answer))))));
  if (answer === 'yes') return { answer, reason: undefined };
  const reasons = asked.flat(2).filter((it) => it.answer !== 'yes');
  const first = reasons.find((it) => it.answer === answer) ?? reasons[0];
  if (!first) return { answer, reason: undefined };
  const { condition } = first;
  // P3 pilot/pkg/security/authz/model/generator.go
  if (condition.attribute.isIdentity && !call.identity) return says(answer, identityText, 'P3', condition.path);
  return says(answer, first.answer === 'no' ? otherText(condition) : openText(condition), 'P4', condition.path);
}

const identityText = 'Nobody knows who calls, as the connection is not in the mutual TLS of the mesh.';
const labels: Readonly<Record<string, string>> = {
  'source.principal': 'caller',
  'source.namespace': 'namespace of the caller',
  'source.serviceAccount': 'service account of the caller',
  'source.trustDomain': 'trust domain of the caller',
  'destination.port': 'port',
  'connection.sni': 'SNI',
};
const label = ({ key }: Condition): string => labels[key] ?? key;
const otherText = (condition: Condition): string => `It asks for another ${label(condition)}.`;
const openText = (condition: Condition): string => `The manifests do not say the ${label(condition)}.`;

const isValid = ({ attribute }: Condition, value: string, call: Call): boolean =>
  attribute.test(value, call, '') !== undefined;

/** It asks for something of HTTP where nobody sees it, or for a value that is none. */
function vainText(condition: Condition, call: Call): string | undefined {
  if (condition.attribute.isHttp && !call.isHttp)
    return `This server passes on bytes, in which nobody sees the ${label(condition)}.`;
  const wrong = [...condition.values, ...condition.notValues].find((it) => !isValid(condition, it.value, call));
  return wrong && `${wrong.value} is no ${label(condition)}.`;
}

function ask(condition: Condition, call: Call, namespace: string): Answer {
  const { attribute, values, notValues } = condition;
  if (attribute.isHttp && !call.isHttp) return 'yes';
  const holds = (some: readonly Located<string>[]): Answer[] => {
    const valid = some.filter((it) => isValid(condition, it.value, call));
    return valid.length > 0 ? [any(valid.map((it) => attribute.test(it.value, call, namespace) ?? 'no'))] : [];
  };
  return all([...holds(values), ...holds(notValues).map(not)]);
}

interface Branches {
  readonly principals: readonly (readonly Condition[])[];
  readonly permissions: readonly (readonly Condition[])[];
}

/** Each alternative of `from` and of `to`, and with all of them what `when` asks; `undefined` for an unknown key. */
function branchesOf({ from, to, when }: AuthorizationRule, path: Path): Branches | undefined {
  const always: Condition[] = [];
  for (const [index, { key, values, notValues }] of when.entries()) {
    const attribute = attributeOf(key?.value ?? '');
    if (!attribute) return undefined;
    if (values.length + notValues.length === 0) continue;
    always.push({ attribute, key: key?.value ?? '', values, notValues, path: [...path, 'when', index] });
  }
  const sources = from.map(({ source }, i) => conditionsOf(source, sourceKeys, [...path, 'from', i, 'source']));
  const operations = to.map(({ operation }, i) =>
    conditionsOf(operation, operationKeys, [...path, 'to', i, 'operation']),
  );
  const withAll = (some: readonly (readonly Condition[])[]) => (some.length > 0 ? some : [[]]);
  return { principals: withAll(sources).map((it) => [...it, ...always]), permissions: withAll(operations) };
}

function conditionsOf(
  fields: AuthorizationSource | AuthorizationOperation | undefined,
  keys: Readonly<Record<string, string>>,
  path: Path,
): Condition[] {
  const lists = fields as Readonly<Record<string, readonly Located<string>[]>> | undefined;
  return Object.entries(keys).flatMap(([field, key]) => {
    const attribute = attributeOf(key);
    const negative = `not${field[0]?.toUpperCase()}${field.slice(1)}`;
    const values = lists?.[field] ?? [];
    const notValues = lists?.[negative] ?? [];
    if (!attribute || values.length + notValues.length === 0) return [];
    return [{ attribute, key, values, notValues, path: [...path, values.length > 0 ? field : negative] }];
  });
}
