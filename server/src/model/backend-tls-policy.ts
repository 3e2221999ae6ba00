import { list, type Read, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';
import { mentionsOf, nothingByDefault, objectReference, referred, section } from './object-reference';

const spec = struct({
  targetRefs: list(objectReference),
  validation: struct({
    hostname: text,
    caCertificateRefs: list(objectReference),
    wellKnownCACertificates: text,
    subjectAltNames: list(struct({ type: text, hostname: text, uri: text })),
  }),
});
export type BackendTlsPolicySpec = Read<typeof spec>;

/** Says how proxies speak TLS to a Service or to the hosts of a ServiceEntry. */
export const backendTlsPolicy = defineKind({
  name: 'BackendTLSPolicy',
  groups: ['gateway.networking.k8s.io'],
  spec,
  *mentions({ targetRefs, validation }, identity) {
    yield* mentionsOf(targetRefs, nothingByDefault, identity);
    for (const reference of targetRefs) {
      const { type, ...target } = referred(reference, nothingByDefault, identity.namespace);
      // Y1 pilot/pkg/config/kube/gateway/backend_policies.go BackendTLSPolicyCollection: it is the name of a port
      if (reference.sectionName && (type === 'Service' || type === 'ServiceEntry'))
        yield uses(reference.sectionName, section(type, target, reference.sectionName.value));
    }
    yield* mentionsOf(validation?.caCertificateRefs ?? [], nothingByDefault, identity);
  },
});
