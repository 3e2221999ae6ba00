import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../runtime/until';
import { completionsAt, definitionsAt, hoverAt } from './ask';
import { extension } from './extension';
import { discardChanges, open, rangeOf, sample } from './sample';

const path = 'shop/correct/payments-with-tls-origination.yaml';

suite('what the editor asks', () => {
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    await extension().activate();
    document = await open(path);
  });
  suiteTeardown(discardChanges);

  const completed = (before: string, text: string, expected: string): Promise<boolean> =>
    until(async () => (await completionsAt(document.uri, positionBefore(before, text))).includes(expected), {
      what: `${expected} is proposed`,
    });

  /** The start of `text` within the first place that reads `around`. */
  function positionBefore(around: string, text: string): vscode.Position {
    const outer = document.offsetAt(rangeOf(document, around).start);
    return document.positionAt(outer + around.indexOf(text));
  }

  test('completion knows the gateways of other files', () =>
    completed('- istio-system/istio-egressgateway', 'istio-system', 'istio-system/istio-egressgateway'));

  test('completion knows subsets', () => completed('subset: shop', 'shop', 'shop'));

  test('completion knows hosts', () =>
    completed('host: api.payments.example', 'api.payments', 'istio-egressgateway.istio-system.svc.cluster.local'));

  test('completion knows enum values', () => completed('resolution: DNS', 'DNS', 'DNS_ROUND_ROBIN'));

  test('completion knows fields', () => completed('  resolution: DNS', 'resolution', 'exportTo'));

  test('hover explains a field', async () => {
    const text = await hoverAt(document.uri, positionBefore('resolution: DNS', 'resolution'));
    assert.match(text, /resol/i);
  });

  test('hover says what a gateway is', async () => {
    const text = await hoverAt(document.uri, positionBefore('- istio-system/istio-egressgateway', 'istio-egress'));
    assert.match(text, /istio-egressgateway/);
  });

  test('go to definition finds the Gateway in its file', async () => {
    const position = positionBefore('- istio-system/istio-egressgateway', 'istio-egress');
    const [found] = await definitionsAt(document.uri, position);
    assert.equal(found?.uri.path, sample('platform/egress-gateway.yaml').path);
    const gateway = await vscode.workspace.openTextDocument(found.uri);
    assert.match(gateway.lineAt(found.range.start.line).text, /name: istio-egressgateway|kind: Gateway|apiVersion/);
  });

  test('go to definition finds the subset in the DestinationRule', async () => {
    const [found] = await definitionsAt(document.uri, positionBefore('subset: shop', 'shop'));
    assert.equal(found?.uri.path, sample('platform/egress-gateway.yaml').path);
    const rule = await vscode.workspace.openTextDocument(found.uri);
    assert.match(rule.lineAt(found.range.start.line).text, /name: shop/);
  });

  test('go to definition finds the Gateway that Istio makes a Service for', async () => {
    const route = await open('shop/correct/translation-through-gateway-api.yaml');
    const [found] = await definitionsAt(route.uri, rangeOf(route, 'translation-istio').start);
    assert.equal(found?.uri.path, route.uri.path);
    assert.equal(route.getText(found.range), 'translation');
    assert.equal(route.lineAt(found.range.start.line - 2).text, 'kind: Gateway');
  });

  test('the outline has the documents of the file', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.equal(symbols.filter((symbol) => /payments/.test(symbol.name)).length, 3);
  });
});
