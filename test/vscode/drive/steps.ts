import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright-core';
import { reportResults } from '../test-results';

/** Named steps of a visit, each with a picture; a step that fails does not stop the next. */
export class Steps {
  private number = 0;
  private failed = 0;

  constructor(
    private readonly page: Page,
    private readonly pictures: string,
  ) {
    rmSync(pictures, { recursive: true, force: true });
    mkdirSync(pictures, { recursive: true });
  }

  async step(name: string, act: () => Promise<void>): Promise<void> {
    this.number += 1;
    const start = performance.now();
    let outcome = 'ok';
    try {
      await act();
    } catch (error) {
      this.failed += 1;
      outcome = `FAILED\n${stripVTControlCharacters((error as Error).stack ?? String(error))}`;
    }
    await this.picture(`${name}${outcome === 'ok' ? '' : ' failed'}`);
    console.log(`${String(this.number).padStart(2)} ${name} (${Math.round(performance.now() - start)} ms): ${outcome}`);
    for (let presses = 0; presses < 3; presses += 1) await this.page.keyboard.press('Escape'); // no menu stays open
  }

  /** Leaves the counts, and says whether all went well. */
  finish(): boolean {
    reportResults({ passed: this.number - this.failed, failed: this.failed });
    return this.failed === 0 && this.number > 0;
  }

  private async picture(name: string): Promise<void> {
    const file = `${String(this.number).padStart(2, '0')}-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
    await this.page.screenshot({ path: join(this.pictures, file), animations: 'disabled' }).catch(console.error);
  }
}
