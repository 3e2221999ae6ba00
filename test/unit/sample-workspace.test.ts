import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Findings } from '../../server/src/features/findings';
import { causeText } from '../../server/src/trace/cause-text';
import { externalHosts, representativesOf } from '../../server/src/trace/requests';
import { trace } from '../../server/src/trace/trace';
import { Workspace } from '../../server/src/workspace/workspace';

/*
 * The rules beside the tracer, on the folder that `npm start` opens: where a rule sees a mistake between objects, a
 * request fails or goes past the gateway, and where none does it arrives.
 */

const folder = 'test/vscode/workspace';
const workspace = new Workspace();
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.yaml'));
for (const file of files) workspace.set(file, readFileSync(`${folder}/${file}`, 'utf8'));
const findings = new Findings(workspace);
findings.settle();
const mesh = workspace.documents(files[0] ?? '').flatMap((it) => workspace.meshesOf(it))[0]?.mesh;

describe('rules and tracer agree on the sample', () => {
  assert.ok(mesh);
  for (const host of externalHosts(mesh)) {
    const [first] = representativesOf(mesh, host);
    const file = first
      ? workspace.locate({ document: first.object.document, span: first.object.resource.span }).path
      : '';
    // a value that Istio does not know is refused before anything is programmed
    if (file.startsWith('shop/spelling/')) continue;
    const isRight = findings.of(file).length === 0;
    test(`${host}, in ${file}, ${isRight ? 'arrives by the gateway' : 'does not'}`, () => {
      assert.ok(first);
      const { verdict, cause } = trace(mesh, first.client, first.request);
      assert.equal(verdict === 'gateway', isRight, cause && causeText(cause));
    });
  }
});
