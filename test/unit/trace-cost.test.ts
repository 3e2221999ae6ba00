import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../server/src/mesh/gateway-api/status/status';
import { externalHosts, representativesOf } from '../../server/src/trace/requests';
import { Workspace } from '../../server/src/workspace/workspace';
import { corpus } from '../bench/corpus';
import { type Gateways, gatewayApiCorpus, tcpPort, teamHost } from '../bench/gateway-api-corpus';
import { entry, together } from '../manifests';
import { inShort, meshOf, traced } from '../traced';

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

/** A workspace of teams that use the Gateway API, and what it costs to follow requests to hosts through it. */
function ofTeams(teams: number, gateways: Gateways) {
  const workspace = new Workspace();
  for (const { path, text } of gatewayApiCorpus(teams, gateways)) workspace.set(path, text);
  const mesh = workspace.documents('team-1.yaml').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;
  assert.ok(mesh);
  const cost = (team: number): string[] =>
    [`http://${teamHost(team)}/`, `https://${teamHost(team)}/`, `tcp://${teamHost(team)}:${tcpPort(team)}`].map(
      (to) => {
        const before = mesh.objectsRead;
        const answer = traced(mesh, `team-${team}`, to);
        assert.equal(answer.verdict, 'gateway', inShort(answer));
        return `${to} ${mesh.objectsRead - before}`;
      },
    );
  return { workspace, mesh, cost };
}

test('through the Gateway API it looks at no more, where each team has a gateway with the same name', () => {
  assert.deepEqual(ofTeams(200, 'own').cost(1), ofTeams(20, 'own').cost(1));
});

test('nor where all share one, once its listeners are known', () => {
  const costs = (teams: number): string[] => {
    const { cost } = ofTeams(teams, 'shared');
    return [2, 0, 1].flatMap(cost).slice(3);
  };
  assert.deepEqual(costs(200), costs(20));
});

for (const gateways of ['own', 'shared'] as const)
  test(`an edit of a route leaves what is known of others, where teams have ${gateways} gateways`, () => {
    const { workspace, mesh, cost } = ofTeams(40, gateways);
    cost(1);
    const known = cost(1);
    const routes = [...mesh.all('HTTPRoute')];
    const ask = (): void => routes.forEach((it) => void statusOf(mesh, it));
    ask();
    const [edited] = gatewayApiCorpus(40, gateways).slice(-1);
    assert.ok(edited);
    workspace.set(edited.path, edited.text.replace('kind: Hostname', 'kind: Nothing'));
    const before = mesh.objectsRead;
    ask();
    assert.ok(mesh.objectsRead - before < 10, String(mesh.objectsRead - before));
    assert.deepEqual(cost(1), known);
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
