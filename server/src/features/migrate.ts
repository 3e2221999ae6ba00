import type { Reshaped } from '../generate/removal';
import { trial } from '../generate/trial';
import { snakeCaseField } from '../rules/manifests/snake-case-field';
import { fileMountedEgressCerts } from '../rules/old-manifests/file-mounted-egress-certs';
import { fileMountedMeshCerts } from '../rules/old-manifests/file-mounted-mesh-certs';
import { gatewayApiVersion } from '../rules/old-manifests/gateway-api-version';
import { oldApiVersion } from '../rules/old-manifests/old-api-version';
import { staleEgressSan } from '../rules/old-manifests/stale-egress-san';
import type { Rule } from '../rules/rule';
import { applyEdits, type TextEdit } from '../text/edit';
import type { Workspace } from '../workspace/workspace';
import { type DocumentFinding, type Findings, fixesOf } from './findings';

/** What was right in an older Istio, and has one way to be said today. */
const outdated: ReadonlySet<Rule> = new Set([
  snakeCaseField,
  fileMountedMeshCerts,
  fileMountedEgressCerts,
  staleEgressSan,
  gatewayApiVersion,
  oldApiVersion,
]);

/** More repairs than any file needs; one that mends nothing must not be made for ever. */
const maximumRepairs = 1000;

const isOutdated = (finding: DocumentFinding): boolean => outdated.has(finding.rule) && fixesOf(finding).length > 0;

/** Whether the document at an offset of a file has something that can be brought to today's form. */
export function isOld(workspace: Workspace, findings: Findings, path: string, offset: number): boolean {
  const document = workspace.documentAt(path, offset)?.document;
  return findings.of(path).some((it) => it.document === document && isOutdated(it));
}

/** Brings files to today's form: makes the first fix of every such finding, one after the other, with what it needs in others. */
export function migrate(workspace: Workspace, findings: Findings, paths: readonly string[]): Reshaped {
  const { result: notes, changes } = trial(workspace, (write) => {
    const titles = new Set<string>();
    for (let made = 0; made < maximumRepairs; made++) {
      const finding = paths.flatMap((it) => findings.of(it)).find(isOutdated);
      const [fix] = finding ? fixesOf(finding) : [];
      if (!fix) break;
      // what cannot be wrong need not be said
      if (!fix.safe) titles.add(fix.title);
      const edits = new Map<string, TextEdit[]>();
      for (const edit of fix.edits) {
        const { path, span } = workspace.locate(edit);
        edits.set(path, [...(edits.get(path) ?? []), { span, newText: edit.newText }]);
      }
      for (const [path, own] of edits) write(path, applyEdits(workspace.text(path), own));
    }
    return [...titles].map((it) => `${it}.`);
  });
  return changes.length === 0
    ? { problem: 'Nothing here is of an older Istio that could be migrated.' }
    : { changes, notes };
}
