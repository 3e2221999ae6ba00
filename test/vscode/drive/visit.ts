import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../runtime/until';
import type { Workbench } from '../runtime/workbench';
import { generate } from './generator';
import type { Steps } from './steps';
import { changeWaysOut } from './ways-out';

const spelling = 'shop/spelling/snake-case-field.yaml';
const unserved = 'shop/gateways/host-not-in-gateway.yaml';
const payments = 'shop/correct/payments-with-tls-origination.yaml';
const gateway = 'istio-system/istio-egressgateway';
const translation = 'shop/correct/translation-through-gateway-api.yaml';

export async function visit(workbench: Workbench, steps: Steps, folder: string): Promise<void> {
  const { page } = workbench;
  const inFile = (path: string, text: string) => positionOf(readFileSync(join(folder, path), 'utf8'), text);

  await steps.step('the folder opens', () => workbench.ready());

  await steps.step('the Problems panel lists files that nobody has opened', async () => {
    await page.keyboard.press('Control+Shift+m');
    await workbench.problem('gateway-not-found.yaml').waitFor();
    await workbench.problem('partner-egress').waitFor();
  });

  await steps.step('a mistake is underlined', async () => {
    await page.keyboard.press('Control+j'); // closes the panel
    await workbench.openFile(spelling);
    await workbench.moveCursor(...inFile(spelling, 'sni_hosts:'));
    await workbench.squiggles.first().waitFor();
  });

  await steps.step('hover says what is wrong', async () => {
    await workbench.pointAt(workbench.squiggles.first());
    await workbench.hover('snake-case-field').waitFor();
  });

  await steps.step('a quick fix is offered for a mistake between two files', async () => {
    await workbench.openFile(unserved);
    await workbench.moveCursor(...inFile(unserved, 'forecast.weather.example\n  gateways:'));
    await workbench.proposeFix('forecast.weather.example');
  });

  await steps.step('a quick fix repairs the file', async () => {
    await workbench.openFile(spelling);
    await workbench.moveCursor(...inFile(spelling, 'sni_hosts:'));
    await workbench.proposeFix('sniHosts');
    await page.keyboard.press('Enter');
    await workbench.squiggles.first().waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    const saved = () => readFileSync(join(folder, spelling), 'utf8');
    await until(() => saved() !== '' && !/^ +sni_hosts/m.test(saved()), { what: 'the repaired file is saved' });
  });

  await steps.step('completion proposes the gateways of other files', async () => {
    await workbench.openFile(payments);
    await workbench.moveCursor(...inFile(payments, gateway));
    await page.keyboard.press('Shift+End');
    await page.keyboard.type('istio-s');
    await workbench.suggestion(gateway).waitFor();
  });

  await steps.step('completion replaces what was typed', async () => {
    await page.keyboard.press('Control+Space');
    await workbench.suggestion(gateway).click();
    assert.equal(await workbench.wholeText(), readFileSync(join(folder, payments), 'utf8'));
  });

  await steps.step('completion writes the kind of a name with it', async () => {
    const text = readFileSync(join(folder, translation), 'utf8');
    const kind = '- group: networking.istio.io\n          kind: Hostname\n          name: ';
    await workbench.openFile(translation);
    await workbench.moveCursor(...inFile(translation, kind));
    for (const key of ['ArrowDown', 'ArrowDown', 'End']) await page.keyboard.press(`Shift+${key}`);
    await page.keyboard.type('- name: api.tr');
    await workbench.suggestion('api.translation.example').click();
    assert.equal(await workbench.wholeText(), text);
    await workbench.moveCursor(...inFile(translation, kind));
  });

  await steps.step('go to definition opens the Gateway', async () => {
    await workbench.run('File: Revert File');
    await workbench.openFile(payments);
    await workbench.moveCursor(...inFile(payments, gateway));
    await page.keyboard.press('F12');
    await workbench.tab('egress-gateway.yaml').waitFor();
  });

  await steps.step('the outline lists the documents of a file', async () => {
    await workbench.openFile(payments);
    await page.keyboard.press('Control+Shift+o');
    await workbench.choice('payments').waitFor();
  });

  await generate(workbench, steps, folder);
  await workbench.run('View: Close All Editors');
  await changeWaysOut(workbench, steps, folder);

  await steps.step('the output channel has the log', async () => {
    await workbench.run('Istio Egress: Show Log');
    await page.locator('.part.panel .output-view .view-line', { hasText: /\S/ }).first().waitFor();
  });
}

/** Line and column, counted from one. */
export function positionOf(text: string, part: string): [line: number, column: number] {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return [before.length, (before.at(-1) ?? '').length + 1];
}
