import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalHosts, representativesOf } from '../../server/src/trace/requests';
import { Workspace } from '../../server/src/workspace/workspace';
import { corpus } from '../bench/corpus';
import { entry, together } from '../manifests';
import { meshOf, traced } from '../traced';

/** How many objects a trace looks at, in a workspace of that many teams with two hosts each, of four objects each. */
function objectsRead(teams: number): number {
  const workspace = new Workspace();
  for (const { path, text } of corpus(2 * teams, teams)) workspace.set(path, text);
  const mesh = workspace.documents('team-1/host-1.yaml').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh);
  const before = mesh.objectsRead;
  assert.equal(traced(mesh, 'team-1', 'http://api-1.acme.org/').verdict, 'gateway');
  return mesh.objectsRead - before;
}

test('a trace looks at the objects that it is about, however many others there are', () => {
  assert.equal(objectsRead(400), objectsRead(40));
});

test('a host in very many objects costs a trace in proportion to them', () => {
  const read = (count: number): number => {
    const mesh = meshOf(together(...Array.from({ length: count }, () => entry('api.example.com'))));
    const before = mesh.objectsRead;
    assert.equal(traced(mesh, 'shop', 'http://api.example.com/').verdict, 'direct');
    return mesh.objectsRead - before;
  };
  assert.ok(read(400) < 12 * read(40), `${read(400)} and ${read(40)}`);
});

test('an edit leaves the requests to other hosts as they are', () => {
  const workspace = new Workspace();
  const files = corpus(80);
  for (const { path, text } of files) workspace.set(path, text);
  const mesh = workspace.documents('team-1/host-1.yaml').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh);
  const requests = externalHosts(mesh).map((it) => representativesOf(mesh, it));
  assert.equal(requests.length, 80);
  assert.ok(requests.every((it) => it.length > 0));

  const [edited] = files;
  assert.ok(edited);
  workspace.set(edited.path, edited.text.replace('number: 443', 'number: 8443'));
  const before = mesh.objectsRead;
  assert.equal(representativesOf(mesh, 'api-1.acme.org'), requests[externalHosts(mesh).indexOf('api-1.acme.org')]);
  const [changed] = representativesOf(mesh, 'api-0.example.com').slice(-1);
  assert.equal(changed?.request.port, 8443);
  // the hosts of all objects are looked through again, and of the requests only those to the host that was edited
  assert.ok(mesh.objectsRead - before < 4 * 80 * 2, String(mesh.objectsRead - before));
});
