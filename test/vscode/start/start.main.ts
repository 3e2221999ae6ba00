// Opens a VS Code with the extension on a copy of the sample workspace, until Ctrl+C or until its window is closed.
import { copyOfSampleWorkspace } from '../sample-workspace';
import { openInBrowser } from './browser-window';
import { openDesktop } from './desktop-window';

const workspace = copyOfSampleWorkspace();
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});
try {
  const window = (await openDesktop(workspace.path)) ?? (await openInBrowser(workspace.path));
  console.log(`Istio Egress is open in VS Code: ${window.where}  (Ctrl+C stops it)`);
  await Promise.race([interrupted, window.closed]);
  await window.close();
} finally {
  workspace.remove();
}
process.exit();
