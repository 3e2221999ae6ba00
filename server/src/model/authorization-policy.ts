import { list, type Read, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';
import { mentionsOf, nothingByDefault, objectReference } from './object-reference';

const texts = list(text);

const source = struct({
  principals: texts,
  notPrincipals: texts,
  requestPrincipals: texts,
  notRequestPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  remoteIpBlocks: texts,
  notRemoteIpBlocks: texts,
  trustDomains: texts,
  notTrustDomains: texts,
});
const operation = struct({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
});
const condition = struct({ key: text, values: texts, notValues: texts });
const rule = struct({
  from: list(struct({ source })),
  to: list(struct({ operation })),
  when: list(condition),
});

const spec = struct({
  selector: struct({ matchLabels: strings }),
  targetRef: objectReference,
  targetRefs: list(objectReference),
  /** ALLOW where it is not written. */
  action: text,
  provider: struct({ name: text }),
  /** Without any, nothing matches; one that is `{}` matches everything. */
  rules: list(rule),
});
export type AuthorizationRule = Read<typeof rule>;
export type AuthorizationSource = Read<typeof source>;
export type AuthorizationOperation = Read<typeof operation>;

export const authorizationPolicy = defineKind({
  name: 'AuthorizationPolicy',
  groups: ['security.istio.io'],
  spec,
  *mentions({ selector, targetRef, targetRefs, rules }, identity) {
    yield* mentionsOf([targetRef, ...targetRefs], nothingByDefault, identity);
    for (const [key, value] of selector?.matchLabels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
    for (const { from } of rules)
      for (const { source: it } of from)
        for (const namespace of [...(it?.namespaces ?? []), ...(it?.notNamespaces ?? [])])
          if (!namespace.value.includes('*')) yield uses(namespace, { kind: 'namespace', name: namespace.value });
  },
});
