import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { object, routes, together } from '../../manifests';
import { meshOf, traced } from '../../traced';

/*
 * Services without an address and other names for Services: the situations of TestHeadlessServices,
 * TestHeadlessServiceListenerShape and TestExternalNameServices in Istio's
 * pilot/pkg/networking/core/sidecar_simulation_test.go. What it says of other proxies than the client's is left out there
 * and in peer_authentication_simulation_test.go: the listeners of an application's pod are none of the tracer's.
 */

const service = (name: string, spec: string): string => object('Service', name, `  ${spec}`);
const ports =
  'ports: [{ name: http, port: 80 }, { name: auto, port: 81 }, { name: tcp, port: 82 }, { name: tls, port: 83 }, { name: https, port: 84 }]';
const at = (name: string): string => `${name}.shop.svc.cluster.local`;
const address = '10.3.3.3';

/** Each way to speak to the ports: those of one protocol in it, that of none in each. A short name will do for TLS. */
const calls = (name: string) =>
  [
    ['HTTP to a port for it', `http://${at(name)}:80`],
    ['HTTP to a port for anything', `http://${at(name)}:81`],
    ['HTTPS to a port for anything', `https://${at(name)}:81`],
    ['bytes to a port for anything', `tcp://${at(name)}:81`],
    ['bytes to a port for them', `tcp://${at(name)}:82`],
    ['TLS to a port for it, by a short name', `tls://${name}.shop:83`],
    ['HTTPS to a port for it, by a short name', `https://${name}.shop:84`],
  ] as const;
const portOf = (url: string): string => url.slice(-2);

describe('a headless Service gets', () => {
  const mesh = meshOf(service('rows', `{ clusterIP: None, selector: { app: rows }, ${ports} }`));
  for (const [title, url] of calls('rows'))
    test(title, () => {
      const { hops } = traced(mesh, 'shop', url, { address });
      assert.equal(hops[0]?.branches[0]?.cluster, `outbound|${portOf(url)}||${at('rows')}`);
    });
});

describe('a headless Service for bytes beside a Service for HTTP on the same port', () => {
  const mesh = meshOf(
    together(
      service('rows', '{ clusterIP: None, selector: { app: rows }, ports: [{ name: tcp, port: 8080 }] }'),
      service('pages', '{ clusterIP: 10.96.1.1, ports: [{ name: http, port: 8080 }] }'),
    ),
  );
  for (const pod of ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
    test(`has the pod ${pod}`, () => {
      const { hops } = traced(mesh, 'shop', `tcp://${at('rows')}:8080`, { address: pod });
      assert.equal(hops[0]?.branches[0]?.cluster, `outbound|8080||${at('rows')}`);
    });
  test('leaves that one its own', () => {
    const { hops } = traced(mesh, 'shop', `http://${at('pages')}:8080`);
    assert.equal(hops[0]?.branches[0]?.cluster, `outbound|8080||${at('pages')}`);
  });
});

const renamed = together(
  service('other-name', `{ type: ExternalName, externalName: ${at('real')} }`),
  service('real', `{ clusterIP: ${address}, ${ports} }`),
);

describe('an ExternalName Service stands for the other one with', () => {
  const mesh = meshOf(renamed);
  for (const [title, url] of calls('other-name'))
    test(title, () => {
      const { hops } = traced(mesh, 'shop', url, { address });
      assert.equal(hops[0]?.branches[0]?.cluster, `outbound|${portOf(url)}||${at('real')}`);
    });
});

describe('a VirtualService for HTTP to an ExternalName Service', () => {
  const rule = `
  http:
    - name: named
      match: [{ uri: { prefix: /one } }]
      route: [{ destination: { host: ${at('real')} } }]`;
  const mesh = meshOf(together(renamed, routes(at('other-name'), rule)));
  for (const { title, host, port, isRouted } of [
    { title: 'takes its full name', host: at('other-name'), port: 80, isRouted: true },
    { title: 'does not take its short name', host: 'other-name.shop', port: 80, isRouted: false },
    { title: 'does not take the other one', host: at('real'), port: 80, isRouted: false },
    { title: 'does not take its full name on a port for anything', host: at('other-name'), port: 81, isRouted: false },
    {
      title: 'does not take its short name on a port for anything',
      host: 'other-name.shop',
      port: 81,
      isRouted: false,
    },
    { title: 'does not take the other one on a port for anything', host: at('real'), port: 81, isRouted: false },
  ])
    test(title, () => {
      const { hops } = traced(mesh, 'shop', `http://${host}:${port}/one`, { address });
      assert.equal(hops[0]?.branches[0]?.cluster, `outbound|${port}||${at('real')}`);
      assert.equal(hops[0]?.route?.object.resource.kind, isRouted ? 'VirtualService' : undefined);
    });
});

test('a VirtualService for TCP to an ExternalName Service takes nothing', () => {
  const rule = `  tcp: [{ route: [{ destination: { host: ${at('real')}, port: { number: 80 } } }] }]`;
  const { hops } = traced(together(renamed, routes(at('other-name'), rule)), 'shop', `tcp://${address}:82`);
  assert.equal(hops[0]?.branches[0]?.cluster, `outbound|82||${at('real')}`);
});
