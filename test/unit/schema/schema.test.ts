import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldAt, knownKinds, objectType, typeAt } from '../../../server/src/schema/schema';
import { istioObject, steps, unknownPaths } from './paths';

const virtualService = istioObject('VirtualService');
const destinationRule = istioObject('DestinationRule');

const egress: Record<string, string[]> = {
  ServiceEntry: [
    'spec.hosts.0',
    'spec.addresses.0',
    'spec.ports.0.number',
    'spec.ports.0.name',
    'spec.ports.0.protocol',
    'spec.ports.0.targetPort',
    'spec.resolution',
    'spec.location',
    'spec.endpoints.0.address',
    'spec.endpoints.0.ports.https',
    'spec.exportTo.0',
  ],
  Gateway: [
    'spec.selector.istio',
    'spec.servers.0.port.number',
    'spec.servers.0.port.name',
    'spec.servers.0.port.protocol',
    'spec.servers.0.hosts.0',
    'spec.servers.0.tls.mode',
    'spec.servers.0.tls.credentialName',
    'spec.servers.0.tls.serverCertificate',
    'spec.servers.0.tls.privateKey',
    'spec.servers.0.tls.caCertificates',
  ],
  VirtualService: [
    'spec.hosts.0',
    'spec.gateways.0',
    'spec.exportTo.0',
    'spec.http.0.match.0.gateways.0',
    'spec.http.0.match.0.port',
    'spec.http.0.match.0.uri.prefix',
    'spec.http.0.match.0.headers.end-user.exact',
    'spec.http.0.route.0.destination.host',
    'spec.http.0.route.0.destination.subset',
    'spec.http.0.route.0.destination.port.number',
    'spec.http.0.route.0.weight',
    'spec.http.0.timeout',
    'spec.tls.0.match.0.gateways.0',
    'spec.tls.0.match.0.port',
    'spec.tls.0.match.0.sniHosts.0',
    'spec.tls.0.route.0.destination.host',
    'spec.tcp.0.match.0.destinationSubnets.0',
    'spec.tcp.0.route.0.destination.port.number',
  ],
  DestinationRule: [
    'spec.host',
    'spec.subsets.0.name',
    'spec.subsets.0.labels.version',
    'spec.subsets.0.trafficPolicy.portLevelSettings.0.tls.sni',
    'spec.trafficPolicy.loadBalancer.simple',
    'spec.trafficPolicy.portLevelSettings.0.port.number',
    'spec.trafficPolicy.portLevelSettings.0.tls.mode',
    'spec.trafficPolicy.tls.mode',
    'spec.trafficPolicy.tls.credentialName',
    'spec.trafficPolicy.tls.clientCertificate',
    'spec.trafficPolicy.tls.subjectAltNames.0',
    'spec.exportTo.0',
  ],
};

for (const [kind, paths] of Object.entries(egress)) {
  test(`each field that egress takes in a ${kind} is known`, () => {
    assert.deepEqual(unknownPaths(istioObject(kind), paths), []);
  });
}

test('a kind is the same in each version that the API server serves', () => {
  for (const version of ['v1', 'v1beta1', 'v1alpha3']) {
    assert.equal(objectType(`networking.istio.io/${version}`, 'Sidecar'), istioObject('Sidecar'));
  }
  assert.equal(objectType('security.istio.io/v1beta1', 'AuthorizationPolicy'), istioObject('AuthorizationPolicy'));
});

test('the version to use first is v1 wherever there is one', () => {
  for (const { kind, apiVersions } of knownKinds) {
    const hasV1 = apiVersions.some((it) => it.endsWith('/v1'));
    assert.ok(!hasV1 || apiVersions[0]?.endsWith('/v1'), kind);
  }
});

test('what no schema describes is not known, whatever it is called', () => {
  for (const [apiVersion, kind] of [
    ['v1', 'Service'],
    ['v1', 'Namespace'],
    ['apps/v1', 'Deployment'],
    ['networking.istio.io/v1', 'EnvoyFilter'],
    ['networking.istio.io/v2', 'Gateway'],
    ['gateway.networking.k8s.io/v1alpha2', 'Gateway'],
    ['gateway.networking.k8s.io/v1', 'VirtualService'],
    ['gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet'],
    ['networking.istio.io/v1', 'HTTPRoute'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['extensions/v1beta1', 'NetworkPolicy'],
    ['', 'Gateway'],
    ['__proto__', 'constructor'],
  ] as const) {
    assert.equal(objectType(apiVersion, kind), undefined, `${apiVersion} ${kind}`);
  }
});

test('a field knows its description and whether it must be there', () => {
  const hosts = fieldAt(istioObject('ServiceEntry'), ['spec', 'hosts']);
  assert.equal(hosts?.required, true);
  assert.match(hosts.description, /hosts/);
  assert.equal(fieldAt(istioObject('ServiceEntry'), ['spec', 'ports'])?.required, false);
});

test('values that Istio documents come before those that it only accepts', () => {
  const simple = typeAt(destinationRule, steps('spec.trafficPolicy.loadBalancer.simple'));
  assert.ok(simple?.kind === 'string');
  assert.equal(simple.values?.at(-1), 'UNSPECIFIED');
  assert.doesNotMatch(
    fieldAt(destinationRule, steps('spec.trafficPolicy.tls.mode'))?.description ?? '',
    /Valid Options/,
  );
});

test('whole numbers and fractions are told apart', () => {
  assert.equal(typeAt(virtualService, steps('spec.http.0.route.0.weight'))?.kind, 'integer');
  assert.equal(typeAt(virtualService, steps('spec.http.0.mirrorPercentage.value'))?.kind, 'number');
  assert.equal(typeAt(istioObject('ServiceEntry'), steps('spec.endpoints.0.ports.https'))?.kind, 'integer');
});

test('a step in snake_case is the field in camelCase, unless the API has it in snake_case itself', () => {
  assert.equal(fieldAt(virtualService, steps('spec.tls.0.match.0.sni_hosts'))?.name, 'sniHosts');
  assert.equal(fieldAt(virtualService, steps('spec.http.0.mirror_percent'))?.name, 'mirror_percent');
});

test('a number steps into a list only, and a name into a field or a map only', () => {
  assert.equal(typeAt(virtualService, ['spec', 0]), undefined);
  assert.equal(typeAt(virtualService, ['spec', 'http', 'match']), undefined);
  assert.equal(typeAt(virtualService, ['metadata', 'labels', 'app', 'more']), undefined);
  assert.equal(typeAt(virtualService, []), virtualService);
});

test('an item of a list and a key of a map are no fields', () => {
  assert.equal(fieldAt(virtualService, ['spec', 'hosts', 0]), undefined);
  assert.equal(fieldAt(virtualService, ['metadata', 'labels', 'app']), undefined);
  assert.equal(fieldAt(virtualService, []), undefined);
});

test('a limit that is set for one port lacks what is only set for all', () => {
  assert.ok(fieldAt(destinationRule, steps('spec.trafficPolicy.tunnel')));
  assert.equal(fieldAt(destinationRule, steps('spec.trafficPolicy.portLevelSettings.0.tunnel')), undefined);
});

test('everything in a free-form value is allowed', () => {
  const value = typeAt(istioObject('EnvoyFilter'), steps('spec.configPatches.0.patch.value.typed_config.any.0'));
  assert.equal(value?.kind, 'any');
  assert.equal(typeAt(virtualService, ['status', 'conditions', 0])?.kind, 'any');
});
