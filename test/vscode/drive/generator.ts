import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../runtime/until';
import type { Workbench } from '../runtime/workbench';
import type { Steps } from './steps';

const payments = 'shop/correct/payments-with-tls-origination.yaml';
const platform = 'platform/egress-gateway.yaml';
const generated = 'shop/correct/egress-api-partner-example.yaml';
const command = 'Istio Egress: Generate Egress Gateway for Host';

/** The generator, from the palette to what is written, and back. */
export async function generate(workbench: Workbench, steps: Steps, folder: string): Promise<void> {
  const { page } = workbench;
  const text = (path: string): string =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
  const before = text(platform);

  await steps.step('the generator asks for hosts', async () => {
    await workbench.openFile(payments);
    await workbench.moveCursor(1, 1);
    await workbench.run(command);
    await workbench.question(/Which hosts/).waitFor();
  });

  await steps.step('a host that cannot be is said where it is typed', async () => {
    await workbench.run(command);
    await workbench.question(/Which hosts/).waitFor();
    await workbench.answer('10.0.0.1');
    await workbench.question(/tells hosts apart by their names/).waitFor();
  });

  await steps.step('the generator asks what the application speaks', async () => {
    await workbench.run(command);
    await workbench.question(/Which hosts/).waitFor();
    await workbench.answer('curl -H "Accept: */*" http://api.partner.example/v1');
    await workbench.choice('gRPC').waitFor();
  });

  await steps.step('the generator asks what leaves the mesh', async () => {
    await workbench.run(command);
    await answerThree(workbench, 'api.partner.example', 2);
    await workbench.choice('Mutual TLS').waitFor();
  });

  await steps.step('the generator offers the gateways of the folder', async () => {
    await workbench.run(command);
    await answerThree(workbench, 'api.partner.example', 3);
    await workbench.choice('istio-system/istio-egressgateway').waitFor();
  });

  await steps.step('what will change is shown with all that it follows from', async () => {
    await toPreview(workbench);
    await workbench.question(/changes in 2 files/).waitFor();
    await workbench.choice('Review and apply').waitFor();
  });

  await steps.step('what was not asked can be changed', async () => {
    await toPreview(workbench);
    await workbench.find('NetworkPolicy');
    await page.keyboard.press('Enter');
    await workbench.question(/changes in 3 files|changes in 2 files/).waitFor();
    await workbench.find('What to know');
  });

  await steps.step('clients can be kept from hosts that are not known', async () => {
    await toPreview(workbench);
    for (const option of ['REGISTRY_ONLY', 'Import into Sidecars', 'AuthorizationPolicy']) {
      await workbench.find(option);
      await page.keyboard.press('Enter');
      await workbench.chosen(`${option}`).filter({ hasText: 'yes' }).waitFor();
    }
    await workbench.choice('Sidecar shop/default').waitFor();
  });

  await steps.step('what makes no sense for an API is not asked', async () => {
    await toPreview(workbench);
    await workbench.find('Gateway');
    await workbench.choice(/^Gateway ?istio-system/).click();
    await workbench.choice('No gateway').click();
    await workbench.choice('REGISTRY_ONLY').waitFor();
    assert.equal(await workbench.choice('AuthorizationPolicy').count(), 0);
  });

  await steps.step('what to know is a step of its own', async () => {
    await toPreview(workbench);
    await workbench.choice('What to know').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await workbench.choice('Open beside').waitFor();
  });

  await steps.step('a wildcard is refused with the ways out', async () => {
    await workbench.run(command);
    await answerThree(workbench, '*.partner.example', 3);
    await workbench.choice('istio-system/istio-egressgateway').click();
    await workbench.question(/No way out for/).waitFor();
    await workbench.choice('No gateway').waitFor();
  });

  await steps.step('TCP makes a port necessary, and mutual TLS a Secret', async () => {
    await workbench.run(command);
    await answerThree(workbench, 'db.partner.example', 1);
    await workbench.choice(/^TCP/).click();
    await workbench.question(/Which port/).waitFor();
    await workbench.answer('5432');
    await workbench.choice(/^Mutual TLS/).click();
    await workbench.question(/Which Secret/).waitFor();
    await workbench.answer('db-credential');
    await workbench.choice('istio-system/istio-egressgateway').click();
    await workbench.question(/changes in/).waitFor();
    await workbench.choice('TCP:5432').waitFor();
  });

  await steps.step('the changes are reviewed', async () => {
    await toPreview(workbench);
    await workbench.choice('Review and apply').click();
    await workbench.refactoring.first().waitFor();
    await until(async () => (await workbench.refactoring.count()) === 7, { what: 'all changes are listed' });
    await workbench.refactoring.nth(1).click();
    await workbench.line('mode: ISTIO_MUTUAL').waitFor();
  });

  await steps.step('the changes are grouped by their reasons', async () => {
    await page.getByRole('button', { name: 'Group Changes By Type' }).click();
    await workbench.refactoring.filter({ hasText: 'New objects' }).waitFor();
  });

  await steps.step('the changes are applied and revealed', async () => {
    await workbench.applyRefactoring();
    await until(
      () => text(platform).includes('api.partner.example') && text(generated).includes('kind: ServiceEntry'),
      {
        what: 'the files are changed',
      },
    );
    await workbench.tab('egress-api-partner-example.yaml').waitFor();
    await workbench.toast('5 changes in 2 files').waitFor();
  });

  await steps.step('generated again there is nothing to change', async () => {
    await page.keyboard.press('Control+w');
    await workbench.openFile(generated);
    await workbench.run(command);
    await workbench.question(/Which hosts/).waitFor();
    await page.keyboard.press('Enter'); // the host that the cursor is at
    await answerAfterHost(workbench, 3);
    await workbench.choice('istio-system/istio-egressgateway').click();
    await workbench.question(/Nothing to change/).waitFor();
  });

  await steps.step('one undo takes it all back', async () => {
    await workbench.openFile(generated);
    await workbench.editor.locator('.view-lines').first().click();
    await page.keyboard.press('Control+z');
    await until(() => !existsSync(join(folder, generated)), { what: 'the new file is gone' });
    await workbench.openFile(platform);
    assert.equal(await workbench.wholeText(), before);
    await workbench.run('File: Save All Files');
    await until(() => text(platform) === before, { what: 'the file is as it was' });
  });

  await steps.step('what to know is shown beside', async () => {
    await workbench.openFile(payments);
    await toPreview(workbench);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await workbench.choice('Open beside').waitFor();
    await page.keyboard.press('Enter');
    await workbench.markdown('What goes this way').waitFor();
    await page.keyboard.press('Escape');
  });
}

async function answerThree(workbench: Workbench, host: string, count: number): Promise<void> {
  await workbench.question(/Which hosts/).waitFor();
  await workbench.answer(host);
  await answerAfterHost(workbench, count);
}

async function answerAfterHost(workbench: Workbench, count: number): Promise<void> {
  if (count < 2) return;
  await workbench.choice(/^HTTP(?!S| and)/).click();
  if (count < 3) return;
  await workbench.question(/What leaves the mesh/).waitFor();
  await workbench.choice(/^TLS/).click();
}

async function toPreview(workbench: Workbench): Promise<void> {
  await workbench.run(command);
  await answerThree(workbench, 'api.partner.example', 3);
  await workbench.choice('istio-system/istio-egressgateway').click();
  await workbench.question(/changes in|Nothing to change/).waitFor();
}
