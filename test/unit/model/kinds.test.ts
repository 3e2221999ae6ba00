import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Document, type Resource, readDocument } from '../../../server/src/model/document';
import type { Kind } from '../../../server/src/model/kinds';
import { governs } from '../../../server/src/model/network-policy';
import { hasKey } from '../../../server/src/model/secret';
import {
  containerPorts,
  isUnprivileged,
  podAnnotations,
  podLabels,
  podServiceAccount,
} from '../../../server/src/model/workload';

function read<K extends Kind>(kind: K, source: string): Resource<K> {
  const [resource] = readDocument(source.replace(/^\n/, '')).resources;
  assert.ok(resource?.kind === kind, `read as ${resource?.kind}`);
  return resource as Resource<K>;
}

const written = (document: Document, { span }: { span: { start: number; end: number } }): string =>
  document.text.slice(span.start, span.end);

/** The values alone, without their places, and without what is not written. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, it]) => [key, plain(it) ?? null]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('value' in value && 'span' in value && Object.keys(value).length === 2) return plain(value.value);
  const entries = Object.entries(value).map(([key, it]) => [key, plain(it)] as const);
  return Object.fromEntries(
    entries.filter(([key, it]) => key !== 'span' && it !== undefined && !(Array.isArray(it) && it.length === 0)),
  );
}

describe('a VirtualService is read in full', () => {
  const routes = (rule: string) =>
    read(
      'VirtualService',
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n  hosts: [ a.example ]\n  http:\n  - ${rule}\n`,
    ).spec.http[0]!;

  test('what a match asks for of the request', () => {
    const [match] = routes(
      'match: [ { name: m, uri: { prefix: /a }, ignoreUriCase: true, method: { exact: GET }, headers: { x-a: { regex: b.* }, x-c: {} }, withoutHeaders: { x-d: { exact: e } }, queryParams: { q: { exact: r } } } ]',
    ).match;
    assert.deepEqual(plain(match), {
      name: 'm',
      uri: { prefix: '/a' },
      ignoreUriCase: true,
      method: { exact: 'GET' },
      headers: { 'x-a': { regex: 'b.*' }, 'x-c': {} },
      withoutHeaders: { 'x-d': { exact: 'e' } },
      queryParams: { q: { exact: 'r' } },
    });
  });
  test('a header that is named without anything behind it is asked for', () => {
    const [match] = routes('match: [ { headers: { x-a: } } ]').match;
    assert.deepEqual([...(match?.headers ?? [])], [['x-a', undefined]]);
  });
  test('a text in place of a string match, as it is half typed, is taken for the exact one', () => {
    const [match] = routes('match: [ { uri: /a } ]').match;
    assert.deepEqual(plain(match?.uri), { exact: '/a' });
  });
  test('what becomes of the request', () => {
    assert.deepEqual(
      plain(
        routes(
          'redirect: { uri: /b, authority: b.example, port: 8443, derivePort: FROM_REQUEST_PORT, scheme: https, redirectCode: 302 }',
        ).redirect,
      ),
      {
        uri: '/b',
        authority: 'b.example',
        port: 8443,
        derivePort: 'FROM_REQUEST_PORT',
        scheme: 'https',
        redirectCode: 302,
      },
    );
    assert.deepEqual(plain(routes('directResponse: { status: 503 }').directResponse), { status: 503 });
    assert.deepEqual(
      plain(routes('rewrite: { uri: /c, authority: c.example, uriRegexRewrite: { match: a, rewrite: b } }').rewrite),
      { uri: '/c', authority: 'c.example', uriRegexRewrite: { match: 'a', rewrite: 'b' } },
    );
    assert.deepEqual(plain(routes('delegate: { name: d, namespace: e }').delegate), { name: 'd', namespace: 'e' });
  });
  test('headers, mirrors and their share', () => {
    const rule = routes(
      'route: [ { destination: { host: b }, headers: { request: { set: { Host: c }, add: { x: y }, remove: [ z ] } } } ]\n    mirrors: [ { destination: { host: d }, percentage: { value: 0.5 } } ]\n    mirrorPercentage: { value: 12.5 }',
    );
    assert.deepEqual(plain(rule.route[0]?.headers), {
      request: { set: { Host: 'c' }, add: { x: 'y' }, remove: ['z'] },
    });
    const [mirror] = rule.mirrors;
    assert.deepEqual([mirror?.destination?.host?.value, mirror?.percentage?.value?.value], ['d', 0.5]);
    assert.equal(rule.mirrorPercentage?.value?.value, 12.5);
  });
});

describe('Istio’s other kinds', () => {
  test('a Sidecar whose policy is empty has one, unlike a Sidecar without', () => {
    const sidecar = (rest: string) =>
      read(
        'Sidecar',
        `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: a }\nspec:\n  egress: [ { port: { number: 443, protocol: TLS, name: tls }, bind: 10.0.0.1, captureMode: NONE, hosts: [ ./a.example ] } ]\n${rest}`,
      ).spec;
    assert.equal(sidecar('').outboundTrafficPolicy, undefined);
    assert.deepEqual(plain(sidecar('  outboundTrafficPolicy: {}\n').outboundTrafficPolicy), {});
    assert.deepEqual(
      plain(
        sidecar(
          '  outboundTrafficPolicy: { mode: ALLOW_ANY, egressProxy: { host: a, subset: b, port: { number: 1 } } }\n',
        ).outboundTrafficPolicy,
      ),
      { mode: 'ALLOW_ANY', egressProxy: { host: 'a', subset: 'b', port: { number: 1 } } },
    );
    assert.deepEqual(plain(sidecar('').egress), [
      {
        port: { number: 443, protocol: 'TLS', name: 'tls' },
        bind: '10.0.0.1',
        captureMode: 'NONE',
        hosts: ['./a.example'],
      },
    ]);
  });
  test('a DestinationRule’s policies at every level', () => {
    const { spec } = read(
      'DestinationRule',
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a }
spec:
  host: a.example
  workloadSelector: { matchLabels: { app: a } }
  trafficPolicy:
    tls: { mode: SIMPLE, sni: b, subjectAltNames: [ c ], insecureSkipVerify: true }
    tunnel: { protocol: CONNECT, targetHost: d, targetPort: 1 }
    portLevelSettings: [ { port: { number: 443 }, tls: { mode: DISABLE } } ]
  subsets: [ { name: v1, labels: { version: v1 }, trafficPolicy: { outlierDetection: {} } } ]
`,
    );
    assert.deepEqual(plain(spec), {
      host: 'a.example',
      workloadSelector: { matchLabels: { app: 'a' } },
      trafficPolicy: {
        tls: { mode: 'SIMPLE', sni: 'b', subjectAltNames: ['c'], insecureSkipVerify: true },
        tunnel: { protocol: 'CONNECT', targetHost: 'd', targetPort: 1 },
        portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'DISABLE' } }],
      },
      subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { outlierDetection: {} } }],
    });
  });
  test('an AuthorizationPolicy: a rule that is empty is a rule', () => {
    const { spec } = read(
      'AuthorizationPolicy',
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: a, namespace: b }
spec:
  selector: { matchLabels: { istio: egress } }
  action: DENY
  rules:
  - {}
  - from: [ { source: { principals: [ p ], notNamespaces: [ n ] } } ]
    to: [ { operation: { hosts: [ h ], ports: [ "443" ] } } ]
    when: [ { key: connection.sni, values: [ s ] } ]
`,
    );
    assert.equal(spec.rules.length, 2);
    assert.deepEqual(plain(spec.rules[1]), {
      from: [{ source: { principals: ['p'], notNamespaces: ['n'] } }],
      to: [{ operation: { hosts: ['h'], ports: ['443'] } }],
      when: [{ key: 'connection.sni', values: ['s'] }],
    });
  });
  test('a PeerAuthentication has modes by the number of a port', () => {
    const { spec } = read(
      'PeerAuthentication',
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: a }\nspec: { mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }\n',
    );
    assert.deepEqual(plain(spec), { mtls: { mode: 'STRICT' }, portLevelMtls: { '8080': { mode: 'DISABLE' } } });
  });
});

describe('Kubernetes’ kinds', () => {
  test('of a Secret only the keys are read, never the values', () => {
    const secret = read(
      'Secret',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { tls.crt: c2VjcmV0 }\nstringData: { ca.crt: hidden }\n',
    );
    assert.ok(hasKey(secret.spec, 'tls.crt') && hasKey(secret.spec, 'ca.crt') && !hasKey(secret.spec, 'tls.key'));
    const spec = JSON.stringify(secret.spec, (_, it: unknown) => (it instanceof Set ? [...it] : it));
    assert.doesNotMatch(spec, /c2VjcmV0|hidden/);
  });
  test('of a ConfigMap only the mesh’s configuration is read, with the place of the text that it is in', () => {
    const source =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio }\ndata:\n  other: x\n  mesh: |-\n    trustDomain: td\n    rootNamespace: root\n';
    const document = readDocument(source);
    const { data } = read('ConfigMap', source).spec;
    assert.deepEqual([...data.keys], ['other', 'mesh']);
    assert.equal(data.mesh?.trustDomain?.value, 'td');
    assert.match(written(document, data.mesh!.trustDomain!), /^\|-\n {4}trustDomain: td\n {4}rootNamespace: root/);
  });
  test('a text in a ConfigMap that is no YAML does no harm', () => {
    for (const mesh of ['"{"', '"- a"', '"a: *b"', '[ a ]', '""', '|-\n    a:\n   - b'])
      readDocument(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio }\ndata:\n  mesh: ${mesh}\n`);
  });
  test('the pods of a workload', () => {
    const { spec } = read(
      'Workload',
      `
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, labels: { app: no } }
spec:
  template:
    metadata: { labels: { app: a }, annotations: { x: y } }
    spec:
      serviceAccountName: sa
      containers:
      - ports: [ { containerPort: 8080 } ]
        env: [ { name: ISTIO_META_UNPRIVILEGED_POD, value: "true" } ]
`,
    );
    assert.deepEqual(plain(podLabels(spec)), { app: 'a' });
    assert.deepEqual(plain(podAnnotations(spec)), { x: 'y' });
    assert.deepEqual([podServiceAccount(spec), containerPorts(spec), isUnprivileged(spec)], ['sa', [8080], true]);
    const pod = read(
      'Workload',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [ {} ] }\n',
    ).spec;
    assert.deepEqual([podServiceAccount(pod), containerPorts(pod), isUnprivileged(pod)], ['default', [], false]);
  });
  test('a NetworkPolicy without types is for what comes in, and for what goes out where it says so', () => {
    const policy = (spec: string) =>
      read(
        'NetworkPolicy',
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: ${spec}\n`,
      ).spec;
    const directions = (spec: string) => [governs(policy(spec), 'Ingress'), governs(policy(spec), 'Egress')];
    assert.deepEqual(directions('{ podSelector: {} }'), [true, false]);
    assert.deepEqual(directions('{ egress: [ { to: [ { ipBlock: { cidr: 10.0.0.0/8 } } ] } ] }'), [true, true]);
    assert.deepEqual(directions('{ policyTypes: [ Egress ] }'), [false, true]);
  });
  test('a NetworkPolicy of another project is not one of Kubernetes', () => {
    const kindOf = (apiVersion: string): string | undefined =>
      readDocument(`apiVersion: ${apiVersion}\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: {}\n`).resources[0]
        ?.kind;
    assert.deepEqual(['networking.k8s.io/v1', 'projectcalico.org/v3', 'example.org/v1'].map(kindOf), [
      'NetworkPolicy',
      'OtherNetworkPolicy',
      undefined,
    ]);
  });
  test('labels, annotations and age stand on the object', () => {
    const { labels, annotations, created } = read(
      'Service',
      'apiVersion: v1\nkind: Service\nmetadata: { name: a, labels: { b: c }, annotations: { d: e }, creationTimestamp: "2024-01-01T00:00:00Z" }\n',
    );
    assert.deepEqual(plain([labels, annotations, created]), [{ b: 'c' }, { d: 'e' }, '2024-01-01T00:00:00Z']);
  });
});

describe('what installs Istio', () => {
  test('values are read from an object and from a text', () => {
    const application = (helm: string) =>
      read(
        'Application',
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { source: { chart: gateway, helm: ${helm} } }\n`,
      ).spec.source?.helm;
    assert.deepEqual(plain(application('{ valuesObject: { labels: { istio: a } } }')?.valuesObject?.labels), {
      istio: 'a',
    });
    assert.deepEqual(plain(application('{ values: "labels: { istio: b }" }')?.values?.labels), { istio: 'b' });
  });
  test('a file with values is known by its meshConfig', () => {
    const values = read('HelmValues', 'global: { istioNamespace: istio }\nmeshConfig:\n  trustDomain: td\n');
    assert.equal(values.spec.meshConfig?.trustDomain?.value, 'td');
    assert.deepEqual(readDocument('a:\n  trustDomain: td\n').resources, []);
    const [service] = readDocument('apiVersion: v1\nkind: Service\nmetadata: { name: a }\nmeshConfig: {}\n').resources;
    assert.equal(service?.kind, 'Service');
  });
  test('an IstioOperator says whether it lists gateways', () => {
    const components = (text: string) =>
      read(
        'IstioOperator',
        `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { components: ${text} }\n`,
      ).spec.components;
    assert.equal(components('{}')?.egressGateways, undefined);
    assert.deepEqual(components('{ egressGateways: [] }')?.egressGateways, []);
  });
  test('the fields of a NetworkPolicy are checked', () => {
    const policy = read(
      'NetworkPolicy',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: { podSelectr: {} }\n',
    );
    assert.deepEqual(
      policy.fieldProblems.map((it) => [it.problem, it.path.at(-1)]),
      [['unknown-field', 'podSelectr']],
    );
  });
  test('mistakes in what is not ours are not reported', () => {
    const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: [ a\n';
    assert.deepEqual(readDocument(broken).errors, []);
    for (const kind of ['Service', 'NetworkPolicy'])
      assert.notDeepEqual(readDocument(broken.replace('ConfigMap', kind)).errors, [], kind);
  });
});
