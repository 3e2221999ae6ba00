import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './runtime/project';

/** A folder of its own for one run, so that tests and visitors may edit what is in it. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export function copyOfSampleWorkspace(): TemporaryFolder {
  const copy = temporaryFolder('istio-egress-sample');
  cpSync(join(projectRoot, 'test/vscode/workspace'), copy.path, { recursive: true });
  return copy;
}
