import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CodeAction, TextDocumentEdit } from 'vscode-languageserver/node';
import type { EgressGateway } from '../../server/src/features/egress-gateways';
import type { LedHost, NeighbourHere } from '../../server/src/features/neighbours-here';
import type { Planned, PlanResult } from '../../server/src/lsp/planned';
import type { Made } from '../../server/src/lsp/refactors';
import type { Client } from './client';
import { execute, type Files, fileOperations, inFolder, textAfter } from './in-folder';

const host = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.payments.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`;
const gateway = `# what the shop lets out
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: shop }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.payments.example, files.partner.example ]
`;
const routes = (name: string, host: string, more = ''): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [ ${host} ]
  gateways: [ mesh, egress ]
  http:
  - match: [ { gateways: [ mesh ], port: 80 } ]
    route:
    - destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } }
  - match: [ { gateways: [ egress ], port: 80 } ]
${more}    route:
    - destination: { host: ${host}, port: { number: 80 } }
`;
const payments = routes('payments', 'api.payments.example');
const files: Files = { 'host.yaml': host, 'gateway.yaml': gateway, 'routes.yaml': payments };
const both: Files = {
  ...files,
  'files.yaml': `${host.replace('api.payments', 'files.partner').replace('payments', 'files')}---\n${routes('files', 'files.partner.example')}`,
};

const lazy = {
  textDocument: { codeAction: { resolveSupport: { properties: ['edit', 'command'] } } },
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};

/** What is offered at a place of a file, by its text. */
function offered(client: Client, path: string, place: string, among: Files = files): Promise<CodeAction[]> {
  const before = (among[path] ?? '').split(place)[0] ?? '';
  const position = { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 };
  return client.request('textDocument/codeAction', {
    textDocument: { uri: client.uri(path) },
    range: { start: position, end: position },
    context: { diagnostics: [], only: ['refactor'] },
  });
}

const titles = (actions: readonly CodeAction[]): string[] => actions.map((it) => it.title);

function titled(actions: readonly CodeAction[], title: string): CodeAction {
  const action = actions.find((it) => it.title === title);
  assert.ok(action, titles(actions).join('\n'));
  return action;
}

async function planned(client: Client, command: string, params: object): Promise<Planned> {
  const result = await execute<PlanResult>(client, `istioEgress.server.${command}`, params);
  if ('problem' in result) assert.fail(result.problem);
  return result;
}

describe('what can be done to a way out', () => {
  test('is offered at its ServiceEntry, VirtualService and Gateway, a handful at a place', () =>
    inFolder(
      files,
      async (client) => {
        const expected = [
          'Add HTTPS by TLS passthrough',
          'Use ISTIO_MUTUAL from sidecars to gateway',
          'Convert egress to the Gateway API',
          'Convert clients and their egress to ambient mode',
          'Remove egress of this host',
        ];
        for (const [path, place] of [
          ['host.yaml', 'api.payments'],
          ['host.yaml', 'resolution'],
          ['routes.yaml', 'api.payments'],
          ['routes.yaml', 'kind'],
          ['gateway.yaml', 'api.payments'],
        ] as const)
          assert.deepEqual(titles(await offered(client, path, place)), expected, `${place} in ${path}`);
      },
      lazy,
    ));

  test('is nothing where no host is meant', () =>
    inFolder(
      files,
      async (client) => {
        assert.deepEqual(await offered(client, 'gateway.yaml', 'selector'), []);
        assert.deepEqual(await offered(client, 'gateway.yaml', '# what'), []);
      },
      lazy,
    ));

  test('is not offered where something would be lost', () => {
    const kept = { ...files, 'routes.yaml': routes('payments', 'api.payments.example', '    timeout: 3s\n') };
    return inFolder(
      kept,
      async (client) => {
        const found = titles(await offered(client, 'routes.yaml', 'kind', kept));
        assert.deepEqual(found, ['Add HTTPS by TLS passthrough', 'Remove egress of this host']);
      },
      lazy,
    );
  });

  test('comes without its edit, which is made when it is chosen', () =>
    inFolder(
      files,
      async (client) => {
        const action = titled(await offered(client, 'routes.yaml', 'kind'), 'Remove egress of this host');
        assert.equal(action.kind, 'refactor.rewrite');
        assert.equal(action.edit, undefined);
        const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
        assert.ok(edit);
        assert.deepEqual(
          fileOperations({ edit }, 'delete').map((it) => it.uri),
          ['routes.yaml', 'host.yaml'].map((it) => client.uri(it)),
        );
        assert.match(textAfter({ edit }, client.uri('gateway.yaml'), gateway), /^# what.*hosts: \[ files\.partner/s);
        assert.ok(fileOperations({ edit }, 'delete').every((it) => it.annotationId === 'removed'));
      },
      lazy,
    ));

  test('comes with its edit for editors that do not ask later', () =>
    inFolder(files, async (client) => {
      const actions = await offered(client, 'routes.yaml', 'kind');
      const changes = titled(actions, 'Add HTTPS by TLS passthrough').edit?.documentChanges as TextDocumentEdit[];
      assert.deepEqual(
        changes.map((it) => it.textDocument.uri).sort(),
        ['gateway.yaml', 'host.yaml', 'routes.yaml'].map((it) => client.uri(it)),
      );
    }));

  test('tells what was done by a command of the editor, where it has one', () =>
    inFolder(
      both,
      async (client) => {
        const actions = await offered(client, 'routes.yaml', 'kind', both);
        const action = titled(actions, 'Convert egress to the Gateway API');
        const { command } = await client.request<CodeAction>('codeAction/resolve', action);
        assert.equal(command?.command, 'tell');
        const made: Made = command.arguments?.[0];
        assert.equal(made.subject, 'api.payments.example');
        assert.match(made.summary, /changes in/);
        assert.ok(made.guide.some(({ lines }) => lines.some((it) => /Istio runs this gateway itself/.test(it))));
      },
      lazy,
      { madeCommand: 'tell' },
    ));

  test('is, at a Gateway, to add a host, where the editor can ask for one', () =>
    inFolder(
      files,
      async (client) => {
        const [action, ...more] = await offered(client, 'gateway.yaml', 'selector');
        assert.deepEqual(action?.command?.arguments, ['shop/egress']);
        assert.deepEqual(more, []);
      },
      lazy,
      { addHostCommand: 'add' },
    ));
});

describe('by commands', () => {
  test('the hosts that are led out can be asked for, that at the cursor first, with their ways', () =>
    inFolder(both, async (client) => {
      const at = { uri: client.uri('files.yaml'), position: { line: 4, character: 12 } };
      const through = 'HTTP through istio-system/istio-egressgateway';
      assert.deepEqual(await execute<LedHost[]>(client, 'istioEgress.server.hosts', at), [
        { host: 'files.partner.example', ways: through },
        { host: 'api.payments.example', ways: through },
      ]);
      const [first] = await execute<LedHost[]>(client, 'istioEgress.server.hosts', {});
      assert.equal(first?.host, 'api.payments.example');
    }));

  test('a way out is changed, and the changes are shown as the generator shows its own', () =>
    inFolder(both, async (client) => {
      const uri = client.uri('routes.yaml');
      const params = { uri, host: 'api.payments.example' };
      const neighbours = await execute<NeighbourHere[]>(client, 'istioEgress.server.neighbours', params);
      assert.ok(neighbours.some((it) => it.id === 'remove'));
      const { summary, changes } = await planned(client, 'neighbour', { ...params, id: 'remove' });
      assert.equal(summary, '3 changes in 3 files');
      assert.deepEqual(
        changes.map(({ object, fate, file, fileFate }) => [object, fate, file, fileFate]),
        [
          ['VirtualService shop/payments', 'removed', 'routes.yaml', 'removed'],
          ['Gateway shop/egress', 'changed', 'gateway.yaml', 'changed'],
          ['ServiceEntry shop/payments', 'removed', 'host.yaml', 'removed'],
        ],
      );
    }));

  test('what is not known is a problem in one sentence', () =>
    inFolder(files, async (client) => {
      const neighbour = { uri: client.uri('routes.yaml'), host: 'api.payments.example', id: 'nothing' };
      assert.deepEqual(await execute(client, 'istioEgress.server.neighbour', neighbour), {
        problem: 'Nothing is called nothing.',
      });
      const gateways = { gateway: 'shop/none', hosts: ['a.example.org'] };
      assert.deepEqual(await execute(client, 'istioEgress.server.addHosts', gateways), {
        problem: 'There is no Gateway shop/none.',
      });
      assert.ok('problem' in (await execute<PlanResult>(client, 'istioEgress.server.migrate', {})));
    }));

  test('hosts are added to a Gateway that leads out, and not to one that lets in', () => {
    const ingress = gateway.replaceAll('egress', 'ingress').replace(/hosts: .*/, 'hosts: [ "*" ]');
    return inFolder({ ...files, 'ingress.yaml': ingress }, async (client) => {
      const uri = client.uri('gateway.yaml');
      assert.deepEqual(await execute<EgressGateway[]>(client, 'istioEgress.server.gateways', { uri }), [
        { gateway: 'shop/egress', file: 'gateway.yaml', hosts: ['api.payments.example', 'files.partner.example'] },
      ]);
      const hosts = ['a.example.org', 'https://b.example.org/v1'];
      const result = await planned(client, 'addHosts', { uri, gateway: 'shop/egress', hosts });
      const after = textAfter(result, uri, gateway);
      assert.match(after, /files\.partner\.example, a\.example\.org, b\.example\.org/);
      assert.deepEqual(
        fileOperations(result, 'create').map((it) => it.uri),
        [client.uri('egress-a-example-org.yaml')],
      );
    });
  });

  test('manifests of an older Istio are migrated, line by line', () => {
    const old = host.replace('networking.istio.io/v1', 'networking.istio.io/v1alpha3');
    return inFolder({ ...files, 'host.yaml': old }, async (client) => {
      const result = await planned(client, 'migrate', { uri: client.uri('routes.yaml') });
      assert.equal(textAfter(result, client.uri('host.yaml'), old), host);
      assert.deepEqual(
        result.changes.map((it) => it.object),
        ['ServiceEntry shop/payments'],
      );
    });
  });
});
