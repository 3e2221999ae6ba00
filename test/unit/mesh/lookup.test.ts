import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { destinationRulesFor } from '../../../server/src/mesh/destination-rules';
import { sectionOf } from '../../../server/src/mesh/gateway-protocol';
import {
  gatewaysBehind,
  isReachedBy,
  podNamespaces,
  serves,
  serviceOfGateway,
} from '../../../server/src/mesh/gateways';
import { servicesOf } from '../../../server/src/mesh/services';
import { isExportedTo } from '../../../server/src/mesh/visibility';
import type { Mesh } from '../../../server/src/workspace/mesh';
import { fixture } from '../../fixture';

function meshOf(source: string): Mesh {
  const { workspace, main } = fixture(source);
  const [document] = workspace.documents(main);
  assert.ok(document);
  const [first] = workspace.meshesOf(document);
  assert.ok(first);
  return first.mesh;
}

const located = (value: string) => ({ value, span: { start: 0, end: 0 } });
const gatewayHost = 'istio-egressgateway.istio-system.svc.cluster.local';

describe('D1: the DestinationRule that a client reads', () => {
  const rule = (name: string, namespace: string, host: string, rest = ''): string =>
    `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { host: ${host}${rest} }\n`;
  const read = (source: string, host: string, client: string): string[] =>
    destinationRulesFor(meshOf(source), host, client).map((it) => it.name);

  test('the client’s namespace goes before the service’s, and that before the root namespace', () => {
    const all = [
      rule('own', 'shop', gatewayHost),
      rule('service', 'istio-system', gatewayHost),
      rule('root', 'root', gatewayHost),
    ];
    assert.deepEqual(read(all.join('---\n'), gatewayHost, 'shop'), ['own']);
    assert.deepEqual(read(all.slice(1).join('---\n'), gatewayHost, 'shop'), ['service']);
  });
  test('D2: one that is not exported to its own namespace does not count there', () => {
    const all = [
      rule('own', 'shop', gatewayHost, ', exportTo: [ other ]'),
      rule('service', 'istio-system', gatewayHost),
    ];
    assert.deepEqual(read(all.join('---\n'), gatewayHost, 'shop'), ['service']);
  });
  test('one of a third namespace is never read', () => {
    assert.deepEqual(read(rule('other', 'other', gatewayHost), gatewayHost, 'shop'), []);
  });
  test('D3: the most specific host wins, and nothing is merged into it', () => {
    const all = [rule('wildcard', 'shop', '"*.payments.example"'), rule('exact', 'shop', 'api.payments.example')];
    assert.deepEqual(read(all.join('---\n'), 'api.payments.example', 'shop'), ['exact']);
    assert.deepEqual(read(all.join('---\n'), 'www.payments.example', 'shop'), ['wildcard']);
  });
  test('D5: an outside host belongs to the namespace of its ServiceEntry', () => {
    const entry =
      'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: a, namespace: outside }\nspec: { hosts: [ a.example ] }\n';
    assert.deepEqual(read(`${entry}---\n${rule('owner', 'outside', 'a.example')}`, 'a.example', 'shop'), ['owner']);
  });
  test('one whose namespace is not known may be the one, and takes the place of none', () => {
    const all = [rule('unknown', '""', gatewayHost), rule('service', 'istio-system', gatewayHost)];
    assert.deepEqual(read(all.join('---\n'), gatewayHost, 'shop').sort(), ['service', 'unknown']);
  });
  test('D6: several of one host in one namespace are merged', () => {
    assert.deepEqual(
      read(`${rule('a', 'shop', gatewayHost)}---\n${rule('b', 'shop', gatewayHost)}`, gatewayHost, 'shop'),
      ['a', 'b'],
    );
  });
});

describe('gateways', () => {
  const gateway = (selector: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: egress, namespace: shop }\nspec: { selector: ${selector} }\n`;
  const service = (ports: string): string =>
    `---\napiVersion: v1\nkind: Service\nmetadata: { name: way-out, namespace: infra }\nspec: { selector: { app: way-out }, ports: ${ports} }\n`;
  const pods =
    '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: way-out, namespace: infra }\nspec: { template: { metadata: { labels: { app: way-out, role: egress } } } }\n';
  const behind = (source: string, host: string): string[] => gatewaysBehind(meshOf(source), host).map((it) => it.name);

  test('the usual labels belong to the usual Service', () => {
    assert.deepEqual(behind(gateway('{ istio: egressgateway }'), gatewayHost), ['egress']);
    assert.deepEqual(behind(gateway('{ app: istio-egressgateway }'), gatewayHost), ['egress']);
    assert.deepEqual(behind(gateway('{ istio: egress }'), 'egress.infra.svc.cluster.local'), ['egress']);
    assert.deepEqual(behind(gateway('{ istio: ingressgateway }'), gatewayHost), []);
  });
  test('G1: labels of the pods decide where the workspace has them, whatever the namespace', () => {
    const source = gateway('{ role: egress }') + service('[ { port: 443, targetPort: 8443 } ]') + pods;
    assert.deepEqual(behind(source, 'way-out.infra.svc.cluster.local'), ['egress']);
    const mesh = meshOf(source);
    const [found] = gatewaysBehind(mesh, 'way-out.infra.svc.cluster.local');
    assert.ok(found);
    assert.deepEqual(podNamespaces(mesh, found), ['infra']);
  });
  test('the Service that leads to a Gateway is one of the workspace, else the usual one', () => {
    const mesh = meshOf(gateway('{ app: way-out }') + service('[ { port: 443 } ]'));
    const [own] = mesh.all('Gateway');
    assert.equal(own && serviceOfGateway(mesh, own), 'way-out.infra.svc.cluster.local');
    const other = meshOf(gateway('{ istio: egressgateway }'));
    const [usual] = other.all('Gateway');
    assert.equal(usual && serviceOfGateway(other, usual), gatewayHost);
  });
  test('G5: a server is reached by its own number, or by the port of the Service that leads to it', () => {
    const server = (number: number) => ({ port: { number: { value: number, span: { start: 0, end: 0 } } } }) as never;
    const known = meshOf(gateway('{ app: way-out }') + service('[ { port: 443, targetPort: 9443 } ]'));
    const host = 'way-out.infra.svc.cluster.local';
    assert.ok(isReachedBy(known, host, 443, server(443)));
    assert.ok(isReachedBy(known, host, 443, server(9443)));
    assert.ok(!isReachedBy(known, host, 443, server(8443)));
    const usual = meshOf(gateway('{ istio: egressgateway }'));
    assert.ok(isReachedBy(usual, gatewayHost, 443, server(8443)));
    assert.ok(!isReachedBy(usual, gatewayHost, 80, server(443)));
  });
  test('3.5.1: protocol and TLS mode decide which section a server reads', () => {
    const section = (protocol: string, mode?: string) =>
      sectionOf({ port: { protocol: located(protocol) }, ...(mode ? { tls: { mode: located(mode) } } : {}) } as never);
    assert.equal(section('HTTP'), 'http');
    assert.equal(section('GRPC'), 'http');
    assert.equal(section('HTTPS', 'SIMPLE'), 'http');
    assert.equal(section('HTTPS', 'ISTIO_MUTUAL'), 'http');
    assert.equal(section('HTTPS'), 'tcp', 'without `tls`, which the webhook refuses');
    assert.equal(section('TLS', 'PASSTHROUGH'), 'tls');
    assert.equal(section('TLS', 'ISTIO_MUTUAL'), 'tcp');
    assert.equal(section('TLS', 'AUTO_PASSTHROUGH'), undefined);
    assert.equal(section('MONGO'), 'tcp');
  });
  test('G12: a server may take a host from VirtualServices of one namespace only', () => {
    const [own] = meshOf(gateway('{ istio: egressgateway }')).all('Gateway');
    assert.ok(own);
    const taken = (host: string, namespace: string) =>
      serves({ hosts: [located(host)] } as never, own, 'a.example', namespace);
    assert.ok(taken('a.example', 'other'));
    assert.ok(taken('./a.example', 'shop'));
    assert.ok(!taken('./a.example', 'other'));
    assert.ok(taken('other/*.example', 'other'));
    assert.ok(!taken('other/*.example', 'shop'));
    assert.ok(taken('*/a.example', 'shop'));
  });
});

test('exportTo: empty and `*` are everybody, `.` the own namespace, `~` nobody', () => {
  const exported = (exportTo: string[], namespace: string) => isExportedTo(exportTo.map(located), 'shop', namespace);
  assert.ok(exported([], 'other'));
  assert.ok(exported(['*'], 'other'));
  assert.ok(exported(['.'], 'shop'));
  assert.ok(!exported(['.'], 'other'));
  assert.ok(!exported(['~'], 'shop'));
  assert.ok(exported(['a', 'b'], 'b'));
  assert.ok(exported(['.'], ''), 'an unknown namespace could be the own one');
});

test('a service is a host of a ServiceEntry that the client may see, or a Service', () => {
  const mesh = meshOf(`
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: a, namespace: shop }
spec: { hosts: [ a.example, b.example ], exportTo: [ . ], ports: [ { number: 443, name: tls, protocol: tls, targetPort: 8443 } ] }
---
apiVersion: v1
kind: Service
metadata: { name: b, namespace: shop }
spec: { ports: [ { port: 80, name: http-web } ] }
`);
  const [entry] = servicesOf(mesh, 'a.example', 'shop');
  assert.deepEqual(
    entry?.ports.map((it) => [it.number.value, it.protocol, it.targetPort]),
    [[443, 'TLS', 8443]],
  );
  assert.equal(entry?.external, true);
  assert.deepEqual(servicesOf(mesh, 'a.example', 'other'), []);
  const [service] = servicesOf(mesh, 'b.shop.svc.cluster.local', 'other');
  assert.deepEqual(
    service?.ports.map((it) => it.protocol),
    ['HTTP'],
  );
});

test('objects are found by any host that has a name in common with one of theirs', () => {
  const entry = (name: string, host: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: ${name} }\nspec: { hosts: [ "${host}" ] }\n`;
  const mesh = meshOf(
    [entry('exact', 'a.b.example'), entry('wide', '*.example'), entry('other', 'a.test')].join('---\n'),
  );
  const names = (host: string): string[] => mesh.withHost('ServiceEntry', host).map((it) => it.name);
  assert.deepEqual(names('a.b.example'), ['exact', 'wide']);
  assert.deepEqual(names('*.b.example'), ['exact', 'wide']);
  assert.deepEqual(names('c.example'), ['wide']);
  assert.deepEqual(names('*'), ['exact', 'other', 'wide']);
  assert.deepEqual(names('test'), []);
});
