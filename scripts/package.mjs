// npm run package: makes istio-egress.vsix. What goes into it is in .vscodeignore; vsce builds for production first.
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';

const root = join(import.meta.dirname, '..');
await createVSIX({
  cwd: root,
  packagePath: join(root, 'istio-egress.vsix'),
  dependencies: false, // everything is bundled
  allowMissingRepository: true,
  rewriteRelativeLinks: false, // the pages and pictures that the README leads to are in the package
});
