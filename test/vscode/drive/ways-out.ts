import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../runtime/until';
import type { Workbench } from '../runtime/workbench';
import type { Steps } from './steps';
import { positionOf } from './visit';

const archive = 'shop/correct/archive-with-passthrough.yaml';
const platform = 'platform/egress-gateway.yaml';
const spelling = 'shop/spelling/snake-case-field.yaml';
const host = 'files.archive.example';
const change = 'Istio Egress: Change or Remove Egress of Host';
const add = 'Istio Egress: Add Host to Egress Gateway';

/** What can be done to ways out that are there: from the palette, and from the light bulb. */
export async function changeWaysOut(workbench: Workbench, steps: Steps, folder: string): Promise<void> {
  const { page } = workbench;
  const files = [archive, platform, spelling];
  const text = (path: string): string =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
  const before = new Map(files.map((it) => [it, text(it)]));
  const at = (path: string, part: string) => positionOf(before.get(path) ?? '', part);

  /** From the palette to what shall become of the host at the cursor. */
  async function toNeighbours(): Promise<void> {
    await workbench.openFile(archive);
    await workbench.moveCursor(...at(archive, host));
    await workbench.run(change);
    await workbench.question(/Which host/).waitFor();
    await page.keyboard.press('Enter'); // that at the cursor
    await workbench.question(/What shall become/).waitFor();
  }

  /** One undo, from a file that was changed, and all are as they were. */
  async function takeBack(path: string): Promise<void> {
    await workbench.openFile(path);
    await workbench.editor.locator('.view-lines').first().click();
    await page.keyboard.press('Control+z');
    const isSaved = async (): Promise<boolean> => {
      await workbench.run('File: Save All Files');
      return files.every((it) => text(it) === before.get(it));
    };
    await until(isSaved, { what: 'all files are as they were' });
  }

  await steps.step('the hosts that are led out are listed with their ways', async () => {
    await workbench.openFile(archive);
    await workbench.moveCursor(...at(archive, host));
    await workbench.run(change);
    await workbench.question(/Which host/).waitFor();
    await workbench.chosen(host).waitFor();
  });

  await steps.step('what can be done to the host is listed', toNeighbours);

  await steps.step('what becomes of its way out is shown', async () => {
    await toNeighbours();
    await workbench.choice('Switch to TLS origination').click();
    await workbench.question(/changes in \d files?/).waitFor();
  });

  await steps.step('there is a way back', async () => {
    await toNeighbours();
    await workbench.choice('Switch to TLS origination').click();
    await workbench.question(/changes in \d files?/).waitFor();
    await workbench.back.click();
    await workbench.chosen('Switch to TLS origination').waitFor();
  });

  await steps.step('the change of the way out is reviewed', async () => {
    await toNeighbours();
    await workbench.choice('Switch to TLS origination').click();
    await workbench.choice('Review and apply').click();
    await workbench.refactoring.first().waitFor();
    await workbench.refactoring.nth(1).click();
    await workbench.line('mode: ISTIO_MUTUAL').waitFor();
  });

  await steps.step('the change of the way out is made', async () => {
    await workbench.applyRefactoring();
    await until(() => text(archive).includes('mode: SIMPLE'), { what: 'the file is changed' });
    await workbench.toast(new RegExp(`files?: ${host}`)).waitFor();
  });

  await steps.step('one undo takes the change of the way out back', () => takeBack(archive));

  await steps.step('what stays of a way out that is removed is told', async () => {
    await toNeighbours();
    await workbench.choice('Remove egress').click();
    await workbench.question(/changes in \d files?/).waitFor();
  });

  await steps.step('a way out is removed with what only it used', async () => {
    await toNeighbours();
    await workbench.choice('Remove egress').click();
    await workbench.choice('Review and apply').click();
    await workbench.applyRefactoring();
    await until(() => !existsSync(join(folder, archive)), { what: 'the file is gone' });
    await until(() => !text(platform).includes(host), { what: 'the Gateway no longer has the host' });
    await workbench.toast(new RegExp(`files?: ${host}`)).waitFor();
  });

  await steps.step('one undo brings the way out back', () => takeBack(platform));

  await steps.step('a Gateway is chosen for another host', async () => {
    await workbench.openFile(platform);
    await workbench.run(add);
    await workbench.question(/Which Gateway/).waitFor();
  });

  await steps.step('a host that cannot be is said before it is added', async () => {
    await workbench.run(add);
    await workbench.choice('istio-system/istio-egressgateway').click();
    await workbench.question(/Which hosts shall leave through/).waitFor();
    await workbench.answer('10.0.0.1');
    await workbench.question(/tells hosts apart by their names/).waitFor();
  });

  await steps.step('the host is added as others go out', async () => {
    await workbench.run(add);
    await workbench.choice('istio-system/istio-egressgateway').click();
    await workbench.question(/Which hosts shall leave through/).waitFor();
    await workbench.answer('api.partner.example, files.partner.example');
    await workbench.question(/changes in \d files?/).waitFor();
  });

  await steps.step('the light bulb offers what can be done at a host', async () => {
    await workbench.openFile(archive);
    await workbench.moveCursor(...at(archive, host));
    await workbench.proposeAction('Add HTTP with TLS origination');
  });

  await steps.step('a refactoring from the light bulb is made, and told', async () => {
    // the window shows no more than a few toasts at a time
    await workbench.run('Notifications: Clear All Notifications');
    await workbench.openFile(archive);
    await workbench.moveCursor(...at(archive, host));
    await workbench.proposeAction('Add HTTP with TLS origination');
    await workbench.action('Add HTTP with TLS origination').click();
    await workbench.toast(new RegExp(`files?: ${host}`)).waitFor();
    assert.match(await workbench.wholeText(), /protocol: HTTP\n/);
  });

  await steps.step('one undo takes the refactoring back', () => takeBack(archive));

  await steps.step('the light bulb at a Gateway asks for another host', async () => {
    await workbench.openFile(platform);
    await workbench.moveCursor(...at(platform, 'kind: Gateway'));
    await workbench.proposeAction('Add host to this Gateway');
    await workbench.action('Add host to this Gateway').click();
    await workbench.question(/Which hosts shall leave through/).waitFor();
  });

  await steps.step('manifests of an older Istio are shown as they become', async () => {
    const old = text(spelling).replace(/^( +)sniHosts:/m, '$1sni_hosts:');
    writeFileSync(join(folder, spelling), old);
    await workbench.openFile(spelling);
    await workbench.moveCursor(...positionOf(old, 'sni_hosts:'));
    await workbench.squiggles.first().waitFor();
    await workbench.run('Istio Egress: Migrate Manifests from an Older Istio');
    await workbench.question(/change in 1 file/).waitFor();
  });
}
