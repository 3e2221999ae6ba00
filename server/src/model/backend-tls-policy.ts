import { list, type Read, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { mentionsOf, nothingByDefault, objectReference } from './object-reference';

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
    yield* mentionsOf(validation?.caCertificateRefs ?? [], nothingByDefault, identity);
  },
});
