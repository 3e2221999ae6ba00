import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, gateway, gatewayService, http80, routes, server, together } from '../manifests';
import { folderOf, istioEgress, type Run } from './command-line';

const api = 'api.example.com';
const url = `http://${api}/v1`;
const viaGateway = routes(
  api,
  `  gateways: [mesh, egress]
  http:
  - match: [{ sourceLabels: { app: web } }]
    route: [{ destination: { host: ${gatewayService}, port: { number: 80 } } }]
  - match: [{ gateways: [egress] }]
    route: [{ destination: { host: ${api}, port: { number: 80 } } }]`,
);
const world = { 'shop/entry.yaml': entry(api), 'shop/egress.yaml': together(gateway(server(http80, api)), viaGateway) };
const folder = folderOf(world);

/** Traces a request to the host of these tests, in a folder. */
const trace = (from: string, words: readonly string[] = [], cwd = folder): Run =>
  istioEgress(['trace', '--from', from, '--to', url, ...words], { cwd });
const json = (run: Run) => JSON.parse(run.stdout);

describe('trace', () => {
  test('says in a sentence where the request goes, and each proxy on its way', () => {
    const { status, stdout, stderr } = trace('shop/app=web');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^GET http:\/\/api\.example\.com\/v1 from namespace shop \(app=web\) leaves the mesh through/);
    assert.match(stdout, /\n1\. The sidecar of the client, in namespace shop\n/);
    assert.match(stdout, /\n {3}rule {9}VirtualService shop\/routes spec\.http\[0\], shop\/egress\.yaml:17\n/);
    assert.match(stdout, /\n2\. The gateway istio-system\/istio-egressgateway, which is not in these manifests\n/);
    assert.match(
      stdout,
      /\n {3}passed over {2}VirtualService shop\/routes spec\.http\[0\]\.match\[0\]\.sourceLabels,\s+shop\/egress\.yaml:17: This\s+match/,
    );
    assert.ok(stdout.split('\n').every((it) => it.length <= 100));
    assert.ok(!stdout.includes('\u001B'));
  });

  test('takes the labels of the pod into account', () => {
    const { stdout } = trace('shop');
    assert.match(stdout, /leaves the mesh straight from\s+the\s+pod,\s+to\s+a\s+host\s+that\s+the\s+mesh\s+knows\./);
    assert.match(stdout, /passed over {2}VirtualService shop\/routes spec\.http\[0\]\.match\[0\]/);
  });

  test('prints data as the contract has it', () => {
    const run = trace('shop/app=web', ['--format', 'json']);
    const traced = json(run);
    assert.deepEqual(Object.keys(traced), ['version', 'verdict', 'reason', 'cause', 'response', 'assumptions', 'hops']);
    assert.deepEqual([traced.version, traced.verdict, traced.reason, traced.response], [1, 'gateway', null, null]);
    const [sidecar, egress] = traced.hops;
    assert.deepEqual(Object.keys(sidecar), [
      'proxy',
      'namespace',
      'workload',
      'assumed',
      'listener',
      'port',
      'servicePort',
      'match',
      'routeConfiguration',
      'virtualHost',
      'domain',
      'route',
      'cluster',
      'clusters',
      'mirrors',
      'clusterType',
      'tls',
      'wire',
      'error',
      'because',
      'passedOver',
    ]);
    const cluster = `outbound|80||${gatewayService}`;
    assert.deepEqual([sidecar.proxy, sidecar.cluster, sidecar.clusters[0].name], ['sidecar', cluster, cluster]);
    assert.deepEqual(sidecar.route, { resource: 'VirtualService shop/routes', path: 'spec.http[0]' });
    assert.deepEqual(
      [egress.workload, egress.port, egress.servicePort],
      ['istio-system/istio-egressgateway', 8080, 80],
    );
    const { range, ...passed } = egress.passedOver.find((it: { fact: string }) => it.fact === 'V7');
    assert.deepEqual(
      [passed.resource, passed.path, passed.file],
      ['VirtualService shop/routes', 'spec.http[0].match[0].sourceLabels', 'shop/egress.yaml'],
    );
    assert.deepEqual(range, { start: { line: 17, column: 29 }, end: { line: 17, column: 41 } });
  });

  test('gives no single cluster where several share the requests', () => {
    const shared = routes(
      api,
      `  http:\n  - route: [{ destination: { host: ${api} }, weight: 3 }, { destination: { host: other.com }, weight: 1 }]`,
    );
    const cwd = folderOf({ 'a.yaml': together(entry(api), shared) });
    const run = trace('shop', ['--format', 'json'], cwd);
    const [hop] = json(run).hops;
    assert.equal(run.status, 1);
    assert.deepEqual([hop.cluster, hop.clusters.map((it: { weight: number }) => it.weight)], [null, [75, 25]]);
    assert.match(
      trace('shop', [], cwd).stdout,
      /That is the worst of\s+several ways\.[\s\S]+1b\. 25 % of the requests/,
    );
  });

  test('says the place where a request fails, and that is exit status 1', () => {
    const { 'shop/entry.yaml': _, ...others } = world;
    const without = viaGateway.slice(0, viaGateway.indexOf('  - match: [{ gateways: [egress]'));
    const cwd = folderOf({
      ...others,
      'shop/entry.yaml': entry(api),
      'shop/egress.yaml': together(gateway(server(http80, api)), without),
    });
    const { status, stdout } = trace('shop/app=web', [], cwd);
    assert.equal(status, 1);
    assert.match(stdout, /^GET .+ fails: /);
    assert.match(stdout, /\n {2}--> shop\/egress\.yaml:\d+ Gateway shop\/egress/);
    assert.match(stdout, /\n {3}ends here {4}no-route: /);
  });

  test('answers as a proxy does, with the location of a redirect', () => {
    const cwd = folderOf({
      'a.yaml': together(entry(api), routes(api, '  http: [{ redirect: { scheme: https, redirectCode: 308 } }]')),
    });
    const { verdict, response } = json(trace('shop', ['--format', 'json'], cwd));
    assert.deepEqual([verdict, response], ['answered', { status: 308, location: `https://${api}/v1` }]);
  });

  test('says what the call leaves open', () => {
    const guarded = routes(
      api,
      `  http:\n  - match: [{ headers: { x-test: { exact: "1" } } }]\n    directResponse: { status: 418 }\n  - route: [{ destination: { host: ${api} } }]`,
    );
    const cwd = folderOf({ 'a.yaml': together(entry(api), guarded) });
    assert.match(trace('shop', [], cwd).stdout, /Taken to be so, .+:\n {2}- The call has no header x-test, so spec/);
    assert.match(trace('shop', ['--header', 'X-Test: 1'], cwd).stdout, /is answered by a proxy with 418\./);
  });

  test('follows a request into an empty workspace', () => {
    const { status, stdout } = trace('shop', [], folderOf({ 'a.yaml': 'a: 1\n' }));
    assert.equal(status, 0);
    assert.match(stdout, /to\s+a host that the mesh does not know\./);
  });

  test('has status 2 for a file that cannot be read, and traces with the others', () => {
    const { status, stdout, stderr } = trace('shop', ['shop', 'gone.yaml']);
    assert.deepEqual([status, stderr], [2, 'istio-egress: gone.yaml: There is no such file or folder.\n']);
    assert.match(stdout, /leaves the mesh/);
  });

  test('cannot steer the terminal by a manifest', () => {
    const cwd = folderOf({
      'a.yaml': entry(api, http80, 'resolution: DNS').replace('namespace: shop', 'namespace: "s\\u001B[31m"'),
    });
    assert.ok(!trace('shop', [], cwd).stdout.includes('\u001B'));
  });
});

describe('of several meshes', () => {
  const kustomization = 'resources: [entry.yaml]\nnamespace: shop\n';
  const two = {
    'dev/kustomization.yaml': kustomization,
    'dev/entry.yaml': entry(api),
    'prod/kustomization.yaml': kustomization,
    'prod/entry.yaml': entry(api),
  };

  test('the one that knows the host is meant', () => {
    const cwd = folderOf({ ...two, 'prod/entry.yaml': entry('other.com') });
    assert.match(trace('shop', [], cwd).stdout, /a\s+host\s+that\s+the\s+mesh\s+knows/);
  });

  test('the one with the namespace is meant where all know the host', () => {
    const cwd = folderOf({ ...two, 'prod/kustomization.yaml': 'resources: [entry.yaml]\nnamespace: books\n' });
    assert.match(trace('shop', [], cwd).stdout, /a\s+host\s+that\s+the\s+mesh\s+knows/);
  });

  test('one is asked for where it cannot be told, and that is status 2', () => {
    const { status, stdout, stderr } = trace('shop', [], folderOf(two));
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^istio-egress: there are 2 meshes that know api\.example\.com; name the files of one of them: dev, prod\n$/,
    );
  });

  test('the one whose files are named is meant', () => {
    assert.equal(trace('shop', ['prod'], folderOf(two)).status, 0);
  });
});
