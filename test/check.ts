import assert from 'node:assert/strict';
import { Findings } from '../server/src/features/findings';
import type { Settings } from '../server/src/workspace/settings';
import { fixture } from './fixture';

/**
 * What the rules find in a workspace that is written as one string, as `rule id: marked text`; `file: rule id: …` for
 * files other than the first.
 */
export function found(source: string, settings: Partial<Settings> = {}): string[] {
  const { workspace, files, main } = fixture(source, settings);
  const failures: string[] = [];
  const findings = new Findings(workspace, (rule, error) => failures.push(`${rule.id} failed: ${error}`));
  findings.settle();
  const all = [...files].flatMap(([path, text]) =>
    findings.of(path).map((it) => {
      const { span } = workspace.locate(it);
      const isPlain = it.severity === 'error' || it.severity === it.rule.severity;
      const severity = isPlain && it.severity !== 'hint' && it.severity !== 'information' ? '' : ` (${it.severity})`;
      return `${path === main ? '' : `${path}: `}${it.rule.id}${severity}: ${text.slice(span.start, span.end)}`;
    }),
  );
  assert.deepEqual(failures, []);
  return all;
}
