import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../runtime/project';
import { VSCodeServer } from '../runtime/server';
import { temporaryFolder } from '../sample-workspace';
import type { OpenWindow } from './open-window';

/** VS Code's server from npm, for any browser. PORT chooses where it listens. */
export async function openInBrowser(folder: string): Promise<OpenWindow> {
  const port = Number(process.env['PORT']);
  const extensions = temporaryFolder('vsc-extensions');
  symlinkSync(projectRoot, join(extensions.path, 'istio-egress.istio-egress'));
  const server = await VSCodeServer.start({
    extensionsDir: extensions.path,
    persistent: true,
    ...(port > 0 && { port }),
  });
  return {
    where: decodeURIComponent(server.url({ folder })),
    closed: new Promise(() => undefined),
    async close() {
      await server.stop();
      extensions.remove();
    },
  };
}
