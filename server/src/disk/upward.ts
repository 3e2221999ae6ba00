import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder itself or the nearest one above it that holds an entry of one of these names; `undefined` for none. */
export function nearestFolderWith(folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (names.some((name) => existsSync(join(at, name)))) return at;
    if (at === dirname(at)) return undefined;
  }
}
