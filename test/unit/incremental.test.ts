import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Findings, fixesOf } from '../../server/src/features/findings';
import { statusOf } from '../../server/src/mesh/gateway-api/status/status';
import { rules } from '../../server/src/rules';
import { Workspace } from '../../server/src/workspace/workspace';
import { fixture } from '../fixture';
import { randomEdits } from '../random-edits';
import { randomMesh, randomRequests } from '../random-mesh';
import { inShort, traced } from '../traced';

const seeds = rules.flatMap((it) => it.examples).flatMap((it) => [...fixture(it.source).files.values()]);

/** Everything that the rules say of a workspace, in a form to compare. */
function dump(workspace: Workspace, findings: Findings): string[] {
  findings.settle();
  return [...workspace.paths()].sort().flatMap((path) =>
    findings.of(path).map((it) => {
      const fixes = fixesOf(it).map(({ title, edits }) => [
        title,
        edits.map((edit) => [workspace.locate(edit), edit.newText]),
      ]);
      return JSON.stringify([it.rule.id, it.severity, it.message, workspace.locate(it), fixes]);
    }),
  );
}

test('a thousand edits leave what a fresh workspace would hold, and nothing ever throws', () => {
  const failures: string[] = [];
  const workspace = new Workspace();
  const findings = new Findings(workspace, (rule, error) => failures.push(`${rule.id}: ${error}`));
  const files = new Map<string, string>();
  let compared = 0;
  for (const { path, text, number } of randomEdits(
    seeds,
    ['a.yaml', 'b.yaml', 'sub/c.yaml', 'sub/kustomization.yaml'],
    1000,
  )) {
    files.set(path, text);
    workspace.set(path, text);
    findings.of(path);
    if (number % 5 !== 0) continue;
    const fresh = new Workspace();
    // the order of the files must not matter either
    for (const [name, content] of [...files].reverse()) fresh.set(name, content);
    assert.deepEqual(dump(workspace, findings), dump(fresh, new Findings(fresh)), `after edit ${number}, of ${path}`);
    compared++;
  }
  assert.deepEqual(failures, []);
  assert.equal(compared, 200);
});

test('edits of the Gateway API leave the traces and statuses that a fresh workspace has', () => {
  const objects = randomMesh(7, 120, 60);
  const workspace = new Workspace();
  const files = new Map<string, string>();
  const texts = Array.from({ length: 12 }, (_, index) =>
    objects
      .slice(10 * index, 10 * index + 10)
      .map((it) => it.text)
      .join('---\n'),
  );
  let answers = 0;
  for (const { path, text, number } of randomEdits(texts, ['a.yaml', 'b.yaml', 'c.yaml'], 250)) {
    files.set(path, text);
    workspace.set(path, text);
    const known = answersOf(workspace);
    if (number % 5 !== 0) continue;
    const fresh = new Workspace();
    for (const [name, content] of [...files].reverse()) fresh.set(name, content);
    assert.deepEqual(known, answersOf(fresh), `after edit ${number}, of ${path}`);
    answers += known.length;
  }
  assert.ok(answers > 2000, String(answers));
});

/** Where requests go, and what Istio reports of the objects. */
function answersOf(workspace: Workspace): string[] {
  const documents = [...workspace.paths()].sort().flatMap((it) => workspace.documents(it));
  const [mesh] = documents.flatMap((it) => workspace.meshesOf(it)).map((it) => it.mesh);
  if (!mesh) return [];
  const traces = randomRequests.map(({ from, to }) => inShort(traced(mesh, from, to)));
  const statuses = documents
    .flatMap((it) => mesh.objectsOf(it))
    .flatMap((object) => statusOf(mesh, object).map((it) => `${object.name} ${it.part} ${it.type} ${it.reason}`));
  return [...traces, ...statuses];
}

test('an edit of one document reads one document', () => {
  const workspace = new Workspace();
  const many = Array.from(
    { length: 300 },
    (_, i) => `kind: Gateway\napiVersion: networking.istio.io/v1\nmetadata: { name: g${i} }\n`,
  );
  workspace.set('many.yaml', many.join('---\n'));
  assert.equal(workspace.documentsRead, 300);
  workspace.set('many.yaml', many.map((it, i) => (i === 150 ? it.replace('g150', 'edited') : it)).join('---\n'));
  assert.equal(workspace.documentsRead, 301);
});

test('an edit checks again only the documents that it concerns', () => {
  const workspace = new Workspace();
  const findings = new Findings(workspace);
  const chain = (i: number): string =>
    `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: g${i}, namespace: n${i} }\nspec:\n  selector: { istio: s${i} }\n  servers: [ { port: { number: 80, name: http, protocol: HTTP }, hosts: [ h${i}.example ] } ]\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v${i}, namespace: n${i} }\nspec:\n  hosts: [ h${i}.example ]\n  gateways: [ g${i} ]\n  http: [ { route: [ { destination: { host: h${i}.example } } ] } ]\n`;
  for (let i = 0; i < 500; i++) workspace.set(`f${i}.yaml`, chain(i));
  for (let i = 0; i < 500; i++) findings.of(`f${i}.yaml`);
  assert.equal(findings.runs, 1000);
  findings.takeStale();
  workspace.set('f7.yaml', chain(7).replace('hosts: [ h7.example ] } ]', 'hosts: [ other.example ] } ]'));
  assert.deepEqual([...findings.takeStale()], ['f7.yaml']);
  assert.deepEqual(
    findings.of('f7.yaml').map((it) => it.rule.id),
    ['virtual-service-host-not-in-gateway'],
  );
  for (let i = 0; i < 500; i++) findings.of(`f${i}.yaml`);
  assert.ok(findings.runs <= 1004, `${findings.runs} checks`);
});
