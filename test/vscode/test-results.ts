import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What scripts/test.mjs adds up. Each group of tests leaves it in the file that TEST_RESULTS names. */
export interface TestResults {
  readonly passed: number;
  readonly failed: number;
}

export function reportResults(results: TestResults): void {
  const file = process.env['TEST_RESULTS'];
  if (!file) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
}
