import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Findings } from '../../../server/src/features/findings';
import { egressPlan } from '../../../server/src/generate/plan';
import { tried } from '../../../server/src/generate/promised';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import type { Trace } from '../../../server/src/trace/answer';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { fixture } from '../../fixture';
import { rows, spelledOut } from '../../generator/rows';

const file = { path: 'egress.yaml' };
const stranger = { namespace: 'reports', labels: new Map([['app', 'reports']]) };
const strangersPod = `
#- reports.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: reports, namespace: reports }
spec:
  selector: { matchLabels: { app: reports } }
  template:
    metadata: { labels: { app: reports } }
`;
const layouts: Readonly<Record<string, Partial<EgressAnswers>>> = {
  'the objects are beside the clients': { namespace: 'shop' },
  'the objects have no namespace': {},
};

/** Has a workspace lead hosts out; gives what became of the stranger's requests before, and what becomes of them after. */
function asked(answers: Partial<EgressAnswers>, workspace: Workspace): { before: Trace; after: Trace }[] {
  const { requests, problem } = egressRequests({ hosts: ['api.example.com'], ...spelledOut(answers) }, workspace);
  assert.ok(requests, problem);
  const seen = (): Trace[] => requests.map((it) => tried(workspace.meshOf(file.path), it, stranger));
  const before = seen();
  const plan = egressPlan(requests, workspace, file);
  assert.ok(plan.changes, plan.problem);
  for (const { path, after } of plan.changes) workspace.set(path, after);
  return seen().map((after, index) => ({ after, before: before[index] ?? after }));
}

/** Where a request that had a way before has none any more. */
const lost = (traces: readonly { before: Trace; after: Trace }[]): string[] =>
  traces
    .filter(
      ({ before, after }) => before.verdict !== 'failed' && ['failed', 'blocked', 'answered'].includes(after.verdict),
    )
    .map(({ after }) => `${after.request.host}: ${after.verdict}, ${after.cause?.reason}`);

const findings = (workspace: Workspace): string[] => {
  const found = new Findings(workspace);
  found.settle();
  return [...workspace.paths()].flatMap((path) => found.of(path)).map((it) => `${it.rule.id}: ${it.message}`);
};

describe('a namespace that nobody asked for still reaches the host, where', () => {
  for (const [layout, where] of Object.entries(layouts))
    test(layout, () => {
      for (const { title, answers, beside = '', named } of rows) {
        if (answers.authorization || (named && where.namespace === undefined)) continue;
        const { workspace } = fixture(strangersPod + (beside && `#- beside.yaml${beside}`));
        const traces = asked({ ...answers, ...where }, workspace);
        assert.deepEqual(lost(traces), [], `${title}\n${workspace.text(file.path)}`);
        assert.deepEqual(findings(workspace), [], `${title}\n${workspace.text(file.path)}`);
      }
    });
});

const ruleNamespaces = (workspace: Workspace): string[] =>
  workspace
    .meshOf(file.path)
    .all('DestinationRule')
    .filter((it) => it.resource.spec.host?.value.startsWith('istio-egressgateway'))
    .map((it) => it.namespace);

describe('the rule for the gateway’s Service is', () => {
  test('beside the gateway, where all look to whom the VirtualService is exported', () => {
    const { workspace } = fixture('');
    asked({ api: 'istio', namespace: 'shop' }, workspace);
    assert.deepEqual(ruleNamespaces(workspace), ['istio-system']);
  });

  test('beside the clients, where the objects are exported to nobody else', () => {
    for (const own of ['shop', '.']) {
      const { workspace } = fixture(strangersPod);
      const traces = asked({ api: 'istio', namespace: 'shop', exportTo: [own, 'istio-system'] }, workspace);
      assert.deepEqual(ruleNamespaces(workspace), ['shop']);
      assert.deepEqual(
        traces.map(({ before, after }) => [before.verdict, after.verdict]),
        [['passthrough', 'passthrough']],
      );
    }
  });

  test('beside the gateway and in each rule that hides it, whoever has that', () => {
    const hiding = (namespace: string): string => `
#- ${namespace}.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: gateway, namespace: ${namespace} }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  subsets:
  - name: own
`;
    const { workspace } = fixture(strangersPod + hiding('shop') + hiding('reports'));
    const traces = asked({ api: 'istio', namespace: 'shop' }, workspace);
    assert.deepEqual(lost(traces), []);
    assert.deepEqual(ruleNamespaces(workspace).sort(), ['istio-system', 'reports', 'shop']);
    for (const namespace of ['shop', 'reports'])
      assert.match(workspace.text(`${namespace}.yaml`), /name: own\n {2}- name: api-example-com\n/);
  });
});
