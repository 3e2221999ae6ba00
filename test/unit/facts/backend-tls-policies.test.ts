import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  egressPort,
  entry,
  hostname,
  http80,
  kubernetesGateway,
  kubernetesRoute,
  listener,
  object,
  sendTo,
  toEgress,
  toEntry,
  together,
} from '../../manifests';
import { reported } from '../../reported';
import { inShort, placesInShort, traced } from '../../traced';

const api = 'api.example.com';
const url = `http://${api}/`;
const target = '{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com }';
const system = 'wellKnownCACertificates: System';
const inConfigMap = (name = 'ca', kind = 'ConfigMap'): string =>
  `caCertificateRefs: [{ group: "", kind: ${kind}, name: ${name} }]`;
const targetPort = '{ number: 80, name: http, protocol: HTTP, targetPort: 443 }';

const policy = (
  to = target,
  {
    name = 'outside',
    validation = `hostname: ${api}, ${system}`,
    namespace = 'shop',
    metadata = '',
  }: { name?: string; validation?: string; namespace?: string; metadata?: string } = {},
): string =>
  object('BackendTLSPolicy', name, `  targetRefs: [${to}]\n  validation: { ${validation} }`, namespace, metadata);

const sidecar = (...objects: string[]): string =>
  inShort(traced(together(entry(api, targetPort), ...objects), 'shop', url));
const sent = (tls: string): string => `sidecar outbound|80||${api} ${tls} > direct`;
const plaintext = `sidecar outbound|80||${api} > failed plaintext-to-tls`;
const status = (...objects: string[]): string[] =>
  reported(together(entry(api, targetPort), ...objects), 'BackendTLSPolicy', 'outside');

describe('BackendTLSPolicies', () => {
  test('Y1: one is for a ServiceEntry or a Service of its own namespace, whole or by the name of a port', () => {
    assert.equal(sidecar(policy()), sent(`SIMPLE(${api})`));
    assert.deepEqual(status(policy()), ['ServiceEntry/shop/api-example-com: fine']);
    const onPort = (name: string): string => policy(target.replace(' }', `, sectionName: ${name} }`));
    assert.equal(sidecar(onPort('http')), sent(`SIMPLE(${api})`));
    const ports = `${targetPort}, { number: 8080, name: other, protocol: HTTP }`;
    const other = together(entry(api, ports), onPort('other'));
    assert.equal(inShort(traced(other, 'shop', url)), plaintext);
    assert.equal(
      inShort(traced(other, 'shop', `http://${api}:8080/`)),
      `sidecar outbound|8080||${api} SIMPLE(${api}) > direct`,
    );
    const service = object('Service', 'cache', '  ports: [{ port: 80, name: http }]');
    const ofService = together(service, policy('{ group: "", kind: Service, name: cache }'));
    assert.equal(
      inShort(traced(ofService, 'shop', 'http://cache/')),
      `sidecar outbound|80||cache.shop.svc.cluster.local SIMPLE(${api}) > mesh`,
    );
  });

  test('Y1: another kind, a port that is not there or another namespace is no target', () => {
    for (const [wrong, part] of [
      [policy(target.replace('kind: ServiceEntry', 'kind: Gateway')), 'Gateway/shop/api-example-com'],
      [policy(target.replace(' }', ', sectionName: nothing }')), 'ServiceEntry/shop/api-example-com/nothing'],
      [policy(target, { namespace: 'billing' }), 'ServiceEntry/billing/api-example-com'],
    ] as const) {
      assert.equal(sidecar(wrong), plaintext);
      assert.deepEqual(status(wrong), [`${part}: Accepted TargetNotFound`]);
    }
  });

  test('Y1: one that an annotation keeps from Istio is in nobody’s way', () => {
    const ignored = 'annotations: { istio.io/ignore-policy-attachment: "True" }';
    assert.equal(sidecar(policy(target, { metadata: ignored })), plaintext);
    assert.deepEqual(status(policy(target, { metadata: ignored })), [
      'ServiceEntry/shop/api-example-com: Accepted IgnoredByIstio',
    ]);
    assert.deepEqual(status(policy(), policy(target, { name: 'first', metadata: ignored })), [
      'ServiceEntry/shop/api-example-com: fine',
    ]);
  });

  test('Y2: its hostname is asked for, and is the name that the certificate must have unless others are given', () => {
    const named = policy(target, { validation: `hostname: www.example.org, ${system}` });
    assert.equal(sidecar(named), sent('SIMPLE(www.example.org)'));
    const others = policy(target, {
      validation: `hostname: www.example.org, subjectAltNames: [{ type: Hostname, hostname: san.example.org }], ${system}`,
    });
    const answer = traced(together(entry(api, targetPort), others), 'shop', url);
    assert.deepEqual(answer.hops[0]?.branches[0]?.tls?.sans, ['san.example.org']);
    assert.equal(inShort(answer), sent('SIMPLE(www.example.org)'));
  });

  test('Y3: a CA that is none is reported; a gateway then lets nothing through, and sidecars send plaintext', () => {
    const configMap = (key: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: shop }\ndata: { ${key}: "" }\n`;
    const by = (authority: string): string => policy(target, { validation: `hostname: ${api}, ${authority}` });
    const part = 'ServiceEntry/shop/api-example-com';
    assert.deepEqual(status(by(inConfigMap()), configMap('ca.crt')), [`${part}: fine`]);
    assert.equal(sidecar(by(inConfigMap()), configMap('ca.crt')), sent(`SIMPLE(${api})`));
    assert.deepEqual(status(by(inConfigMap()), configMap('other')), [
      `${part}: Accepted NoValidCACertificate, ResolvedRefs InvalidCACertificateRef`,
    ]);
    assert.deepEqual(status(by(inConfigMap('ca', 'Service'))), [
      `${part}: Accepted NoValidCACertificate, ResolvedRefs InvalidKind`,
    ]);
    assert.equal(sidecar(by(inConfigMap()), configMap('other')), plaintext);

    const atGateway = (...objects: string[]): string =>
      together(
        entry(api, targetPort),
        kubernetesGateway(listener('HTTP', 80)),
        kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
        kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(hostname(api)), { hostnames: api }),
        ...objects,
      );
    const good = traced(atGateway(by(inConfigMap()), configMap('ca.crt')), 'shop', url);
    assert.match(inShort(good), new RegExp(`> gateway outbound\\|80\\|\\|${api} SIMPLE\\(${api}\\) > gateway$`));
    const bad = traced(atGateway(by(inConfigMap()), configMap('other')), 'shop', url);
    assert.equal(bad.cause?.reason, 'tls-error', inShort(bad));
    assert.ok(placesInShort(bad).includes('outside spec.validation.caCertificateRefs.0'), placesInShort(bad).join());
  });

  test('Y3: Istio knows the CA certificates of the system by one word', () => {
    const other = policy(target, { validation: `hostname: ${api}, wellKnownCACertificates: Mozilla` });
    assert.equal(sidecar(other), sent(`SIMPLE(${api})`));
    assert.deepEqual(status(other), ['ServiceEntry/shop/api-example-com: Accepted Invalid']);
  });

  test('Y4: of two for one target the older one counts, and the other is reported', () => {
    const first = (validation: string, metadata = ''): string =>
      policy(target, { name: 'first', validation, metadata });
    const theirs = `hostname: first.example.org, ${system}`;
    assert.equal(sidecar(policy(), first(theirs)), sent('SIMPLE(first.example.org)'));
    assert.deepEqual(status(policy(), first(theirs)), ['ServiceEntry/shop/api-example-com: Accepted Conflicted']);
    const older = policy(target, { metadata: 'creationTimestamp: "2024-01-01T00:00:00Z"' });
    assert.equal(sidecar(older, first(theirs)), sent(`SIMPLE(${api})`));
    const onPort = policy(target.replace(' }', ', sectionName: http }'));
    assert.deepEqual(status(onPort, first(theirs)), ['ServiceEntry/shop/api-example-com/http: fine']);
    assert.equal(sidecar(onPort, first(theirs)), sent(`SIMPLE(${api})`));
  });

  test('Y3: a word for well-known certificates that Istio does not know is reported, and means those of the system', () => {
    const word = policy(target, { validation: `hostname: ${api}, wellKnownCACertificates: Own` });
    assert.deepEqual(status(word), ['ServiceEntry/shop/api-example-com: Accepted Invalid']);
    assert.equal(sidecar(word), sent(`SIMPLE(${api})`));
  });

  test('Y1: an annotation keeps Istio from following it, and from minding it beside another', () => {
    const ignored = (name: string): string =>
      policy(target, { name, metadata: 'annotations: { istio.io/ignore-policy-attachment: "true" }' });
    assert.equal(sidecar(ignored('outside')), plaintext);
    assert.deepEqual(status(ignored('outside')), ['ServiceEntry/shop/api-example-com: Accepted IgnoredByIstio']);
    assert.deepEqual(status(policy(), ignored('first')), ['ServiceEntry/shop/api-example-com: fine']);
    assert.equal(sidecar(policy(), ignored('first')), sent(`SIMPLE(${api})`));
  });

  test('Y1: it is reported for each Gateway too that has a route to a target', () => {
    const ofService = policy('{ group: "", kind: Service, name: cache }');
    const files = (service: string): string =>
      together(
        object('Service', 'cache', '  ports: [{ port: 80, name: http }]'),
        kubernetesGateway(listener('HTTP', 80)),
        kubernetesRoute('HTTPRoute', 'from-gateway', toEgress(), sendTo(`{ name: ${service}, port: 80 }`)),
        ofService,
      );
    assert.deepEqual(reported(files('cache'), 'BackendTLSPolicy', 'outside'), [
      'Service/shop/cache: fine',
      'Gateway/shop/egress: fine',
    ]);
    assert.deepEqual(reported(files('other'), 'BackendTLSPolicy', 'outside'), ['Service/shop/cache: fine']);
  });

  const rule = (spec: string, namespace = 'shop'): string =>
    object('DestinationRule', 'own', `  host: ${api}\n  trafficPolicy: { ${spec} }`, namespace);

  test('D9: what it says fills the gaps of a DestinationRule of its namespace', () => {
    assert.equal(sidecar(policy(), rule('loadBalancer: { simple: RANDOM }')), sent(`SIMPLE(${api})`));
    assert.equal(
      sidecar(policy(), rule('tls: { mode: SIMPLE, sni: rule.example.org }')),
      sent('SIMPLE(rule.example.org)'),
    );
    assert.equal(sidecar(policy(), rule('portLevelSettings: [{ port: { number: 8080 } }]')), sent(`SIMPLE(${api})`));
    const onPort = 'portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE, sni: rule.example.org } }]';
    assert.equal(sidecar(policy(), rule(onPort)), sent('SIMPLE(rule.example.org)'));
  });

  test('Y5: a DestinationRule beside the client hides it altogether', () => {
    const files = together(entry(api, targetPort), policy(), rule('loadBalancer: { simple: RANDOM }', 'billing'));
    assert.equal(inShort(traced(files, 'billing', url)), plaintext);
    assert.equal(inShort(traced(files, 'shop', url)), sent(`SIMPLE(${api})`));
  });

  test('Y5: a target that is not there is reported', () => {
    assert.deepEqual(status(policy(target.replace('api-', 'other-'))), [
      'ServiceEntry/shop/other-example-com: Accepted TargetNotFound',
    ]);
  });

  test('Y6: sidecars follow it too, so that an application that speaks TLS itself has it twice', () => {
    const files = together(entry(api, `${http80}, { number: 443, name: tls, protocol: TLS }`), policy());
    assert.equal(
      inShort(traced(files, 'shop', `https://${api}/`)),
      `sidecar outbound|443||${api} SIMPLE(${api}) > failed double-tls`,
    );
  });
});
