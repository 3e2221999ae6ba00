import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { found } from '../check';

/** The objects of an egress route in Istio's newest spelling, one by one so that a test can leave one out or change it. */
const chain = {
  host: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  ports:
  - { number: 80, name: http, protocol: HTTP }
  - { number: 443, name: https, protocol: HTTPS }
  resolution: DNS
`,
  gateway: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { mode: ISTIO_MUTUAL }
`,
  hop: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: hop }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: payments
    trafficPolicy:
      portLevelSettings:
      - port: { number: 80 }
        tls: { mode: ISTIO_MUTUAL, sni: api.payments.example }
`,
  routes: `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments }
spec:
  hosts: [ api.payments.example ]
  gateways: [ egress, mesh ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, subset: payments, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`,
  origination: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate }
spec:
  host: api.payments.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls: { mode: SIMPLE }
`,
};
/** In the place of the legs: what sidecars do with the host by themselves. */
const simple = `http:
  - match: [ { port: 80 } ]
    route:
    - destination: { host: api.payments.example, port: { number: 443 } }
`;
const workspace = (objects: Partial<typeof chain>): string => Object.values(objects).join('---');
const inNamespace = (text: string, namespace: string): string =>
  text.replaceAll('metadata: {', `metadata: { namespace: ${namespace},`);

/** What is found in manifests of that version, but for what is said of the version itself. */
const foundInOld = (text: string, version = 'v1alpha3'): string[] =>
  found(text.replaceAll('istio.io/v1', `istio.io/${version}`)).filter((it) => !it.startsWith('old-api-version'));

describe('a whole chain is silent', () => {
  test('in one file, without namespaces', () => assert.deepEqual(found(workspace(chain)), []));
  test('in one namespace', () => assert.deepEqual(found(inNamespace(workspace(chain), 'shop')), []));
  test('with CRLF line endings', () => assert.deepEqual(found(workspace(chain).replaceAll('\n', '\r\n')), []));
  test('with a byte order mark', () => assert.deepEqual(found(`\uFEFF${workspace(chain).trimStart()}`), []));
  test('in a List', () => {
    const items = Object.values(chain).map((it) => `- ${it.trim().replaceAll('\n', '\n  ')}`);
    assert.deepEqual(found(`apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`), []);
  });
  test('in v1alpha3 and v1beta1', () => {
    assert.deepEqual(foundInOld(workspace(chain)), []);
    assert.deepEqual(foundInOld(workspace(chain), 'v1beta1'), []);
  });
  test('with anchors and merge keys', () => {
    const shared = workspace({
      ...chain,
      routes: chain.routes
        .replace('hosts: [ api.payments.example ]', 'hosts: &hosts [ &host api.payments.example ]')
        .replace('{ host: api.payments.example, port', '{ host: *host, port'),
    });
    assert.deepEqual(found(shared), []);
  });
  test('spread over two teams: clients, gateways', () => {
    const clients = inNamespace(workspace({ host: chain.host, hop: chain.hop, routes: chain.routes }), 'shop')
      .replaceAll('egress,', 'istio-system/egress,')
      .replaceAll('[ egress ]', '[ istio-system/egress ]');
    const gateways = inNamespace(workspace({ gateway: chain.gateway, origination: chain.origination }), 'istio-system');
    assert.deepEqual(found(`#- clients.yaml${clients}#- gateways.yaml${gateways}`), []);
  });
});

describe('the first generation: Istio 0.8', () => {
  test('mutual TLS by files at the gateway is no longer what sidecars speak to it', () => {
    const files =
      'serverCertificate: /etc/certs/cert-chain.pem, privateKey: /etc/certs/key.pem, caCertificates: /etc/certs/root-cert.pem';
    const findings = foundInOld(
      workspace({ ...chain, gateway: chain.gateway.replace('mode: ISTIO_MUTUAL', `mode: MUTUAL, ${files}`) }),
    );
    assert.deepEqual(
      findings.map((it) => it.split(': ')[0]),
      ['file-mounted-mesh-certs (warning)'],
    );
  });
  test('legs are judged as if `sni_hosts` were spelt right', () => {
    const passthrough = {
      host: chain.host,
      gateway: chain.gateway
        .replace('80, name: https, protocol: HTTPS', '443, name: tls, protocol: TLS')
        .replace('ISTIO_MUTUAL', 'PASSTHROUGH'),
      routes: chain.routes
        .replace('http:', 'tls:')
        .replaceAll('port: 80 }', 'port: 443, sni_hosts: [ api.payments.example ] }')
        .replace('subset: payments, port: { number: 80 }', 'port: { number: 443 }'),
    };
    assert.deepEqual(foundInOld(workspace(passthrough)), [
      'snake-case-field: sni_hosts',
      'snake-case-field: sni_hosts',
    ]);
  });
});

describe('one object left out is one finding', () => {
  const without = (name: keyof typeof chain): string[] => {
    const { [name]: _, ...rest } = chain;
    return found(workspace(rest));
  };
  test('the Gateway', () => assert.deepEqual(without('gateway'), ['virtual-service-gateway-not-found: egress']));
  test('the name of the gateway, in the list', () =>
    assert.deepEqual(
      found(workspace({ ...chain, routes: chain.routes.replace('[ egress, mesh ]', '[ egres, mesh ]') })),
      ['virtual-service-gateway-not-found: egres'],
    ));
  test('the ServiceEntry, which may be elsewhere where there is no other', () => {
    const rules = { routes: chain.routes.replace(/gateways: \[ egress, mesh[\s\S]*/, simple), tls: chain.origination };
    assert.deepEqual(found(Object.values(rules).join('---')), [
      'mesh-virtual-service-without-service (warning): api.payments.example',
    ]);
    const other = chain.host.replaceAll('payments', 'other');
    assert.deepEqual(found([...Object.values(rules), other].join('---')), [
      'destination-host-not-found: api.payments.example',
    ]);
  });
  test('the DestinationRule of the hop', () => assert.deepEqual(without('hop'), ['subset-not-found: payments']));
});

describe('two parts left out are one finding, about the whole chain', () => {
  const parts: Readonly<Record<string, (objects: typeof chain) => Partial<typeof chain>>> = {
    'the ServiceEntry': ({ host: _, ...rest }) => rest,
    'the Gateway': ({ gateway: _, ...rest }) => rest,
    'the DestinationRule of the hop': ({ hop: _, ...rest }) => rest,
    'the rule of the gateway': (objects) => ({
      ...objects,
      routes: objects.routes?.replace(/ {2}- match: \[ \{ gateways: \[ egress \][\s\S]*/, ''),
    }),
  };
  for (const [index, [first, without]] of Object.entries(parts).entries())
    for (const [second, withoutToo] of Object.entries(parts).slice(index + 1))
      test(`${first} and ${second}`, () =>
        assert.deepEqual(found(workspace(withoutToo(without(chain) as typeof chain))), [
          'egress-chain-incomplete: api.payments.example',
        ]));
  test('not where a VirtualService for the host is elsewhere, which may have the other parts', () => {
    const { hop: _, gateway: __, ...rest } = chain;
    const another = chain.routes.replace('name: payments', 'name: more').replace('[ egress, mesh ]', '[ other ]');
    const findings = found(`${workspace(rest)}---${another}`);
    assert.ok(!findings.some((it) => it.startsWith('egress-chain-incomplete')), findings.join());
    assert.ok(findings.includes('virtual-service-gateway-not-found: egress'), findings.join());
  });
});

describe('what looks wrong and is right', () => {
  test('a subset without labels, in plaintext to a gateway that reads plaintext', () =>
    assert.deepEqual(
      found(
        workspace({
          ...chain,
          gateway: chain.gateway.replace('https, protocol: HTTPS', 'http, protocol: HTTP').replace(/ {4}tls: .*\n/, ''),
          hop: chain.hop.replace(/ {4}trafficPolicy[\s\S]*/, ''),
        }),
      ),
      [],
    ));
  test('hosts of the VirtualService wider than the Gateway’s', () =>
    assert.deepEqual(
      found(
        workspace({ ...chain, routes: chain.routes.replace('[ api.payments.example ]', '[ "*.payments.example" ]') }),
      ),
      [],
    ));
  test('a Gateway for every host', () =>
    assert.deepEqual(
      found(
        workspace({ ...chain, gateway: chain.gateway.replace('hosts: [ api.payments.example ]', 'hosts: [ "*" ]') }),
      ),
      [],
    ));
  test('a server whose hosts name the namespace', () =>
    assert.deepEqual(
      found(inNamespace(workspace({ ...chain, gateway: chain.gateway.replace('[ api', '[ ./api') }), 'shop')),
      [],
    ));
  test('a VirtualService for ingress that also routes inside the mesh', () =>
    assert.deepEqual(
      found(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ shop.example ] } ]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [ shop.example, shop ]
  gateways: [ shop, mesh ]
  http: [ { route: [ { destination: { host: shop } } ] } ]
`),
      [],
    ));
  test('a VirtualService alone names a gateway and a subset that are elsewhere: only a hint, and none of what follows', () =>
    assert.deepEqual(found(chain.routes), ['virtual-service-gateway-not-found (hint): egress']));
  test('alternatives of one name in several files', () =>
    assert.deepEqual(
      found(
        `#- a.yaml${workspace(chain)}#- b.yaml${chain.gateway.replaceAll('api.payments.example', 'other.example')}`,
      ),
      [],
    ));
});

describe('a value that somebody will fill in is unknown, not wrong', () => {
  for (const placeholder of ['{{ .Values.name }}', '${NAME}', '$NAME', '<name>', '((name))', '__NAME__'])
    test(placeholder, () => {
      const quoted = JSON.stringify(placeholder);
      assert.deepEqual(
        found(workspace({ ...chain, routes: chain.routes.replaceAll('[ egress', `[ ${quoted}`) })),
        [],
        'a gateway',
      );
      assert.deepEqual(
        found(workspace({ ...chain, routes: chain.routes.replace('subset: payments', `subset: ${quoted}`) })),
        [],
        'a subset',
      );
      assert.deepEqual(
        found(
          workspace({
            ...chain,
            routes: chain.routes
              .replace(
                'host: istio-eg',
                `host: ${JSON.stringify(`${placeholder}.istio-system.svc.cluster.local`)}, x-was: istio-eg`,
              )
              .replace(/, x-was: [^,]+/, ''),
          }),
        ),
        [],
        'a destination',
      );
      assert.deepEqual(
        found(workspace({ ...chain, gateway: chain.gateway.replace('name: egress', `name: ${quoted}`) })),
        [],
        'the name of the Gateway',
      );
      assert.deepEqual(
        found(workspace({ ...chain, gateway: chain.gateway.replace('[ api.payments.example ]', `[ ${quoted} ]`) })),
        [],
        'a host of the Gateway',
      );
      assert.deepEqual(
        found(workspace({ ...chain, hop: chain.hop.replace('name: payments', `name: ${quoted}`) })),
        [],
        'a subset of the DestinationRule',
      );
    });
  test('a Helm template with control structures', () => {
    const template = workspace(chain)
      .replace(
        'metadata: { name: payments }',
        'metadata:\n  name: payments\n  labels:\n    {{- include "chart.labels" . | nindent 4 }}',
      )
      .replace(
        '  resolution: DNS',
        '  {{- if .Values.dns }}\n  resolution: DNS\n  {{- else }}\n  resolution: {{ .Values.resolution | quote }}\n  {{- end }}',
      );
    assert.deepEqual(found(template), []);
  });
});
