import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressPlan } from '../../../server/src/generate/plan';
import { clientsOf, tried } from '../../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { fixture } from '../../fixture';
import { rows, spelledOut } from '../../generator/rows';

const file = { path: 'egress.yaml' };
const gatewayService = `
#- gateway.yaml
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports:
  - { name: http, port: 80, targetPort: 8080 }
  - { name: https, port: 443, targetPort: 8443 }
`;

/** Has a workspace lead hosts out; gives what each proxy on their ways speaks to the next, or why it cannot be had. */
function versions(answers: Partial<EgressAnswers>, workspace: Workspace): string | (string | undefined)[][] {
  const all = { hosts: ['api.example.com'], namespace: 'shop', ...answers };
  const { requests, problem } = egressRequests(spelledOut(all), workspace);
  assert.ok(requests, problem);
  const plan = egressPlan(requests, workspace, file);
  if (!plan.changes) return plan.problem;
  for (const { path, after } of plan.changes) workspace.set(path, after);
  const mesh = workspace.meshOf(file.path);
  return requests.map((request) =>
    clientsOf(request).flatMap((client) =>
      tried(mesh, request, client).hops.flatMap((hop) => hop.branches.map((it) => it.http)),
    ),
  );
}

describe('gRPC stays HTTP/2 up to the host', () => {
  for (const { title, answers } of rows.filter((it) => it.answers.applications?.includes('grpc')))
    test(`${title}, whatever the ports of the gateway are called`, () => {
      assert.deepEqual(versions(answers, fixture(gatewayService).workspace), [['HTTP/2', 'HTTP/2']]);
    });

  for (const api of ['istio', 'gateway-api'])
    test(`where HTTP was led out to TLS before, ${api}`, () => {
      const { workspace } = fixture(gatewayService);
      versions({ api, applications: ['http'], outside: 'tls' }, workspace);
      assert.deepEqual(versions({ api, applications: ['grpc'], outside: 'tls' }, workspace), [['HTTP/2', 'HTTP/2']]);
    });

  test('and is not promised to a port that is declared HTTP', () => {
    const { workspace } = fixture(gatewayService);
    versions({ api: 'istio', applications: ['http'] }, workspace);
    assert.match(
      String(versions({ api: 'istio', applications: ['grpc'] }, workspace)),
      /the gateway speaks HTTP\/1\.1 to port 80 of api\.example\.com.*must be of protocol GRPC or HTTP2/,
    );
  });
});

test('what is no gRPC is left to what ports are called', () => {
  const { workspace } = fixture(gatewayService);
  assert.deepEqual(versions({ api: 'istio', applications: ['http'] }, workspace), [['HTTP/1.1', 'HTTP/1.1']]);
  assert.doesNotMatch(workspace.text(file.path), /connectionPool/);
});
