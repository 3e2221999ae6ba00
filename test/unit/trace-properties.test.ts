import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../server/src/mesh/gateway-api/status/status';
import { kinds } from '../../server/src/model/kinds';
import type { Hop, Trace } from '../../server/src/trace/trace';
import type { Mesh, MeshObject } from '../../server/src/workspace/mesh';
import { Workspace } from '../../server/src/workspace/workspace';
import { type RandomObject, randomMesh, randomNumbers, randomRequests } from '../random-mesh';
import { inShort, traced } from '../traced';

/** Every other mesh is half of the Gateway API. */
const seeds = Array.from({ length: 14 }, (_, index) => 1000 + index);
const meshOf = (seed: number, count: number): RandomObject[] => randomMesh(seed, count, seed % 2 === 0 ? 0 : 50);

function opened(objects: readonly RandomObject[]): Mesh {
  const workspace = new Workspace();
  for (const [index, { text }] of objects.entries()) workspace.set(`${index}.yaml`, text);
  const [path] = [...workspace.paths()];
  const mesh = workspace.documents(path ?? '').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh);
  return mesh;
}

const allHops = (hops: readonly Hop[]): Hop[] =>
  hops.flatMap((hop) => [hop, ...hop.branches.flatMap((it) => allHops(it.hops))]);

/** All that a trace says but for its words. */
const essence = (answer: Trace): string =>
  [
    inShort(answer),
    ...allHops(answer.hops).map((it) => [it.listener, it.virtualHost, it.routeConfiguration].join()),
  ].join('\n');

function mentioned({ hops, assumptions, cause }: Trace): Set<string> {
  const evidence = allHops(hops).flatMap((it) => [...it.because, ...it.passedOver, ...(it.route ? [it.route] : [])]);
  const objects = [...evidence, ...assumptions, ...(cause?.places ?? [])].flatMap(({ object }) => object ?? []);
  return new Set(objects.map(textOf));
}

const textOf = (object: MeshObject): string => object.document.text;

test('every trace ends, and no proxy sends to the same cluster twice but in a loop', () => {
  let throughKubernetesGateway = 0;
  for (const seed of seeds) {
    const mesh = opened(meshOf(seed, 250));
    for (const { from, to } of randomRequests) {
      const answer = traced(mesh, from, to);
      const steps = answer.hops.map(
        (it) => `${it.proxy.workload ?? 'client'} ${it.branches.map((b) => b.cluster).join()}`,
      );
      const repeats = new Set(steps).size < steps.length;
      assert.ok(!repeats || answer.cause?.reason === 'loop', `${seed} ${to}: ${inShort(answer)}`);
      if (answer.hops.some((it) => it.proxy.workload?.endsWith('way-out-istio'))) throughKubernetesGateway++;
    }
  }
  assert.ok(throughKubernetesGateway > 5, 'random meshes lead through Kubernetes Gateways too');
});

test('what Istio reports of the objects does not depend on the order of files', () => {
  for (const seed of seeds.filter((it) => it % 2 === 1)) {
    const objects = meshOf(seed, 150);
    const [forwards, backwards] = [opened(objects), opened([...objects].reverse())].map(conditions);
    assert.ok(forwards && forwards.length > 100);
    assert.deepEqual(backwards, forwards, String(seed));
  }
});

/** All that Istio reports of the objects of a mesh. */
const conditions = (mesh: Mesh): string[] =>
  kinds
    .flatMap(({ name }) => mesh.all(name))
    .flatMap((object) =>
      statusOf(mesh, object).map(({ part, type, reason }) => `${textOf(object)} ${part} ${type} ${reason}`),
    )
    .sort();

test('an object that a trace does not mention may be removed without changing it', () => {
  for (const seed of seeds.slice(0, 8)) {
    const objects = meshOf(seed, 80);
    const random = randomNumbers(seed);
    const mesh = opened(objects);
    for (const { from, to } of randomRequests) {
      const before = traced(mesh, from, to);
      const known = mentioned(before);
      const others = objects.filter((it) => !known.has(it.text));
      const removed = others[random(others.length)];
      if (!removed) continue;
      const after = traced(opened(objects.filter((it) => it !== removed)), from, to);
      assert.equal(essence(after), essence(before), `${seed} ${from} ${to} without ${removed.name}:\n${removed.text}`);
    }
  }
});

test('the order of files never matters', () => {
  for (const seed of seeds) {
    const objects = meshOf(seed, 150);
    const forwards = opened(objects);
    const backwards = opened([...objects].reverse());
    for (const { from, to } of randomRequests)
      assert.equal(essence(traced(backwards, from, to)), essence(traced(forwards, from, to)), `${seed} ${to}`);
  }
});

test('where age decides, names do, and the trace says so', () => {
  const virtualService = (name: string, to: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  hosts: [api.example.com]\n  http: [{ route: [{ destination: { host: ${to}, port: { number: 80 } } }] }]\n`;
  const entry = (host: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: ${host.split('.')[0]}, namespace: shop }\nspec: { hosts: [${host}], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }\n`;
  const files = [
    entry('api.example.com'),
    entry('old.example.com'),
    entry('new.example.com'),
    virtualService('a-first', 'old.example.com'),
    virtualService('b-second', 'new.example.com'),
  ];
  const answer = traced(files.join('---\n'), 'shop', 'http://api.example.com/');
  assert.equal(inShort(answer), 'sidecar outbound|80||old.example.com > direct');
  assert.match(answer.assumptions.map((it) => it.text).join(), /b-second is taken to be the younger one/);
});
