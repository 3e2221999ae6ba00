// Uses the extension through the real window, as a person would, with a picture of each step in artifacts/drive.
// Installed like any extension, not in development mode, because that hides notifications and dialogs.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumExecutable, openBrowser } from '../runtime/browser';
import { projectRoot } from '../runtime/project';
import { VSCodeServer } from '../runtime/server';
import { Workbench } from '../runtime/workbench';
import { copyOfSampleWorkspace, temporaryFolder } from '../sample-workspace';
import { Steps } from './steps';
import { visit } from './visit';

chromiumExecutable();
const workspace = copyOfSampleWorkspace();
const extensions = temporaryFolder('vsc-extensions'); // fresh: VS Code looks for new folders only the first time
mkdirSync(extensions.path, { recursive: true });
symlinkSync(projectRoot, join(extensions.path, 'istio-egress.istio-egress'));
const server = await VSCodeServer.start({
  extensionsDir: extensions.path,
  settings: { 'workbench.colorTheme': 'Dark Modern' },
});
try {
  const { context, page } = await openBrowser({ profile: join(server.temporary, 'chromium'), deviceScaleFactor: 2 });
  const steps = new Steps(page, join(projectRoot, 'artifacts/drive'));
  await page.goto(server.url({ folder: workspace.path, payload: [['skipWelcome', 'true']] }));
  await visit(new Workbench(page), steps, workspace.path);
  await context.close();
  if (!steps.finish()) process.exitCode = 1;
} finally {
  await server.stop();
  workspace.remove();
  extensions.remove();
}
