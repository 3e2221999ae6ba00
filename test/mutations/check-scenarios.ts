import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inShort, traced } from '../traced';
import { Bench } from './bench';
import { cellsOf, type MatrixCell, told } from './cells';
import { wrongFixes } from './fixes';
import { asIs, type Cell } from './judge';
import type { Scenario } from './scenario';

/** The tests of scenarios: each is right as it is, whatever makes it worse is named, and the fixes mend that. */
export function checkScenarios(scenarios: readonly Scenario[]): void {
  const fixed = new Set<string>();
  for (const scenario of scenarios)
    describe(scenario.name, () => {
      let cells: readonly MatrixCell[] | undefined;
      const matrix = (): readonly MatrixCell[] => (cells ??= cellsOf(scenario));

      test('leads where it promises, and nothing is found in it', () => {
        for (const { from, to, becomes } of scenario.requests)
          assert.equal(inShort(traced(scenario.manifests, from, to)), becomes, `${from} to ${to}`);
        assert.deepEqual(asIs(scenario).findings, []);
      });
      test('whatever makes it worse is named, and nothing else is', () => {
        const wrong = matrix().filter(({ sort }) => sort === 'silent' || sort === 'false alarm');
        const complaints = [...wrong.map(told), ...matrix().flatMap((it) => it.settled)].join('\n');
        assert.ok(complaints === '', complaints);
      });
      test('a fix mends what it is for, and brings nothing new', () => {
        const bench = new Bench();
        const { outcome } = asIs(scenario);
        const wrong = firstOfEachRule(matrix(), fixed).flatMap((it) => wrongFixes(bench, outcome, it));
        assert.deepEqual(
          wrong.map(({ text }) => text),
          [],
        );
      });
    });
}

/** A cell for each rule that no other has shown, of which all findings are mended; the whole matrix would take minutes. */
function firstOfEachRule(matrix: readonly MatrixCell[], shown: Set<string>): Cell[] {
  return matrix
    .flatMap((it) => it.cells)
    .filter(({ rules }) => {
      const isNew = rules.some((it) => !shown.has(it));
      for (const it of rules) shown.add(it);
      return isNew;
    });
}
