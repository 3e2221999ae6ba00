import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings, fixesOf } from '../../server/src/features/findings';
import type { Settings } from '../../server/src/workspace/settings';
import { edited, fixture } from '../fixture';
import { inShort, traced } from '../traced';

/** What is left of a file when the first fix of each finding has been made, one after the other; with what is still found. */
function mended(source: string, settings: Partial<Settings> = {}): { readonly text: string; readonly left: string[] } {
  const { workspace, files, main } = fixture(source, settings);
  const texts = new Map(files);
  const findings = new Findings(workspace);
  for (let step = 0; step < 40; step++) {
    findings.settle();
    const found = [...texts.keys()].flatMap((path) => findings.of(path));
    const fix = found.flatMap((it) => fixesOf(it).slice(0, 1))[0];
    if (!fix) return { text: texts.get(main) ?? '', left: found.map((it) => it.rule.id) };
    for (const [path, text] of edited({ workspace, files: texts }, fix.edits)) {
      texts.set(path, text);
      workspace.set(path, text);
    }
  }
  assert.fail('the fixes never come to an end');
}

const serviceEntry = (port: string): string => `
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata:
  name: payments
spec:
  hosts:
  - api.payments.example
  ports:
  - ${port}
  resolution: DNS
---`;
const gateway = (port: string, tls: string): string => `
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata:
  name: istio-egressgateway
spec:
  selector:
    istio: egressgateway
  servers:
  - port: ${port}
    hosts:
    - api.payments.example
${tls}---`;
const serverFiles = `    tls:
      mode: MUTUAL
      serverCertificate: /etc/certs/cert-chain.pem
      privateKey: /etc/certs/key.pem
      caCertificates: /etc/certs/root-cert.pem
`;
const clientFiles = (port: number): string => `
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata:
  name: set-sni-for-egress-gateway
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    loadBalancer:
      simple: ROUND_ROBIN
    portLevelSettings:
    - port:
        number: ${port}
      tls:
        mode: MUTUAL
        clientCertificate: /etc/certs/cert-chain.pem
        privateKey: /etc/certs/key.pem
        caCertificates: /etc/certs/root-cert.pem
        subjectAltNames:
        - spiffe://cluster.local/ns/istio-system/sa/istio-egressgateway-service-account
        sni: api.payments.example
---`;
const route = (match: string, host: string, port: number): string => `
  - match:
    - gateways:
      - ${match}
    route:
    - destination:
        host: ${host}
        port:
          number: ${port}
      weight: 100`;
const routes = (section: string, first: string, second: string, gatewayPort: number, outsidePort: number): string => `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata:
  name: direct-through-egress-gateway
spec:
  hosts:
  - api.payments.example
  gateways:
  - istio-egressgateway
  - mesh
  ${section}:${route(first, 'istio-egressgateway.istio-system.svc.cluster.local', gatewayPort)}${route(second, 'api.payments.example', outsidePort)}
`;

describe('the pages of Istio 0.8 and 1.0 are brought to today’s form by their fixes', () => {
  test('HTTP, in mutual TLS of files up to the gateway', () => {
    const { text, left } = mended(
      serviceEntry('{ number: 80, name: http-port, protocol: HTTP }') +
        gateway('{ number: 80, name: https, protocol: HTTPS }', serverFiles) +
        clientFiles(80) +
        routes('http', 'mesh\n      port: 80', 'istio-egressgateway\n      port: 80', 80, 80),
    );
    assert.deepEqual(left, []);
    assert.doesNotMatch(text, /etc\/certs|spiffe|v1alpha3/);
    assert.equal(text.match(/ISTIO_MUTUAL/g)?.length, 2);
    assert.equal(
      inShort(traced(text, 'default', 'http://api.payments.example/')),
      'sidecar outbound|80||istio-egressgateway.istio-system.svc.cluster.local ISTIO_MUTUAL(api.payments.example) > gateway outbound|80||api.payments.example > gateway',
    );
  });

  test('HTTPS that is passed through, with fields in snake_case', () => {
    const { text, left } = mended(
      serviceEntry('{ number: 443, name: tls, protocol: TLS }') +
        gateway('{ number: 443, name: tls, protocol: TLS }', '    tls:\n      mode: PASSTHROUGH\n') +
        routes(
          'tls',
          'mesh\n      port: 443\n      sni_hosts:\n      - api.payments.example',
          'istio-egressgateway\n      port: 443\n      sni_hosts:\n      - api.payments.example',
          443,
          443,
        ),
    );
    assert.deepEqual(left, []);
    assert.equal(text.match(/sniHosts/g)?.length, 2);
    assert.match(inShort(traced(text, 'default', 'https://api.payments.example/')), /> gateway$/);
  });

  test('HTTPS inside mutual TLS of files, with the gateway’s rule under tls', () => {
    const { text, left } = mended(
      serviceEntry('{ number: 443, name: tls, protocol: TLS }') +
        gateway('{ number: 443, name: tls, protocol: TLS }', serverFiles) +
        clientFiles(443) +
        routes(
          'tls',
          'mesh\n      port: 443\n      sni_hosts:\n      - api.payments.example',
          'istio-egressgateway\n      port: 443\n      sni_hosts:\n      - api.payments.example',
          443,
          443,
        ),
    );
    assert.deepEqual(left, []);
    assert.match(
      text,
      /\n {2}tcp:\n {2}- match:\n {4}- gateways:\n {6}- istio-egressgateway\n {6}port: 443\n {4}route:/,
    );
    assert.equal(text.match(/sniHosts/g)?.length, 1);
    assert.equal(
      inShort(traced(text, 'default', 'https://api.payments.example/')),
      'sidecar outbound|443||istio-egressgateway.istio-system.svc.cluster.local ISTIO_MUTUAL(api.payments.example) > gateway outbound|443||api.payments.example > gateway',
    );
  });

  test('HTTP to which the gateway begins TLS, on a port that is declared as HTTP', () => {
    const { text, left } = mended(
      serviceEntry('{ number: 443, name: http-port-for-tls, protocol: HTTP }') +
        gateway('{ number: 80, name: https, protocol: HTTPS }', serverFiles) +
        clientFiles(80) +
        `
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata:
  name: originate-tls
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: SIMPLE
---` +
        routes('http', 'mesh\n      port: 80', 'istio-egressgateway\n      port: 80', 80, 443),
    );
    assert.deepEqual(left, []);
    assert.match(inShort(traced(text, 'default', 'http://api.payments.example/')), /443.*SIMPLE.*> gateway$/);
  });

  test('mutual TLS to a host outside with files in the gateway, and no ServiceEntry', () => {
    const { text, left } = mended(
      gateway('{ number: 443, name: https, protocol: HTTPS }', serverFiles) +
        clientFiles(443) +
        `
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata:
  name: originate-tls
  namespace: istio-system
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port:
        number: 443
      tls:
        mode: MUTUAL
        clientCertificate: /etc/istio/egressgateway-certs/tls.crt
        privateKey: /etc/istio/egressgateway-certs/tls.key
        caCertificates: /etc/istio/egressgateway-ca-certs/ca.crt
---` +
        routes('http', 'mesh\n      port: 80', 'istio-egressgateway\n      port: 443', 443, 443),
    );
    assert.deepEqual(left, []);
    assert.match(text, /kind: ServiceEntry/);
    assert.match(inShort(traced(text, 'default', 'http://api.payments.example/')), /443.*MUTUAL.*> gateway$/);
  });

  test('where a server and a DestinationRule name the files, one fix mends both', () => {
    const example = fixture(
      serviceEntry('{ number: 80, name: http-port, protocol: HTTP }') +
        gateway('{ number: 80, name: https, protocol: HTTPS }', serverFiles) +
        clientFiles(80) +
        routes('http', 'mesh\n      port: 80', 'istio-egressgateway\n      port: 80', 80, 80),
    );
    const findings = new Findings(example.workspace);
    findings.settle();
    const about = findings.of(example.main).filter((it) => it.rule.id === 'file-mounted-mesh-certs');
    assert.equal(about.length, 2);
    for (const finding of about) {
      const [text = ''] = edited(example, fixesOf(finding)[0]?.edits ?? []).values();
      assert.doesNotMatch(text, /etc\/certs/);
      assert.equal(text.match(/ISTIO_MUTUAL/g)?.length, 2);
    }
  });
});

describe('authentication policies of before Istio 1.5', () => {
  const policy = (spec: string): string => `apiVersion: authentication.istio.io/v1alpha1
kind: Policy
metadata: { name: egress, namespace: istio-system }
spec:
  ${spec}
`;
  test('one for the egress gateway without peers turns mutual TLS off for its pods', () => {
    assert.equal(
      mended(policy('targets: [ { name: istio-egressgateway } ]')).text,
      `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: egress
  namespace: istio-system
spec:
  selector:
    matchLabels:
      istio: egressgateway
  mtls:
    mode: DISABLE
`,
    );
  });
  test('one in permissive mode stays so', () => {
    assert.match(mended(policy('peers: [ { mtls: { mode: PERMISSIVE } } ]')).text, /mode: PERMISSIVE/);
  });
  test('one about tokens, or for the pods of a Service that nobody knows, is only removed', () => {
    assert.equal(mended(policy('origins: [ { jwt: { issuer: x } } ]')).text, '');
    assert.equal(mended(policy('targets: [ { name: ledger } ]')).text, '');
  });
  test('one for a Service of the workspace is for the pods that it selects', () => {
    const service = `---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: istio-system }
spec: { selector: { app: books }, ports: [ { name: http, port: 80 } ] }
`;
    assert.match(
      mended(policy('targets: [ { name: ledger } ]\n  peers: [ { mtls: {} } ]') + service).text,
      /app: books\n {2}mtls:\n {4}mode: STRICT/,
    );
  });
});

describe('what only an Istio of long ago understands', () => {
  const policy = 'apiVersion: authentication.istio.io/v1alpha1\nkind: Policy\nmetadata: { name: default }\nspec: {}\n';
  const severities = (source: string, settings: Partial<Settings> = {}): (string | undefined)[] => {
    const { workspace, main } = fixture(source, settings);
    const findings = new Findings(workspace);
    findings.settle();
    const ids = ['removed-api-group', 'file-mounted-mesh-certs'];
    return findings.of(main).flatMap((it) => (ids.includes(it.rule.id) ? it.severity : []));
  };
  const server = gateway('{ number: 443, name: https, protocol: HTTPS }', serverFiles);
  const both = `${server}\n${policy}`;
  test('is a warning where nobody says which Istio the mesh has', () =>
    assert.deepEqual(severities(both), ['warning', 'warning']));
  test('is an error where the settings say it', () =>
    assert.deepEqual(severities(both, { istioVersion: '1.20' }), ['error', 'error']));
  test('is an error where a manifest says it', () => {
    const istio = '---\napiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: { name: default }\n';
    assert.deepEqual(severities(`${both}${istio}spec: { version: v1.24.1 }\n`), ['error', 'error']);
  });
  test('is a hint in a template, which is for meshes that are not here', () =>
    assert.deepEqual(severities(policy.replace('default', '{{ .Release.Name }}')), ['hint']));
  test('is a hint in an object that was read from a cluster', () =>
    assert.deepEqual(
      severities(server.replace('metadata:', 'metadata:\n  creationTimestamp: "2019-11-05T08:00:00Z"')),
      ['hint'],
    ));
});

describe('certificates for hosts outside', () => {
  const origination = (tls: string): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
${tls}`;
  test('a CA alone, which is in a Secret of its own', () => {
    const { text, left } = mended(
      origination('      mode: SIMPLE\n      caCertificates: /etc/istio/egressgateway-ca-certs/ca.crt # of the bank\n'),
    );
    assert.deepEqual(left, []);
    assert.equal(text, origination('      mode: SIMPLE\n      credentialName: istio-egressgateway-ca-certs\n'));
  });
  test('files of somebody’s own folder are not judged', () => {
    assert.deepEqual(mended(origination('      mode: SIMPLE\n      caCertificates: /etc/bank/ca.crt\n')).left, []);
  });
  test('nor are those that istioctl has a place for', () => {
    const operator =
      '#- istio.yaml\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { profile: demo }\n';
    const rule = origination('      mode: SIMPLE\n      caCertificates: /etc/istio/egressgateway-ca-certs/ca.crt\n');
    assert.equal(mended(`#- rule.yaml\n${rule}${operator}`).text, rule);
  });
});

describe('the SNI proxy of the pages on wildcard hosts', () => {
  const filter = (name: string, listener: string, more = ''): string => `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: ${name.replaceAll('_', '-')} }
spec:
${more}  filters:
  - listenerMatch: { portNumber: 443, listenerType: ${listener} }
    filterName: ${name}
    filterType: NETWORK
    filterConfig: {}
`;
  const old = `
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: { name: books }
spec:
  hosts: [ "*.books.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
---
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: { name: sni-proxy }
spec:
  hosts: [ sni-proxy.local ]
  addresses: [ 240.0.0.9 ]
  location: MESH_EXTERNAL
  ports: [ { number: 8443, name: tcp, protocol: TCP } ]
  resolution: STATIC
  endpoints: [ { address: 127.0.0.1 } ]
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: { name: egress-with-sni-proxy }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: tls, protocol: TLS }
    hosts: [ "*.books.example" ]
${serverFiles}---
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: { name: hop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: books
    trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: { name: books }
spec:
  hosts: [ "*.books.example" ]
  gateways: [ mesh, egress-with-sni-proxy ]
  tls:
  - match: [ { gateways: [ mesh ], port: 443, sni_hosts: [ "*.books.example" ] } ]
    route:
    - destination:
        { host: istio-egressgateway.istio-system.svc.cluster.local, subset: books, port: { number: 443 } }
  tcp:
  - match: [ { gateways: [ egress-with-sni-proxy ], port: 443 } ]
    route:
    - destination: { host: sni-proxy.local, port: { number: 8443 } }
${filter('forward_downstream_sni', 'SIDECAR_OUTBOUND')}${filter('sni_verifier', 'GATEWAY', '  workloadLabels: { istio: egressgateway }\n')}`;
  test('has one finding for each of its filters, and none for what follows from them', () => {
    const { workspace, main } = fixture(old);
    const findings = new Findings(workspace);
    findings.settle();
    const loud = findings.of(main).filter((it) => it.severity === 'error' || it.severity === 'warning');
    assert.deepEqual(
      loud.map((it) => it.rule.id),
      ['file-mounted-mesh-certs', 'snake-case-field', 'removed-envoy-filter', 'removed-envoy-filter'],
    );
  });
  test('works without them, when the sidecars ask for a name that the gateway takes', () => {
    const { text, left } = mended(old);
    assert.deepEqual(left, []);
    assert.doesNotMatch(text, /EnvoyFilter/);
    assert.match(text, /sni: egress\.books\.example/);
    assert.match(inShort(traced(text, 'default', 'https://it.books.example/')), /sni-proxy\.local > gateway$/);
  });
});

describe('filters that Istio’s proxy has lost', () => {
  const filter = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: forward-downstream-sni }
spec:
  configPatches:
  - applyTo: NETWORK_FILTER
    match: { context: SIDECAR_OUTBOUND }
    patch: { operation: INSERT_FIRST, value: { name: forward_downstream_sni, config: {} } }
`;
  test('are right in a mesh that still has them', () => {
    assert.equal(mended(filter, { istioVersion: '1.19' }).text, filter);
  });
  test('are removed where it is not known', () => assert.equal(mended(filter).text, ''));
});
