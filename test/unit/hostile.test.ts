import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../server/src/features/findings';
import { statusOf } from '../../server/src/mesh/gateway-api/status/status';
import { hasPlaceholder } from '../../server/src/text/placeholder';
import { Workspace } from '../../server/src/workspace/workspace';
import { parse } from '../../server/src/yaml/parse';
import { found } from '../check';
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
  tls443,
  toEgress,
  toEntry,
  together,
} from '../manifests';
import { traced } from '../traced';

const good = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: a }\nspec: { sellector: {} }\n';
const head = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n';

describe('hostile files', () => {
  const files: [string, string][] = [
    ['ten thousand levels of flow lists', `${head}  http: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['ten thousand open brackets', `${head}  http: ${'['.repeat(10_000)}\n`],
    ['ten thousand open braces', `${head}  http: ${'{a: '.repeat(10_000)}\n`],
    [
      'three thousand levels of mappings',
      `${head}${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i + 2)}a:\n`).join('')}`,
    ],
    [
      'aliases that multiply',
      `${head}  a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(
        /./g,
        (it) =>
          `  ${it}: &${it} [${Array(9)
            .fill(`*${String.fromCharCode(it.charCodeAt(0) - 1)}`)
            .join(',')}]\n`,
      )}  hosts: *i\n`,
    ],
    ['an alias of itself', `${head}  http: &a [ *a ]\n`],
    ['a merge key of itself', `${head}  http: &a { <<: *a }\n`],
  ];
  for (const [title, text] of files)
    test(`${title}: at most one finding, and other files are still checked`, () => {
      const [own, ...rest] = [found(`#- bad.yaml\n${text}#- good.yaml\n${good}`)].map((it) =>
        it.filter((line) => !line.startsWith('good.yaml')),
      );
      assert.deepEqual(rest, []);
      assert.ok((own?.length ?? 0) <= 1, own?.join('\n'));
      assert.ok(found(`#- bad.yaml\n${text}#- good.yaml\n${good}`).includes('good.yaml: unknown-field: sellector'));
    });
});

test('a scalar at every place of an object where something else belongs breaks nothing', () => {
  const object = `${head}  hosts: [ a ]\n  gateways: [ b ]\n  http:\n  - match: [ { gateways: [ mesh ], port: 80 } ]\n    route: [ { destination: { host: a, subset: s, port: { number: 1 } } } ]\n`;
  for (const value of ['7', 'null', '[]', '{}', '~', '"x"', '- 1', '!!binary x', '&a', '*a', '!<tag> {}'])
    for (const field of [
      'hosts',
      'gateways',
      'http',
      'match',
      'route',
      'destination',
      'host',
      'subset',
      'port',
      'number',
    ]) {
      const workspace = new Workspace();
      const findings = new Findings(workspace, (rule, error) => assert.fail(`${rule.id}: ${error}`));
      workspace.set('a.yaml', object.replace(new RegExp(`\\b${field}: [^\\n]*`), `${field}: ${value}`));
      findings.of('a.yaml');
    }
});

describe('a scalar at every place of an object of the Gateway API', () => {
  const api = 'api.example.com';
  const terminate = 'tls: { mode: Terminate, certificateRefs: [{ name: cert }], options: { a: b } }';
  const frontend =
    'tls: { frontend: { default: { validation: { caCertificateRefs: [{ kind: ConfigMap, name: ca }], mode: AllowValidOnly } }, perPort: [{ port: 443 }] } }';
  const filters =
    'filters: [{ type: URLRewrite, urlRewrite: { hostname: a.example.com, path: { type: ReplacePrefixMatch, replacePrefixMatch: /v2 } } }, { type: RequestMirror, requestMirror: { percent: 5, backendRef: { name: cache, port: 80 } } }, { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: b }] } }]';
  const matches =
    'matches: [{ path: { type: PathPrefix, value: / }, headers: [{ type: Exact, name: a, value: b }], queryParams: [{ name: q, value: "1" }], method: GET }]';
  const files = together(
    entry(api, `${http80}, ${tls443}`),
    kubernetesGateway(
      listener('HTTP', 80, `hostname: ${api}`) + listener('HTTPS', 443, terminate),
      `  gatewayClassName: istio\n  addresses: [{ type: IPAddress, value: 192.0.2.1 }]\n  allowedListeners: { namespaces: { from: Selector, selector: { matchLabels: { a: b } } } }\n  infrastructure: { labels: { a: b }, parametersRef: { kind: ConfigMap, name: own } }\n  ${frontend}`,
    ),
    object('ListenerSet', 'more', `  parentRef: ${toEgress()}\n  listeners:\n${listener('TCP', 5432)}`),
    kubernetesRoute('HTTPRoute', 'to-gateway', toEntry(api), sendTo(egressPort(80))),
    kubernetesRoute(
      'HTTPRoute',
      'from-gateway',
      toEgress('sectionName: http-80, port: 80'),
      `[{ name: one, ${matches}, ${filters}, backendRefs: [{ group: networking.istio.io, kind: Hostname, name: ${api}, port: 80, weight: 2, filters: [] }] }]`,
      { hostnames: api },
    ),
    kubernetesRoute(
      'GRPCRoute',
      'rpc',
      toEgress(),
      '[{ matches: [{ method: { type: Exact, service: a, method: b } }] }]',
    ),
    kubernetesRoute('TLSRoute', 'tls', toEntry(api), sendTo(hostname(api, 443)), { hostnames: api }),
    object(
      'BackendTLSPolicy',
      'outside',
      `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-example-com, sectionName: http }]\n  validation: { hostname: ${api}, wellKnownCACertificates: System, subjectAltNames: [{ type: Hostname, hostname: ${api} }] }`,
    ),
    object(
      'ReferenceGrant',
      'grant',
      '  from: [{ group: a, kind: HTTPRoute, namespace: shop }]\n  to: [{ group: "", kind: Service }]',
    ),
  );
  const matching = { headers: ['a: b'] };
  assert.equal(traced(files, 'shop', `http://${api}/?q=1`, matching).verdict, 'gateway');
  const fields = [...new Set([...files.matchAll(/\b(\w+): /g)].map(([, field = '']) => field))];
  for (const value of ['7', '[[1]]', '{{ .Values.x }}'])
    test(`${value}: breaks nothing`, () => {
      for (const field of fields) {
        const at = new RegExp(`\\b${field}: (?:\\{[^{}]*\\}|\\[[^\\[\\]]*\\]|[^\\s,{}\\[\\]]+)`, 'g');
        const workspace = new Workspace();
        const findings = new Findings(workspace, (rule, error) => assert.fail(`${rule.id}: ${error}`));
        workspace.set('a.yaml', files.replace(at, `${field}: ${value}`));
        findings.of('a.yaml');
        for (const document of workspace.documents('a.yaml'))
          for (const { mesh } of workspace.meshesOf(document)) {
            for (const it of mesh.objectsOf(document)) statusOf(mesh, it);
            traced(mesh, 'shop', `http://${api}/?q=1`, matching);
          }
      }
      assert.ok(fields.length > 50);
    });
});

test('a text that opens many placeholders and closes none costs no more than its length', () => {
  const started = process.cpuUsage().user;
  for (const opening of ['{{', '${', '$(', '((', '<a', '__a', '@A']) hasPlaceholder(opening.repeat(50_000));
  parse(`a: ${'{{ '.repeat(50_000)}`);
  assert.ok(process.cpuUsage().user - started < 5_000_000, 'far from quadratic');
});
